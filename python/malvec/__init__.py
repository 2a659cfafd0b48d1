"""malvec: large corpora, Korean first and any language after, to word vectors.

>>> import malvec as mv                                                                          # doctest: +SKIP
>>> corpus = mv.Corpus.from_files("reviews.txt", tokenizer=mv.tokenizers.Mecab(), min_count=5)   # doctest: +SKIP
>>> vectors = mv.Skipgram(dim=100, window=5, epochs=5).fit(corpus)                               # doctest: +SKIP
>>> vectors.most_similar("희망", topn=5)                                                          # doctest: +SKIP
>>> vectors.save("reviews.safetensors")                                                          # doctest: +SKIP
"""

from __future__ import annotations

from malvec import classify, datasets, evaluate, io, jamo, plot, readers, spacing, text_distances, tokenizers
from malvec.compression import compress, prune
from malvec.corpus import Corpus, CorpusReport
from malvec.counts import Counts, count, document_counts
from malvec.doc_vectors import DocVectors
from malvec.duplicates import NearDuplicates, deduplicate, jaccard, minhash, near_duplicates
from malvec.errors import FormatError, NumericalError
from malvec.explore import explore
from malvec.factors import Factors
from malvec.language_model import LanguageModel
from malvec.latent_semantics import LatentSemantics
from malvec.models.als import Als
from malvec.models.cbow import Cbow
from malvec.models.doc2vec import Doc2Vec
from malvec.models.glove import Glove
from malvec.models.lda import Lda
from malvec.models.lsa import Lsa
from malvec.models.mf import Mf
from malvec.models.nplm import Nplm
from malvec.models.pca import Pca
from malvec.models.skipgram import Skipgram
from malvec.models.svd import SingularVectors, Svd, SvdReport
from malvec.models.swivel import Swivel
from malvec.models.training import FitProgress, Interrupted
from malvec.models.tsne import Tsne
from malvec.normalizer import Normalizer, normalize
from malvec.phrases import Phrase, PhraseTable, find_phrases, phrases
from malvec.report import CellReport, DocumentReport, TrainingReport
from malvec.reweight import pmi, ppmi, tfidf
from malvec.sentences import EncodingTally, IdfMean, Mean, SentenceEncoder, SentenceReport, Sif, Usif
from malvec.spacing import Spacing, SpacingModel, SpacingReport
from malvec.topic_model import TopicModel
from malvec.topic_report import TopicReport
from malvec.unit_training import Bpe, Unigram, WordPiece
from malvec.vectors import WordVectors, load
from malvec.version import __version__
from malvec.vocab import Vocab
from malvec.words import WordStatistics, WordTable, count_words, nouns

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
    "classify",
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
