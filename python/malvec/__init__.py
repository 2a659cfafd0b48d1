"""malvec: large corpora, Korean first and any language after, to word vectors.

>>> import malvec as mv
>>> texts = mv.datasets.review_texts()[:3000]
>>> corpus = mv.Corpus.from_texts(texts, min_count=5)
>>> vectors = mv.Skipgram(dim=20, window=5, epochs=2, threads=1).fit(corpus)
>>> vectors.most_similar("영화", topn=2)  # doctest: +ELLIPSIS
[('...', 0...), ('...', 0...)]
>>> vectors.save("reviews.safetensors")
>>> mv.load("reviews.safetensors").dim
20

Recipes learn: ``mv.Glove(dim=100).fit(mv.count(corpus))``. Rooms hold the rest: ``mv.text.jamo``,
``mv.corpus.merge_phrases``, ``mv.counts.ppmi``, ``mv.evaluate.similarity``, ``mv.plot.scatter``,
``mv.reports.TrainingReport``; ``mv.estimators`` needs scikit-learn.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from malvec.lazy import lazily

if TYPE_CHECKING:
    from malvec import (
        corpus,
        counts,
        datasets,
        documents,
        evaluate,
        io,
        plot,
        reports,
        sentences,
        text,
        tokenizers,
        vectors,
        word_discovery,
    )
    from malvec import estimators as estimators  # not in __all__: it needs an extra
    from malvec.corpus import Corpus
    from malvec.counts import Counts, count, document_counts
    from malvec.documents.doc_vectors import DocVectors
    from malvec.errors import FormatError
    from malvec.explore import save_explorer
    from malvec.factors.factors import Factors
    from malvec.index import Index
    from malvec.loading import load
    from malvec.models.cells.als import Als
    from malvec.models.cells.glove import Glove
    from malvec.models.cells.mf import Mf
    from malvec.models.cells.svd import Svd
    from malvec.models.cells.swivel import Swivel
    from malvec.models.fit_progress import Interrupted
    from malvec.models.lda import Lda
    from malvec.models.lsa import Lsa
    from malvec.models.projections.pca import Pca
    from malvec.models.projections.tsne import Tsne
    from malvec.models.tokens.cbow import Cbow
    from malvec.models.tokens.doc2vec import Doc2Vec
    from malvec.models.tokens.nplm import Nplm
    from malvec.models.tokens.skipgram import Skipgram
    from malvec.sentences import IdfMean, Mean, SentenceEncoder, Sif, Usif
    from malvec.text.normalizer import Normalizer
    from malvec.text.spacing import Spacing
    from malvec.tokenizers.subwords.training import Bpe, Unigram, WordPiece
    from malvec.vectors.word_vectors import WordVectors
    from malvec.version import __version__ as __version__
    from malvec.vocab import Vocab

__all__ = [
    # Recipes over the tokens of a corpus: fit(corpus).
    "Skipgram",
    "Cbow",
    "Nplm",
    "Doc2Vec",
    # Recipes over counts or another sparse matrix: fit(cells).
    "Glove",
    "Swivel",
    "Svd",
    "Als",
    "Mf",
    # Recipes of topics: fit(corpus).
    "Lda",
    "Lsa",
    # Recipes of projections: fit(matrix).
    "Pca",
    "Tsne",
    # Recipes over word vectors that make sentence encoders.
    "Mean",
    "IdfMean",
    "Sif",
    "Usif",
    # Recipes over texts: tokenizers of sub-word units, and spacing.
    "Bpe",
    "Unigram",
    "WordPiece",
    "Spacing",
    # Results of recipes that are loaded, saved and asked.
    "WordVectors",
    "DocVectors",
    "Factors",
    "SentenceEncoder",
    "Index",
    # Text and counts on their way to a recipe.
    "Corpus",
    "Counts",
    "Vocab",
    "Normalizer",
    # The first functions: open a file, count a corpus, write a page to explore vectors.
    "load",
    "count",
    "document_counts",
    "save_explorer",
    # Errors to catch.
    "FormatError",
    "Interrupted",
    # Rooms, each with more of its subject.
    "corpus",
    "counts",
    "datasets",
    "documents",
    "evaluate",
    "io",
    "plot",
    "reports",
    "sentences",
    "text",
    "tokenizers",
    "vectors",
    "word_discovery",
]

_PLACES = {
    "models.tokens.skipgram": "Skipgram",
    "models.tokens.cbow": "Cbow",
    "models.tokens.nplm": "Nplm",
    "models.tokens.doc2vec": "Doc2Vec",
    "models.cells.glove": "Glove",
    "models.cells.swivel": "Swivel",
    "models.cells.svd": "Svd",
    "models.cells.als": "Als",
    "models.cells.mf": "Mf",
    "models.lda": "Lda",
    "models.lsa": "Lsa",
    "models.projections.pca": "Pca",
    "models.projections.tsne": "Tsne",
    "sentences": "Mean IdfMean Sif Usif SentenceEncoder",
    "tokenizers.subwords.training": "Bpe Unigram WordPiece",
    "text.spacing": "Spacing",
    "vectors.word_vectors": "WordVectors",
    "documents.doc_vectors": "DocVectors",
    "factors.factors": "Factors",
    "index": "Index",
    "corpus": "Corpus",
    "counts": "Counts count document_counts",
    "vocab": "Vocab",
    "text.normalizer": "Normalizer",
    "loading": "load",
    "explore": "save_explorer",
    "errors": "FormatError",
    "models.fit_progress": "Interrupted",
    "version": "__version__",
}
"""The modules of names that are no rooms."""


_OTHERS = {
    "Word2Vec": "malvec.Skipgram and malvec.Cbow",
    "FastText": "malvec.Skipgram(subwords='char'), and malvec.io.load_fasttext for its files",
    "KeyedVectors": "malvec.WordVectors, and malvec.io.load_word2vec for files of word2vec",
    "LdaModel": "malvec.Lda",
    "TruncatedSVD": "malvec.Svd",
    "AlternatingLeastSquares": "malvec.Als",
    "Phrases": "malvec.corpus.merge_phrases",
    "WordExtractor": "malvec.word_discovery.count_words",
    "train_unsupervised": "malvec.Skipgram and malvec.Cbow",
    "train_supervised": "malvec.sentences.classifiers.train",
    "LogisticRegression": "malvec.sentences.classifiers.train",
}
"""What other systems call things, and where they are here."""


def _elsewhere(name: str) -> str:
    """Where a name that is not here lives, or names like it, for the end of a message."""
    if name.startswith("_"):
        return ""
    from difflib import get_close_matches

    places = {each: f"malvec.{each}" for each in __all__}
    elsewhere = " ".join(_PLACES.values()).split()
    for room in set(__all__).difference(elsewhere):
        for each in import_module(f"malvec.{room}").__all__:
            places.setdefault(each, f"malvec.{room}.{each}")
    if name in _OTHERS:
        return f"; there is {_OTHERS[name]}"
    simple = {each.lower().removeprefix("find_"): each for each in places}
    like = get_close_matches(name.lower().removeprefix("find_"), simple, 3, 0.7)
    return f"; there is {' and '.join(places[simple[each]] for each in like)}" if like else ""


if not TYPE_CHECKING:  # checkers know the names above, and no others
    __getattr__, __dir__ = lazily(__name__, _PLACES, _elsewhere)
