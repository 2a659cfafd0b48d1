"""SentencePiece models (Kudo & Richardson, 2018), cut by the core as their own package cuts."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from malvec import _core
from malvec.errors import FormatError
from malvec.runtime.machine import available_threads
from malvec.storage.atomic import replacing
from malvec.storage.regular import read_regular
from malvec.text.texts import checked_text, checked_texts
from malvec.tokenizers.subwords.sentencepiece_file import (
    BYTE,
    CONTROL,
    UNKNOWN,
    SentencePieceModel,
    parse_model,
    read_model,
)
from malvec.tokenizers.tokenizer import Tokenizer

__all__ = ["SentencePieceTokenizer", "load_sentencepiece"]

_SPACE = "▁"
_UNKNOWN = " ⁇ "  # what the package decodes an unknown piece as


@dataclass(frozen=True, repr=False)
class SentencePieceTokenizer(Tokenizer):
    """A SentencePiece model: unigram, BPE, words or characters. The same pieces and numbers as by
    the ``sentencepiece`` package, which is not needed: user-defined pieces, byte fallback, maps of
    characters and all. Made by ``malvec.tokenizers.load`` from a ``.model`` file.

    It holds the whole file, so that it is stored with a corpus or a model. Lone surrogates, which
    no UTF-8 text can hold, are read as U+FFFD, one for one.

    Args:
        data: the bytes of the ``.model`` file.

    Raises:
        FormatError: they are no such file, or damaged.

    Example:
        >>> units = malvec.tokenizers.load("ko.model")
        >>> units("영화가 영화")
        ['▁영화', '가', '▁영화']
        >>> units.decode(units.ids("영화가 영화"))
        '영화가 영화'
    """

    data: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not isinstance(self.data, bytes):
            raise TypeError(
                f"data must be the bytes of a .model file, not {type(self.data).__name__}"
            )
        assert self.model.pieces  # read at once

    def __repr__(self) -> str:
        return f"SentencePieceTokenizer({self.model.model}, {len(self):,} units)"

    def __reduce__(self) -> tuple[Any, ...]:
        return SentencePieceTokenizer, (self.data,)

    def __len__(self) -> int:
        return len(self.model.pieces)

    @cached_property
    def model(self) -> SentencePieceModel:
        """What the file says."""
        return parse_model(self.data)

    def core(self) -> _core.CoreTokenizer:
        """The same in the core."""
        return self._native.core()

    def describe(self) -> dict[str, Any]:
        """All of it for ``malvec.tokenizers.describe``."""
        return {"name": "sentencepiece", "base64": base64.b64encode(self.data).decode("ascii")}

    @classmethod
    def unpacked(cls, encoded: Any) -> SentencePieceTokenizer:
        """The tokenizer from the ``base64`` of its description; ``FormatError`` where it is
        damaged."""
        try:
            return cls(base64.b64decode(encoded, validate=True))
        except (TypeError, binascii.Error) as error:
            raise FormatError(f"the pieces are damaged: {error}") from None

    def __call__(self, text: str) -> list[str]:
        """The pieces of a text; what the vocabulary lacks stands as it is in the text."""
        return self._native(checked_text(text))

    def ids(self, text: str) -> list[int]:
        """The pieces of a text as numbers, places in :attr:`vocabulary`."""
        return self._native.ids(checked_text(text))

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Where each piece stands in the text: (begin, end) in characters; the bytes of one
        character share its span. What the model drops belongs to the piece before.

        Example:
            >>> units = malvec.tokenizers.load("ko.model")
            >>> units.offsets("영화가 영화")
            [(0, 2), (2, 3), (3, 6)]
        """
        return self._native.offsets(checked_text(text))

    def batch(self, texts: Iterable[str]) -> list[list[str]]:
        """The pieces of many texts, on all processors."""
        return self._native.batch(list(checked_texts(texts)), available_threads())

    def batch_ids(self, texts: Iterable[str]) -> list[list[int]]:
        """The pieces of many texts as numbers, on all processors.

        Example:
            >>> units = malvec.tokenizers.load("ko.model")
            >>> units.batch_ids(["영화"]) == [units.ids("영화")]
            True
        """
        return self._native.batch_ids(list(checked_texts(texts)), available_threads())

    def decode(self, units: Sequence[str] | Sequence[int]) -> str:
        """The text of pieces, given as numbers or as they are. Control pieces are nothing; the
        number of the unknown piece is ``" ⁇ "``, and a piece that is not in the vocabulary is
        itself.

        Raises:
            ValueError: a number that is no piece's.
        """
        pieces = [unit if isinstance(unit, str) else self._piece(unit) for unit in units]
        kinds, text, data = self._kinds, "", bytearray()
        remove, dummy = self.model.remove_extra_whitespaces, self.model.add_dummy_prefix
        first = remove or dummy  # blanks at the beginning are not the text's own
        for piece in [*pieces, ""]:
            kind = kinds.get(piece)
            if kind == BYTE:
                data.append(int(piece[3:5], 16))
                continue
            text += data.decode("utf-8", "replace")
            data.clear()
            if kind == CONTROL:
                continue
            if first and not text and piece.startswith(_SPACE):
                piece, first = piece[1:], remove
            text += _UNKNOWN if kind == UNKNOWN else piece.replace(_SPACE, " ")
        return text

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """Piece to number, in the order of the numbers."""
        return {piece.text: number for number, piece in enumerate(self.model.pieces)}

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the ``.model`` file.

        Example:
            >>> units = malvec.tokenizers.load("ko.model")
            >>> units.save("copy.model")
        """
        with replacing(path) as file:
            file.write(self.data)

    @cached_property
    def _kinds(self) -> dict[str, int]:
        return {piece.text: piece.kind for piece in self.model.pieces}

    @cached_property
    def _native(self) -> _core.UnitTokenizer:
        assert self.model  # whose errors are the better ones
        return _core.sentence_pieces(self.data)

    def _piece(self, number: int) -> str:
        if not 0 <= number < len(self):
            raise ValueError(f"{number} is the number of no piece; there are {len(self):,}")
        return self.model.pieces[number].text


def load_sentencepiece(path: str | os.PathLike[str]) -> SentencePieceTokenizer:
    """The tokenizer in a SentencePiece ``.model`` file.

    Raises:
        FormatError: it is none, damaged, or asks for what is not supported.
    """
    read_model(path)
    return SentencePieceTokenizer(read_regular(path))
