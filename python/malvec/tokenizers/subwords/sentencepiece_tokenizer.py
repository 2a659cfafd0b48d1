"""A SentencePiece model as :class:`SubwordTokenizer`: the same segmentation by ``tokenizers`` (Kudo
& Richardson, 2018)."""

from __future__ import annotations

import importlib
import os
from typing import Any

from malvec.tokenizers.subwords.sentencepiece_file import (
    BYTE,
    NORMAL,
    UNKNOWN,
    USER_DEFINED,
    SentencePieceModel,
    read_model,
)
from malvec.tokenizers.subwords.subword_tokenizer import (
    SubwordTokenizer,
    guarded,
    require_tokenizers,
)

__all__ = ["load_sentencepiece"]

_SPACE = "▁"


def load_sentencepiece(path: str | os.PathLike[str]) -> SubwordTokenizer:
    """A SentencePiece ``.model`` as units; numbers are those of the file.

    Unigram and BPE, the map of characters, byte fallback, dummy prefix and the removal of extra
    blanks are as there. Known to differ, each in less than one review of a hundred: of cuts with
    equal scores another may be taken (sums are more precise here); a text that spells a control
    piece (``<s>``) gives that piece; beside pieces of the user's own, blanks at the ends of a text
    are kept.

    Raises:
        FormatError: no SentencePiece model, damaged, or one that ``tokenizers`` cannot follow.
    """
    require_tokenizers()
    model = read_model(path)
    library: Any = importlib.import_module("tokenizers")
    with guarded(f"{path}: this SentencePiece model cannot be used"):
        made = library.Tokenizer(
            _unigram(library, model) if model.model == "unigram" else _bpe(library, model)
        )
        own = [piece.text for piece in model.pieces if piece.kind == USER_DEFINED]
        made.normalizer = _normalizer(library, model, bool(own))
        whole = all(
            _SPACE not in piece.text[1:]
            for piece in model.pieces
            if piece.kind in (NORMAL, USER_DEFINED)
        )
        if own:
            made.pre_tokenizer = library.pre_tokenizers.Metaspace(
                prepend_scheme="first" if model.add_dummy_prefix else "never", split=whole
            )
            made.add_tokens(
                [library.AddedToken(text, normalized=False, special=False) for text in own]
            )
        elif whole:  # no piece crosses a blank: cutting there changes nothing, and is faster
            made.pre_tokenizer = library.pre_tokenizers.Split(_SPACE, "merged_with_next")
        made.decoder = _decoder(library, model)
        return SubwordTokenizer(made.to_str())


def _unigram(library: Any, model: SentencePieceModel) -> Any:
    scores = [(piece.text, piece.score) for piece in model.pieces]
    unknown = next(number for number, piece in enumerate(model.pieces) if piece.kind == UNKNOWN)
    return library.models.Unigram(scores, unk_id=unknown, byte_fallback=model.byte_fallback)


def _bpe(library: Any, model: SentencePieceModel) -> Any:
    """Merges are the ways to join two pieces into a third, the best third first."""
    numbers = {piece.text: number for number, piece in enumerate(model.pieces)}
    scores = {piece.text: piece.score for piece in model.pieces if piece.kind == NORMAL}
    known = scores.keys()
    merges = []
    for number, (text, score) in enumerate(scores.items()):
        for cut in range(1, len(text)):
            left, right = text[:cut], text[cut:]
            if left in known and right in known:
                merges.append((-score, number, cut, (left, right)))
    unknown = next(piece.text for piece in model.pieces if piece.kind == UNKNOWN)
    ordered = [pair for *_, pair in sorted(merges)]
    return library.models.BPE(
        numbers, ordered, unk_token=unknown, fuse_unk=True, byte_fallback=model.byte_fallback
    )


def _normalizer(library: Any, model: SentencePieceModel, own: bool) -> Any:
    kinds, regex = library.normalizers, library.Regex
    steps = [kinds.Precompiled(model.charsmap)] if model.charsmap else []
    if (
        "nfkc" in model.normalization
    ):  # the library maps character by character; jamo that follow one another are composed here
        steps.append(kinds.NFC())
    if model.remove_extra_whitespaces:
        steps += [] if own else [kinds.Replace(regex("^ +| +$"), "")]
        steps.append(kinds.Replace(regex(" {2,}"), " "))
    if own:  # the text comes in parts: Metaspace knows which is the first
        return kinds.Sequence(steps)
    steps += [kinds.Prepend(_SPACE)] if model.add_dummy_prefix else []
    return kinds.Sequence([*steps, kinds.Replace(" ", _SPACE)])


def _decoder(library: Any, model: SentencePieceModel) -> Any:
    kinds = library.decoders
    steps = [
        kinds.Replace(_SPACE, " "),
        *([kinds.ByteFallback()] if any(p.kind == BYTE for p in model.pieces) else []),
        kinds.Fuse(),
    ]
    return kinds.Sequence([*steps, kinds.Strip(" ", 1, 0)] if model.add_dummy_prefix else steps)
