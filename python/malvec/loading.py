"""One door for all of malvec's own files."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.errors import FormatError
from malvec.storage import kinds
from malvec.storage.sniff import describe, first_bytes, is_safetensors

__all__ = ["PLACES", "class_of", "load"]

PLACES = {
    "corpus": "malvec.corpus.Corpus",
    "counts": "malvec.counts.Counts",
    "cells": "malvec.counts.Cells",
    "word_vectors": "malvec.vectors.WordVectors",
    "language_model": "malvec.vectors.LanguageModel",
    "sentence_encoder": "malvec.sentences.SentenceEncoder",
    "text_classifier": "malvec.sentences.classifiers.TextClassifier",
    "classifier": "malvec.sentences.classifiers.LinearModel",
    "document_vectors": "malvec.documents.DocVectors",
    "topic_model": "malvec.documents.TopicModel",
    "latent_semantics": "malvec.documents.LatentSemantics",
    "factors": "malvec.factors.factors.Factors",
    "phrases": "malvec.corpus.phrases.PhraseTable",
    "spacing_model": "malvec.text.spacing.SpacingModel",
    "word_statistics": "malvec.word_discovery.WordStatistics",
    "index": "malvec.index.Index",
}
"""What a file of a kind is opened as. A class is imported when a file of its kind is opened, so
that a question to a file is answered at once."""


def class_of(kind: str) -> Any:
    """The class of a kind.

    Example:
        >>> class_of("word_vectors").__name__
        'WordVectors'
    """
    module, _, name = PLACES[kind].rpartition(".")
    return getattr(import_module(module), name)


def load(path: str | os.PathLike[str], *, verify: bool = False) -> Any:
    """Opens any file that malvec saved, memory-mapped, in milliseconds.

    ==================  =====================  ==========================================
    kind of file        what is returned       saved by
    ==================  =====================  ==========================================
    corpus              ``Corpus``             ``corpus.save``, ``from_files(store=)``
    counts              ``Counts``             ``counts.save``, ``count(path=)``
    cells               ``Cells``              counts that were weighed, other matrices
    word_vectors        ``WordVectors``        vectors of words, compressed ones too
    language_model      ``LanguageModel``      a model of ``Nplm``
    sentence_encoder    ``SentenceEncoder``    an encoder of ``Mean``, ``Sif``, …
    text_classifier     ``TextClassifier``     what ``classifiers.train`` gives
    classifier          ``LinearModel``        a model of ``classifiers.Logistic``
    document_vectors    ``DocVectors``         vectors of ``Doc2Vec``
    topic_model         ``TopicModel``         a model of ``Lda``
    latent_semantics    ``LatentSemantics``    vectors of ``Lsa``
    factors             ``Factors``            factors of ``Als``, ``Mf``
    phrases             ``PhraseTable``        a table of ``find_phrases``
    spacing_model       ``SpacingModel``       a model of ``Spacing``
    word_statistics     ``WordStatistics``     the statistics of ``count_words``
    index               ``Index``              an index of vectors, ``malvec index``
    sentence_vectors    an array [texts, dim]  ``malvec encode -o x.safetensors``, or ``x.npy``
    checkpoint          what was learnt        ``fit(checkpoint=)``; its folder will do
    word tables, .tsv   ``WordTable``          ``table.save_tsv``, ``malvec words``
    tokenizers, .json   ``SubwordTokenizer``   a tokenizer of ``Bpe``, ``Unigram``, ``WordPiece``
    ==================  =====================  ==========================================

    Each class has a ``load`` of its own, which takes files of its kind only, and whose result has a
    type that checkers know. ``WordVectors.load`` takes the word vectors out of language models and
    sentence encoders too.

    Args:
        path: a file of malvec, of this version or any before.
        verify: read everything once and compare the checksums, which ``.safetensors`` files have.

    Raises:
        FormatError: cut, damaged, written by a newer malvec, or not of malvec; the message says
            what it seems to be, and what reads it.
        OSError: it cannot be opened.

    Example:
        >>> mv.load("reviews.safetensors").most_similar("희망", topn=1)
        [('젊음', 0.78)]
    """
    if os.path.isdir(path):
        return _load_folder(Path(path), verify)
    head = first_bytes(path)
    if head.startswith(b"\x93NUMPY"):
        return _load_array(path)
    if head.startswith(b"word\t"):
        from malvec.word_discovery import WordTable

        return WordTable.load_tsv(path)
    if head.lstrip()[:1] == b"{" and not is_safetensors(head):
        from malvec import tokenizers

        return tokenizers.load(path)
    if head[8:9] == b"{":
        return _load_kind(path, verify)
    raise FormatError(
        f"{os.fspath(path)}: not a .safetensors file; it seems to be {describe(head)}"
    )


def _load_kind(path: str | os.PathLike[str], verify: bool) -> Any:
    kind = kinds.kind_of(path)
    if kind in PLACES:
        return class_of(kind).load(path, verify=verify)
    if kind == "sentence_vectors":
        with kinds.open_kind(path, kind, verify=verify) as file:
            return file.take("vectors", np.float32, (None, None))
    if kind == "checkpoint":
        from malvec.models.opening import open_checkpoint

        return open_checkpoint(path, verify=verify)
    if kind in kinds.KINDS:
        raise FormatError(f"{path} holds {kinds.KINDS[kind].holds}{kinds.how_to_open(kind)}")
    raise FormatError(
        f"{path} holds {kind!r:.60}, which this malvec does not know: a newer malvec is needed"
    )


def _load_folder(folder: Path, verify: bool) -> Any:
    """What was learnt so far, where the folder is that of checkpoints."""
    from malvec.models.checkpoint import CHECKPOINT

    if (folder / CHECKPOINT).exists():
        return load(folder / CHECKPOINT, verify=verify)
    files = sorted(path.name for path in folder.glob("*.safetensors"))[:5]
    there = f"; there are {', '.join(files)}" if files else " and holds no .safetensors file"
    raise FormatError(f"{folder} is a folder, not a file{there}")


def _load_array(path: str | os.PathLike[str]) -> npt.NDArray[Any]:
    """An array that NumPy wrote, mapped where it is not empty."""
    try:
        array = np.lib.format.open_memmap(path, mode="r")
    except ValueError:
        try:
            array = np.load(path, allow_pickle=False)
        except (ValueError, EOFError) as error:
            raise FormatError(f"{os.fspath(path)}: damaged NumPy array: {error}") from None
    return np.asarray(array)
