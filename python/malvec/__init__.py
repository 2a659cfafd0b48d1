"""malvec: large corpora, Korean first and any language after, to word vectors.

>>> import malvec as mv                                                                          # doctest: +SKIP
>>> corpus = mv.Corpus.from_files("reviews.txt", tokenizer=mv.tokenizers.Mecab(), min_count=5)   # doctest: +SKIP
>>> vectors = mv.Skipgram(dim=100, window=5, epochs=5).fit(corpus)                               # doctest: +SKIP
>>> vectors.most_similar("희망", topn=5)                                                          # doctest: +SKIP
>>> vectors.save("reviews.safetensors")                                                          # doctest: +SKIP
"""

from __future__ import annotations

from malvec import classify, datasets, evaluate, io, text_distances, tokenizers
from malvec.compression import compress, prune
from malvec.corpus import Corpus, CorpusReport
from malvec.counts import Counts, count, document_counts
from malvec.errors import FormatError, NumericalError
from malvec.factors import Factors
from malvec.models.als import Als
from malvec.models.cbow import Cbow
from malvec.models.glove import Glove
from malvec.models.mf import Mf
from malvec.models.pca import Pca
from malvec.models.skipgram import Skipgram
from malvec.models.svd import SingularVectors, Svd, SvdReport
from malvec.models.swivel import Swivel
from malvec.models.training import FitProgress, Interrupted
from malvec.report import CellReport, TrainingReport
from malvec.reweight import pmi, ppmi, tfidf
from malvec.sentences import EncodingTally, IdfMean, Mean, SentenceEncoder, SentenceReport, Sif, Usif
from malvec.vectors import WordVectors, load
from malvec.version import __version__
from malvec.vocab import Vocab

__all__ = [
    "Als",
    "Cbow",
    "CellReport",
    "Corpus",
    "CorpusReport",
    "Counts",
    "EncodingTally",
    "Factors",
    "FitProgress",
    "FormatError",
    "Glove",
    "IdfMean",
    "Interrupted",
    "Mean",
    "Mf",
    "NumericalError",
    "Pca",
    "SentenceEncoder",
    "SentenceReport",
    "Sif",
    "SingularVectors",
    "Skipgram",
    "Svd",
    "SvdReport",
    "Swivel",
    "TrainingReport",
    "Usif",
    "Vocab",
    "WordVectors",
    "__version__",
    "classify",
    "compress",
    "count",
    "datasets",
    "document_counts",
    "evaluate",
    "io",
    "load",
    "pmi",
    "ppmi",
    "prune",
    "text_distances",
    "tfidf",
    "tokenizers",
]
