"""A corpus: text turned into word ids, once, for everything that learns from it."""

from __future__ import annotations

from malvec.corpus.corpus import Corpus
from malvec.corpus.phrases import Phrase, PhraseTable, find_phrases, merge_phrases
from malvec.corpus.report import CorpusReport

__all__ = ["Corpus", "CorpusReport", "Phrase", "PhraseTable", "find_phrases", "merge_phrases"]
