"""Finding the words of an evaluation set among the vectors, and keeping track of those that are not there."""

from __future__ import annotations

import unicodedata

from malvec.vectors import WordVectors

__all__ = ["Finder"]


class Finder:
    """The id of a word: as it stands, else in lower case, else the same in Unicode form NFC; -1 and remembered as missing otherwise."""

    def __init__(self, vectors: WordVectors, fall_back: bool, limit: int | None = None) -> None:
        self._vocab = vectors.words
        self._fall_back = fall_back
        self._limit = len(vectors) if limit is None else limit
        self._known: dict[str, int] = {}

    def id(self, word: str) -> int:
        """The id, or -1."""
        if word not in self._known:
            forms = [word]
            if self._fall_back:
                composed = unicodedata.normalize("NFC", word)
                forms += [word.lower(), composed, composed.lower()]
            found = (self._vocab.find(form) for form in forms)
            self._known[word] = next((i for i in found if 0 <= i < self._limit), -1)
        return self._known[word]

    @property
    def missing(self) -> tuple[str, ...]:
        """The words asked for that are not there, in the order of asking."""
        return tuple(word for word, i in self._known.items() if i < 0)

    def too_few(self, known: int, total: int, what: str) -> str:
        """The message for a set that cannot be scored."""
        if total == 0:
            return f"there are no {what}"
        missing = f"; missing, for example: {', '.join(self.missing[:10])}" if self.missing else ""
        return f"{known:,} of {total:,} {what} are known, too few to score{missing}"
