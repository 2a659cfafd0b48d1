"""The corpus that ``fit`` is given."""

from __future__ import annotations

from malvec.corpus import Corpus

__all__ = ["check_corpus"]


def check_corpus(corpus: object) -> None:
    """``TypeError`` for anything but a corpus, for what is fitted to one."""
    if not isinstance(corpus, Corpus):
        made = "make one with Corpus.from_files, from_texts or from_tokens"
        raise TypeError(f"fit() takes a malvec.Corpus, not {type(corpus).__name__}: {made}")
