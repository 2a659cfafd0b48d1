"""malvec: large corpora, Korean first and any language after, to word vectors.

>>> import malvec as mv                                                                          # doctest: +SKIP
>>> corpus = mv.Corpus.from_files("reviews.txt", tokenizer=mv.tokenizers.Mecab(), min_count=5)   # doctest: +SKIP
>>> vectors = mv.Skipgram(dim=100, window=5, epochs=5).fit(corpus)                               # doctest: +SKIP
>>> vectors.most_similar("희망", topn=5)                                                          # doctest: +SKIP
>>> vectors.save("reviews.safetensors")                                                          # doctest: +SKIP
"""

from __future__ import annotations

from malvec import datasets, evaluate, io, tokenizers
from malvec.corpus import Corpus, CorpusReport
from malvec.counts import Counts, count, document_counts
from malvec.errors import FormatError, NumericalError
from malvec.models.cbow import Cbow
from malvec.models.skipgram import Skipgram
from malvec.models.training import FitProgress, Interrupted
from malvec.report import TrainingReport
from malvec.vectors import WordVectors, load
from malvec.version import __version__
from malvec.vocab import Vocab

__all__ = [
    "Cbow",
    "Corpus",
    "CorpusReport",
    "Counts",
    "FitProgress",
    "FormatError",
    "Interrupted",
    "NumericalError",
    "Skipgram",
    "TrainingReport",
    "Vocab",
    "WordVectors",
    "__version__",
    "count",
    "datasets",
    "document_counts",
    "evaluate",
    "io",
    "load",
    "tokenizers",
]
