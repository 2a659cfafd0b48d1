"""A corpus: text turned into word ids, once, for everything that learns from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from malvec.lazy import lazily

if TYPE_CHECKING:
    from malvec.corpus.corpus import Corpus
    from malvec.corpus.phrases import Phrase, PhraseTable, find_phrases, merge_phrases
    from malvec.corpus.report import CorpusReport
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "corpus": "Corpus",
            "phrases": "Phrase PhraseTable find_phrases merge_phrases",
            "report": "CorpusReport",
        },
    )

__all__ = ["Corpus", "CorpusReport", "Phrase", "PhraseTable", "find_phrases", "merge_phrases"]
