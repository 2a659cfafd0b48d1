"""Sub-word units: tokenizers that cut text into the pieces of a fixed vocabulary, by the core where
it can, else by Hugging Face ``tokenizers`` (extra ``bpe``)."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from malvec import _core
from malvec.errors import FormatError
from malvec.runtime.extras import how_to_install
from malvec.runtime.machine import available_threads
from malvec.storage.atomic import replacing
from malvec.text.texts import checked_text, checked_texts
from malvec.tokenizers.packed_text import pack, unpack
from malvec.tokenizers.subwords.json_file import check_json
from malvec.tokenizers.tokenizer import Tokenizer

__all__ = ["SubwordTokenizer", "guarded", "readable", "require_tokenizers"]

_SURROGATE = re.compile("[\ud800-\udfff]")
_BATCH = 4096  # texts between two looks at Ctrl-C


@dataclass(frozen=True, repr=False)
class SubwordTokenizer(Tokenizer):
    """A tokenizer with a fixed vocabulary of sub-word units: BPE, Unigram or WordPiece.

    It holds the whole text of its ``tokenizer.json``, so that ``malvec.tokenizers.describe`` stores
    all of it with a corpus or a model, and another machine can tokenize alike. Made by
    ``malvec.Bpe``, ``Unigram`` and ``WordPiece``, by ``malvec.tokenizers.load`` from a file, and by
    ``malvec.tokenizers.bert``. No special tokens are added to a text, nothing is padded or
    truncated, whatever the file says. Lone surrogates, which no UTF-8 text can hold, are read as
    U+FFFD, one for one.

    The core cuts, with the units and numbers that ``tokenizers`` gives: by the usual normalizers,
    pre-tokenizers and models. What it has not is left to the library, and :attr:`why_not` says it.

    Args:
        json: the text of a ``tokenizer.json``.
        report: how it was trained; not part of its value.

    Raises:
        ImportError: ``tokenizers`` is not installed, and the core does not do (when first used).
        FormatError: the text describes no tokenizer (when first used).

    Example:
        >>> bpe = malvec.Bpe(vocab_size=2000).fit("reviews.txt")
        >>> bpe("영화가 재미있었다")
        ['▁영화가', '▁재미있', '었다']
        >>> bpe.decode(bpe.ids("영화가 재미있었다"))
        '영화가 재미있었다'
    """

    json: str
    report: Any = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not isinstance(self.json, str):
            raise TypeError(
                f"json must be the text of a tokenizer.json, not {type(self.json).__name__}"
            )

    def __repr__(self) -> str:
        return f"SubwordTokenizer({type(self.backend.model).__name__}, {len(self):,} units)"

    def __reduce__(self) -> tuple[Any, ...]:
        return SubwordTokenizer, (self.json, self.report)

    def __len__(self) -> int:
        return int(self.backend.get_vocab_size())

    @cached_property
    def backend(self) -> Any:
        """The ``tokenizers.Tokenizer`` of the same text."""
        require_tokenizers()
        check_json(self.json)
        with guarded("no tokenizer.json"):
            made = importlib.import_module("tokenizers").Tokenizer.from_str(self.json)
        made.no_truncation()
        made.no_padding()
        return made

    @property
    def why_not(self) -> str:
        """Why the core does not cut by this tokenizer, as a sentence; empty where it does.

        Example:
            >>> bpe.why_not
            ''
        """
        return self._in_core[1]

    @cached_property
    def _in_core(self) -> tuple[_core.UnitTokenizer | None, str]:
        check_json(self.json)
        try:
            return _core.unit_tokenizer(self.json)
        except FormatError as error:
            return None, f"the core does not understand this tokenizer.json: {error}"

    def core(self) -> _core.CoreTokenizer:
        """The same in the core, or why it is not there."""
        core, _ = self._in_core
        return core.core() if core else _core.CoreTokenizer(json.dumps(self.describe()))

    def describe(self) -> dict[str, Any]:
        """All of it for ``malvec.tokenizers.describe``, packed."""
        return {"name": "units", "zlib": pack(self.json)}

    @classmethod
    def unpacked(cls, packed: Any) -> SubwordTokenizer:
        """Units from the ``zlib`` of their description; ``FormatError`` where it is damaged."""
        made = cls(unpack(packed, "the units"))
        check_json(made.json)
        return made

    def check(self) -> None:
        """``ImportError`` that says what to install, unless ``tokenizers`` is there or not
        needed."""
        if self.why_not:
            require_tokenizers()

    def __call__(self, text: str) -> list[str]:
        """The units of a text; what the vocabulary lacks is the unknown unit, or the text itself
        where the model is Unigram."""
        core, _ = self._in_core
        return core(checked_text(text)) if core else list(self._encoded(text).tokens)

    def ids(self, text: str) -> list[int]:
        """The units of a text as numbers, places in :attr:`vocabulary`."""
        core, _ = self._in_core
        return core.ids(checked_text(text)) if core else list(self._encoded(text).ids)

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Where each unit stands in the text: (begin, end) in characters; units that share a
        character share its span.

        Characters that the normaliser joined to the one before, or dropped, belong to the unit
        before.

        Example:
            >>> bpe.offsets("영화가 재미있었다")
            [(0, 3), (3, 7), (7, 9)]
        """
        core, _ = self._in_core
        spans = core.offsets(checked_text(text)) if core else self._encoded(text).offsets
        begins = [begin for begin, _ in spans[1:]]
        return [
            (begin, _reach(text, end, limit))
            for (begin, end), limit in zip(spans, [*begins, len(text)], strict=bool(spans))
        ]

    def batch(self, texts: Iterable[str]) -> list[list[str]]:
        """The units of many texts, on all processors (``TOKENIZERS_PARALLELISM=false`` keeps the
        library to one)."""
        core, _ = self._in_core
        if core:
            return core.batch(list(checked_texts(texts)), available_threads())
        return [
            encoding.tokens for chunk in _chunks(texts) for encoding in self._encode_batch(chunk)
        ]

    def batch_ids(self, texts: Iterable[str]) -> list[list[int]]:
        """The units of many texts as numbers, on all processors.

        Example:
            >>> bpe.batch_ids(["영화", "재미"]) == [bpe.ids("영화"), bpe.ids("재미")]
            True
        """
        core, _ = self._in_core
        if core:
            return core.batch_ids(list(checked_texts(texts)), available_threads())
        return [
            list(encoding.ids) for chunk in _chunks(texts) for encoding in self._encode_batch(chunk)
        ]

    def decode(self, units: Sequence[str] | Sequence[int]) -> str:
        """The text of units, given as numbers or as they are.

        Raises:
            ValueError: a number that is no unit's.
        """
        tokens = [unit if isinstance(unit, str) else self._unit(unit) for unit in units]
        decoder = self.backend.decoder
        return str(decoder.decode(tokens)) if decoder is not None else " ".join(tokens)

    @property
    def vocabulary(self) -> dict[str, int]:
        """Unit to number, in the order of the numbers."""
        return dict(sorted(self.backend.get_vocab().items(), key=lambda item: item[1]))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the ``tokenizer.json``, which every program that uses ``tokenizers`` or
        ``transformers`` reads.

        Example:
            >>> bpe.save("tokenizer.json")
        """
        with replacing(path) as file:
            file.write(self.json.encode())

    def _unit(self, number: int) -> str:
        unit = self.backend.id_to_token(number) if 0 <= number < 1 << 32 else None
        if unit is None:
            raise ValueError(f"{number} is the number of no unit; there are {len(self):,}")
        return str(unit)

    def _encoded(self, text: str) -> Any:
        try:
            return self.backend.encode(text, add_special_tokens=False)
        except BaseException as error:  # a panic of the library is no Exception
            return self._despite(error, text)

    def _encode_batch(self, texts: list[str]) -> Any:
        try:
            return self.backend.encode_batch(texts, add_special_tokens=False)
        except TypeError:
            return [self._encoded(text) for text in texts]

    def _despite(self, error: BaseException, text: str) -> Any:
        """The library refuses surrogates by a ``TypeError``."""
        checked_text(text)
        if isinstance(error, ImportError):
            raise error
        with guarded("the tokenizer cannot be used"):
            if isinstance(error, TypeError):
                return self.backend.encode(readable(text), add_special_tokens=False)
            raise error


@contextmanager
def guarded(what: str) -> Iterator[None]:
    """A block of calls into ``tokenizers``, whose failures, panics among them, become a
    ``FormatError``."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError, FormatError):
        raise
    except BaseException as error:
        raise FormatError(f"{what}: {error}") from None


def readable(text: str) -> str:
    """The text with U+FFFD for each lone surrogate."""
    return _SURROGATE.sub("\ufffd", text)


def require_tokenizers() -> None:
    """``ImportError`` that names the extra, unless ``tokenizers`` is there; loads nothing."""
    if importlib.util.find_spec("tokenizers") is None:
        raise ImportError(
            f"sub-word units need tokenizers: {how_to_install('bpe')}", name="tokenizers"
        )


def _reach(text: str, end: int, limit: int) -> int:
    """The end of a span with what follows up to the next one or a blank."""
    while end < limit and not text[end].isspace():
        end += 1
    return end


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    waiting = checked_texts(texts)
    while chunk := list(islice(waiting, _BATCH)):
        yield chunk
