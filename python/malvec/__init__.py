"""malvec: large corpora, Korean first and any language after, to word vectors.

>>> import malvec as mv  # doctest: +SKIP
>>> corpus = mv.Corpus.from_files("reviews.txt", tokenizer=mv.tokenizers.Mecab(), min_count=5)  # doctest: +SKIP
>>> vectors = mv.Skipgram(dim=100, window=5, epochs=5).fit(corpus)  # doctest: +SKIP
>>> vectors.most_similar("희망", topn=5)  # doctest: +SKIP
>>> vectors.save("reviews.safetensors")  # doctest: +SKIP
"""

from __future__ import annotations

from malvec import datasets, evaluate, io, plot, tokenizers
from malvec.corpus import Corpus, CorpusReport
from malvec.corpus.phrases import Phrase, PhraseTable, find_phrases, phrases
from malvec.counts import Counts, count, document_counts
from malvec.counts.reweight import pmi, ppmi, tfidf
from malvec.documents.doc_vectors import DocVectors
from malvec.documents.latent_semantics import LatentSemantics
from malvec.documents.topic_model import TopicModel
from malvec.errors import FormatError, NumericalError
from malvec.explore import explore
from malvec.factors.factors import Factors
from malvec.models.cells.als import Als
from malvec.models.cells.glove import Glove
from malvec.models.cells.mf import Mf
from malvec.models.cells.svd import SingularVectors, Svd, SvdReport
from malvec.models.cells.swivel import Swivel
from malvec.models.lda import Lda
from malvec.models.lsa import Lsa
from malvec.models.projections.pca import Pca
from malvec.models.projections.tsne import Tsne
from malvec.models.tokens.cbow import Cbow
from malvec.models.tokens.doc2vec import Doc2Vec
from malvec.models.tokens.nplm import Nplm
from malvec.models.tokens.run import FitProgress, Interrupted
from malvec.models.tokens.skipgram import Skipgram
from malvec.reports.topics import TopicReport
from malvec.reports.training import CellReport, DocumentReport, TrainingReport
from malvec.sentences import (
    EncodingTally,
    IdfMean,
    Mean,
    SentenceEncoder,
    SentenceReport,
    Sif,
    Usif,
    classifiers,
)
from malvec.sentences import distances as text_distances
from malvec.text import jamo, readers
from malvec.text.duplicates import NearDuplicates, deduplicate, jaccard, minhash, near_duplicates
from malvec.text.normalizer import Normalizer, normalize
from malvec.text.spacing import model as spacing
from malvec.text.spacing.model import Spacing, SpacingModel, SpacingReport
from malvec.tokenizers.subwords.training import Bpe, Unigram, WordPiece
from malvec.vectors.compression import compress, prune
from malvec.vectors.language_model import LanguageModel
from malvec.vectors.word_vectors import WordVectors, load
from malvec.version import __version__
from malvec.vocab import Vocab
from malvec.word_discovery import WordStatistics, WordTable, count_words, nouns

__all__ = [
    "Als",
    "Bpe",
    "Cbow",
    "CellReport",
    "Corpus",
    "CorpusReport",
    "Counts",
    "Doc2Vec",
    "DocVectors",
    "DocumentReport",
    "EncodingTally",
    "Factors",
    "FitProgress",
    "FormatError",
    "Glove",
    "IdfMean",
    "Interrupted",
    "LanguageModel",
    "LatentSemantics",
    "Lda",
    "Lsa",
    "Mean",
    "Mf",
    "NearDuplicates",
    "Normalizer",
    "Nplm",
    "NumericalError",
    "Pca",
    "Phrase",
    "PhraseTable",
    "SentenceEncoder",
    "SentenceReport",
    "Sif",
    "SingularVectors",
    "Skipgram",
    "Spacing",
    "SpacingModel",
    "SpacingReport",
    "Svd",
    "SvdReport",
    "Swivel",
    "TopicModel",
    "TopicReport",
    "TrainingReport",
    "Tsne",
    "Unigram",
    "Usif",
    "Vocab",
    "WordPiece",
    "WordStatistics",
    "WordTable",
    "WordVectors",
    "__version__",
    "classifiers",
    "compress",
    "count",
    "count_words",
    "datasets",
    "deduplicate",
    "document_counts",
    "evaluate",
    "explore",
    "find_phrases",
    "io",
    "jaccard",
    "jamo",
    "load",
    "minhash",
    "near_duplicates",
    "normalize",
    "nouns",
    "phrases",
    "plot",
    "pmi",
    "ppmi",
    "prune",
    "readers",
    "spacing",
    "text_distances",
    "tfidf",
    "tokenizers",
]
