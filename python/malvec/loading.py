"""One door for all of malvec's own files."""

from __future__ import annotations

import os
from typing import Any

from malvec.corpus import Corpus
from malvec.counts import Counts
from malvec.documents.doc_vectors import DocVectors
from malvec.documents.latent_semantics import LatentSemantics
from malvec.documents.topic_model import TopicModel
from malvec.errors import FormatError
from malvec.factors.factors import Factors
from malvec.sentences import SentenceEncoder
from malvec.sentences.classifiers import LinearModel, TextClassifier
from malvec.storage import kinds
from malvec.text.spacing import SpacingModel
from malvec.vectors.language_model import LanguageModel
from malvec.vectors.word_vectors import WordVectors
from malvec.word_discovery import WordStatistics

__all__ = ["CLASSES", "load"]

CLASSES: dict[str, Any] = {
    "corpus": Corpus,
    "counts": Counts,
    "word_vectors": WordVectors,
    "language_model": LanguageModel,
    "sentence_encoder": SentenceEncoder,
    "text_classifier": TextClassifier,
    "classifier": LinearModel,
    "document_vectors": DocVectors,
    "topic_model": TopicModel,
    "latent_semantics": LatentSemantics,
    "factors": Factors,
    "spacing_model": SpacingModel,
    "word_statistics": WordStatistics,
}
"""What a file of a kind is opened as."""


def load(path: str | os.PathLike[str], *, verify: bool = False) -> Any:
    """Opens any file that malvec saved, memory-mapped, in milliseconds.

    ==================  =====================  ==========================================
    kind of file        what is returned       saved by
    ==================  =====================  ==========================================
    corpus              ``Corpus``             ``corpus.save``, ``from_files(store=)``
    counts              ``Counts``             ``counts.save``, ``count(path=)``
    word_vectors        ``WordVectors``        vectors of words, compressed ones too
    language_model      ``LanguageModel``      a model of ``Nplm``
    sentence_encoder    ``SentenceEncoder``    an encoder of ``Mean``, ``Sif``, …
    text_classifier     ``TextClassifier``     what ``classifiers.train`` gives
    classifier          ``LinearModel``        a model of ``classifiers.Logistic``
    document_vectors    ``DocVectors``         vectors of ``Doc2Vec``
    topic_model         ``TopicModel``         a model of ``Lda``
    latent_semantics    ``LatentSemantics``    vectors of ``Lsa``
    factors             ``Factors``            factors of ``Als``, ``Mf``
    spacing_model       ``SpacingModel``       a model of ``Spacing``
    word_statistics     ``WordStatistics``     the statistics of ``count_words``
    ==================  =====================  ==========================================

    Each class has a ``load`` of its own, which takes files of its kind only, and whose result has a
    type that checkers know. ``WordVectors.load`` takes the word vectors out of language models and
    sentence encoders too.

    Args:
        path: a ``.safetensors`` file of malvec, of this version or any before.
        verify: read everything once and compare the checksums.

    Raises:
        FormatError: cut, damaged, written by a newer malvec, or not of malvec; the message says
            what it seems to be, and what reads it.
        OSError: it cannot be opened.

    Example:
        >>> mv.load("reviews.safetensors").most_similar("희망", topn=1)
        [('젊음', 0.78)]
    """
    kind = kinds.kind_of(path)
    if kind in CLASSES:
        return CLASSES[kind].load(path, verify=verify)
    if kind in kinds.KINDS:
        raise FormatError(f"{path} holds {kinds.KINDS[kind].holds}{kinds.how_to_open(kind)}")
    raise FormatError(
        f"{path} holds {kind!r}, which this malvec does not know: a newer malvec is needed"
    )
