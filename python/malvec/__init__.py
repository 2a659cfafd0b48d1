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
from malvec.errors import FormatError, NumericalError
from malvec.models.cbow import Cbow
from malvec.models.skipgram import Skipgram
from malvec.models.swivel import Swivel
from malvec.models.training import FitProgress, Interrupted
from malvec.report import CellReport, TrainingReport
from malvec.vectors import WordVectors, load
from malvec.version import __version__
from malvec.vocab import Vocab

__all__ = [
    "Cbow",
    "CellReport",
    "Corpus",
    "CorpusReport",
    "FitProgress",
    "FormatError",
    "Interrupted",
    "NumericalError",
    "Skipgram",
    "Swivel",
    "TrainingReport",
    "Vocab",
    "WordVectors",
    "__version__",
    "datasets",
    "evaluate",
    "io",
    "load",
    "tokenizers",
]
