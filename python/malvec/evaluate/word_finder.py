"""Finding the words of an evaluation set among the vectors, and keeping a list of the words that
are missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from malvec.runtime.arguments import check_flag
from malvec.text.nfc import to_nfc
from malvec.vectors.word_vectors import WordVectors

__all__ = ["Finder", "Missing"]

Missing = Literal["skip", "zero", "error"]
"""What becomes of items that have no vector."""


class Finder:
    """The id of a word: as it is written, else in lower case, else the same in Unicode form NFC;
    otherwise -1, and the word is remembered as missing.

    A word that was not seen in any of these forms is composed, of sub-words or of the known tokens
    that it is cut into, unless ``compose`` is False or its vector is zero: its id is then the
    number of words or more, and ``rows`` knows its vector.
    """

    def __init__(
        self, vectors: WordVectors, fall_back: bool, limit: int | None = None, compose: bool = True
    ) -> None:
        check_flag("compose", compose)
        if not isinstance(vectors, WordVectors):
            raise TypeError(
                f"word vectors are evaluated, not {type(vectors).__name__}: they come first, then"
                " the set"
            )
        self.vectors = vectors
        self._compose_unseen = compose
        self._fall_back = fall_back
        self._limit = len(vectors) if limit is None else limit
        self._known: dict[str, int] = {}
        self._composed: list[npt.NDArray[np.float32]] = []
        self._parts: list[list[int]] = []
        self._unseen: list[str] = []

    def id(self, word: str) -> int:
        """The id, or -1."""
        if word not in self._known:
            forms = [word]
            if self._fall_back:
                composed = to_nfc(word)
                forms += [word.lower(), composed, composed.lower()]
            found = [i for i in (self.vectors.vocab.find(form) for form in forms) if i >= 0]
            here = next((i for i in found if i < self._limit), -1)
            self._known[word] = here if found or not self._compose_unseen else self._compose(word)
        return self._known[word]

    def rows(self, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """The vectors of ids, those of unseen words too, float32 [..., dim]; zeros for -1."""
        seen = len(self.vectors)
        rows = np.zeros((*ids.shape, self.vectors.dim), np.float32)
        known = (ids >= 0) & (ids < seen)
        rows[known] = self.vectors.matrix[ids[known]]
        for place in np.argwhere(ids >= seen):
            rows[tuple(place)] = self._composed[int(ids[tuple(place)]) - seen]
        return rows

    def unit_rows(self, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """The same scaled to length 1; zeros stay."""
        rows = self.rows(ids)
        lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
        return np.asarray(rows / np.where(lengths > 0, lengths, 1))

    @property
    def missing(self) -> tuple[str, ...]:
        """The words asked for that are not there, in the order of asking."""
        return tuple(word for word, i in self._known.items() if i < 0)

    @property
    def unseen(self) -> tuple[str, ...]:
        """The words asked for whose vectors are composed, in the order of asking."""
        return tuple(self._unseen)

    def parts(self, ids: Iterable[int]) -> set[int]:
        """The ids of seen words that ids stand for: their own, or those of the tokens that they
        are composed of."""
        seen = len(self.vectors)
        return {part for i in ids for part in ([i] if i < seen else self._parts[i - seen])}

    def _compose(self, word: str) -> int:
        composed = to_nfc(word) if self._fall_back else word
        vector, parts = self._composed_vector(composed)
        if not vector.any():
            return -1
        self._composed.append(vector)
        self._parts.append(parts)
        self._unseen.append(word)
        return len(self.vectors) + len(self._composed) - 1

    def _composed_vector(self, word: str) -> tuple[npt.NDArray[np.float32], list[int]]:
        """The vector of a word that was not seen, zeros where it has none, and the ids of its
        parts."""
        if self.vectors.subword_table is not None and word.strip():
            return self.vectors.subword_table.vectors([word])[0], []
        vocab, parts = self.vectors.vocab, self.vectors.parts(word)
        ids = [vocab.index(part) for part in parts]
        if not ids or max(ids) >= self._limit:
            return np.zeros(self.vectors.dim, np.float32), []
        return self.vectors._lookup.vectors([word])[0], ids

    def facts(self, missing: str) -> dict[str, Any]:
        """The attributes of a result that tell of words without vectors, under a policy."""
        return {
            "missing": missing,
            "missing_words": self.missing,
            "unseen_words": self.unseen,
        }

    def check(self, missing: str) -> None:
        """``KeyError`` with the words that have no vector, under the policy ``"error"``."""
        if missing == "error" and self.missing:
            raise KeyError(
                f"{len(self.missing)} words have no vector: {', '.join(self.missing[:10])}"
            )

    def too_few(self, known: int, total: int, what: str) -> str:
        """The message for a set of ``what`` that cannot be scored."""
        if total == 0:
            return f"there are no {what}"
        missing = f"; missing, for example: {', '.join(self.missing[:10])}" if self.missing else ""
        return f"{known:,} of {total:,} {what} are known, too few to score{missing}"
