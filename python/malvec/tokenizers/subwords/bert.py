"""BERT's tokenizer from a ``vocab.txt``, and the way from a SentencePiece vocabulary to one (Devlin
et al., 2019)."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable
from typing import Any

from malvec.errors import FormatError
from malvec.runtime.arguments import check_flag, whole
from malvec.storage.atomic import replacing
from malvec.text.blocks import whole_text
from malvec.tokenizers.subwords.subword_tokenizer import (
    SubwordTokenizer,
    guarded,
    require_tokenizers,
)

__all__ = ["SPECIAL", "bert", "read_vocabulary", "to_bert_vocabulary"]

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_SPACE = "▁"


def bert(
    vocabulary: str | os.PathLike[str] | Iterable[str],
    *,
    lowercase: bool = False,
    strip_accents: bool = False,
    nfc: bool = True,
    unknown: str = "[UNK]",
    max_input_chars_per_word: int = 200,
) -> SubwordTokenizer:
    """BERT's full tokenizer: clean, part CJK signs and punctuation, then the longest units first
    (WordPiece), ``##`` inside a word.

    Gives what google-research/bert's ``FullTokenizer`` gives (``do_lower_case=True`` is both
    flags), but for private-use characters, which are dropped, U+2B820 to U+2B91F, which are not
    parted, and the punctuation and accents that Unicode took up after version 8. A word of more
    than ``max_input_chars_per_word`` characters, or with a part that the vocabulary lacks, is the
    unknown unit as a whole.

    Args:
        vocabulary: path of a ``vocab.txt``, a unit per line; or the units.
        lowercase: lower case first.
        strip_accents: decompose (NFD) and drop accents. **This takes Hangul syllables apart into
            jamo**, as it does in the original: right for the vocabulary of multilingual-uncased,
            which holds jamo, wrong for one with syllables.
        nfc: compose first, so that text from macOS gives the same units; False is what the original
            does.
        unknown: the unit for what the vocabulary lacks.
        max_input_chars_per_word: longer words are unknown.

    Raises:
        FormatError: the file is no vocabulary, or a unit occurs twice.
        ValueError: the vocabulary lacks ``unknown``.

    Example:
        >>> bert(["[UNK]", "영화", "##가", "재미"])("영화가 재미!")
        ['영화', '##가', '재미', '[UNK]']
    """
    for name, flag in (("lowercase", lowercase), ("strip_accents", strip_accents), ("nfc", nfc)):
        check_flag(name, flag)
    longest = whole("max_input_chars_per_word", max_input_chars_per_word, 1)
    units = (
        read_vocabulary(vocabulary)
        if isinstance(vocabulary, (str, os.PathLike))
        else _number_units(list(vocabulary))
    )
    if unknown not in units:
        raise ValueError(
            f"the vocabulary lacks the unknown unit {unknown!r}: name the one it has with unknown="
        )
    require_tokenizers()
    library: Any = importlib.import_module("tokenizers")
    with guarded("this vocabulary cannot be used"):
        model = library.models.WordPiece(
            vocab=units, unk_token=unknown, max_input_chars_per_word=longest
        )
        made = library.Tokenizer(model)
        clean = library.normalizers.BertNormalizer(True, True, strip_accents, lowercase)
        made.normalizer = (
            library.normalizers.Sequence([library.normalizers.NFC(), clean]) if nfc else clean
        )
        made.pre_tokenizer = library.pre_tokenizers.BertPreTokenizer()
        made.decoder = library.decoders.WordPiece(prefix="##", cleanup=False)
        return SubwordTokenizer(made.to_str())


def read_vocabulary(path: str | os.PathLike[str]) -> dict[str, int]:
    """Unit to number, from a ``vocab.txt``: a unit per line, its number is that of the line, from
    0.

    Raises:
        FormatError: not UTF-8 text, an empty line, or a unit that occurs twice; the message has the
            line.
    """
    text = whole_text(path)
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    if lines and not lines[-1]:
        lines.pop()
    try:
        return _number_units(lines)
    except FormatError as error:
        raise FormatError(f"{path}: {error}") from None


def to_bert_vocabulary(
    model: str | os.PathLike[str], path: str | os.PathLike[str] | None = None
) -> list[str]:
    """The vocabulary of a SentencePiece model as BERT's: ``▁x`` becomes ``x``, any other ``##x``,
    the special units come first.

    Units stand in the order of the model; ``▁`` alone, control, unknown and byte pieces are left
    out.

    Args:
        model: a SentencePiece ``.model`` file.
        path: where to write a ``vocab.txt``; None only returns the units.

    Raises:
        FormatError: the file is no SentencePiece model.

    Example:
        >>> to_bert_vocabulary("ko.model", "vocab.txt")[:7]
        ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', '영화', '##가']
    """
    from malvec.tokenizers.subwords.sentencepiece_file import KEPT, read_model

    pieces = [piece.text for piece in read_model(path=model).pieces if piece.kind in KEPT]
    units = [
        piece[1:] if piece.startswith(_SPACE) else f"##{piece}"
        for piece in pieces
        if piece != _SPACE
    ]
    vocabulary = list(dict.fromkeys([*SPECIAL, *units]))
    if any("\n" in unit or "\r" in unit for unit in vocabulary):
        raise FormatError(f"{model}: a piece holds a line break, which a vocab.txt cannot hold")
    if path is not None:
        with replacing(path) as file:
            file.write("".join(f"{unit}\n" for unit in vocabulary).encode())
    return vocabulary


def _number_units(units: list[str]) -> dict[str, int]:
    numbered: dict[str, int] = {}
    for number, unit in enumerate(units):
        if not isinstance(unit, str):
            raise TypeError(f"units must be str, but number {number} is {type(unit).__name__}")
        if not unit or "\0" in unit:
            raise FormatError(
                f"line {number + 1:,} is {'empty' if not unit else 'binary'}: a vocabulary has a"
                " unit per line"
            )
        if numbered.setdefault(unit, number) != number:
            raise FormatError(
                f"line {number + 1:,} repeats the unit {unit!r:.60} of line {numbered[unit] + 1:,}"
            )
    if not numbered:
        raise FormatError("the vocabulary is empty")
    return numbered
