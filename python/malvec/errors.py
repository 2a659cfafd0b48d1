"""Exceptions of malvec that are not plain ``ValueError``, ``OSError`` or ``MemoryError``."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from malvec import _core

__all__ = ["FormatError", "NumericalError", "UnknownWordError"]

_SEARCHED = 50_000


FormatError = _core.FormatError
"""A file is cut, damaged or of another kind; the message says what it seems to be."""

NumericalError = _core.NumericalError
"""Training met a number that is not finite; the message says where, and what to change."""


class UnknownWordError(KeyError, ValueError):
    """A word is not in the vocabulary. The message names similar words; they are looked for only
    when it is shown.

    A ``KeyError`` as of a dict and a ``ValueError`` as of ``list.index``. ``meant`` gives what else
    the word may stand for.

    Example:
        >>> vectors["프랑수"]
        Traceback (most recent call last):
        malvec.errors.UnknownWordError: '프랑수' is not among 19 words; similar: 프랑스
    """

    def __init__(
        self,
        word: str,
        vocab: Sequence[str],
        what: str = "words",
        *,
        meant: Callable[[str], Iterable[str]] | None = None,
    ) -> None:
        super().__init__(word)
        self.word = word
        self._vocab, self._what, self._meant = vocab, what, meant

    def __str__(self) -> str:
        message = f"{self.word!r:.60} is not among {len(self._vocab):,} {self._what}"
        similar = self.similar()
        return f"{message}; similar: {', '.join(similar)}" if similar else message

    def similar(self) -> list[str]:
        """Up to three words: other case, Unicode form or keyboard first, then similar spelling
        among the most frequent 50,000."""
        forms = [self.word.lower(), self.word.capitalize(), self.word.upper(), self.word.strip()]
        if len(self.word) <= 1000:  # marks are sorted in quadratic time
            forms += [unicodedata.normalize(form, self.word) for form in ("NFC", "NFD", "NFKC")]
            forms += self._meant(self.word) if self._meant is not None else ()
        found = [form for form in dict.fromkeys(forms) if form in self._vocab]
        if len(self.word) <= 50:
            found += difflib.get_close_matches(self.word, self._vocab[:_SEARCHED], 3, 0.6)
        return list(dict.fromkeys(found))[:3]

    def __reduce__(self) -> tuple[type[KeyError], tuple[str]]:
        return KeyError, (str(self),)
