"""How the kind of a file was told by Python alone: for ``malvec.storage.kinds``, where the core
does it now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy.typing as npt
from reference import container

from malvec.errors import FormatError

_FORMAT = "malvec"
_UNTOLD = {"sentence_vectors": "1", "checkpoint": "1"}


@dataclass(frozen=True)
class Kind:
    """What a kind of file holds; what opens it; the newest version that is read."""

    holds: str
    loader: str
    newest: int = 1


KINDS = {
    "corpus": Kind("a corpus", "Corpus.load"),
    "counts": Kind("counts", "Counts.load"),
    "cells": Kind("the cells of a matrix", "Cells.load"),
    "phrases": Kind("phrases", "PhraseTable.load"),
    "word_vectors": Kind("word vectors", "WordVectors.load", newest=2),
    "language_model": Kind("a language model", "LanguageModel.load"),
    "sentence_encoder": Kind("a sentence encoder", "SentenceEncoder.load", newest=2),
    "text_classifier": Kind("a classifier of texts", "TextClassifier.load", newest=2),
    "classifier": Kind("a classifier of vectors", "LinearModel.load"),
    "sentence_vectors": Kind("sentence vectors", "malvec.load"),
    "document_vectors": Kind("document vectors", "DocVectors.load"),
    "topic_model": Kind("a topic model", "TopicModel.load"),
    "latent_semantics": Kind("latent semantics", "LatentSemantics.load"),
    "factors": Kind("factors", "Factors.load", newest=2),
    "spacing_model": Kind("a spacing model", "SpacingModel.load"),
    "word_statistics": Kind("word statistics", "WordStatistics.load"),
    "index": Kind("an index", "Index.load", newest=2),
    "checkpoint": Kind("a checkpoint", "malvec.load, or fit(checkpoint=its folder)"),
}

_FIRST_NAMES = {
    "malvec corpus": "corpus",
    "malvec counts": "counts",
    "malvec spacing": "spacing_model",
    "malvec word statistics": "word_statistics",
    "sentence vectors": "sentence_vectors",
}
"""What kinds were called at first. Some of those files have no ``format``."""


def open_kind(path: Path, *wanted: str) -> str:
    """The kind under which a file is opened; ``FormatError`` where it is not."""
    tensors, metadata = container.read(path)
    try:
        kind = _kind(tensors, metadata)
        found = _indexed(metadata) if kind == "index" and kind not in wanted else kind
        if found not in wanted:
            raise FormatError(
                f"{_describe(kind)}, not {KINDS[wanted[0]].holds}{_how_to_open(kind)}"
            )
        _check_version(kind, metadata.get("format_version", _UNTOLD.get(kind, "")))
    except (FormatError, ValueError) as error:
        raise FormatError(f"{path}: {error}") from None
    return found


def _how_to_open(kind: str) -> str:
    if kind not in KINDS:
        return ""
    loader = KINDS[kind].loader
    return f": {'malvec.load or ' if loader[0].isupper() else ''}{loader} opens it"


def _describe(kind: str) -> str:
    return f"holds {KINDS[kind].holds}" if kind in KINDS else f"holds {kind!r:.60}"


def _kind(tensors: Mapping[str, npt.NDArray[Any]], metadata: Mapping[str, str]) -> str:
    """The kind by today's name, whatever version wrote it."""
    kind = metadata.get("kind", "something unknown")
    if kind in _FIRST_NAMES:
        return _FIRST_NAMES[kind]
    if metadata.get("format") != _FORMAT:
        told = f" but of kind {kind!r:.60}" if "kind" in metadata else ""
        told = " but of PyTorch" if metadata.get("format") == "pt" else told
        names = ", ".join(list(tensors)[:8]) or "none"
        raise FormatError(
            f"a .safetensors file, not of malvec{told}; its tensors, which"
            f" malvec.storage.container.read gives: {names}"
        )
    if kind == "word_vectors" and "sentences" in metadata:  # so at first; now a kind of its own
        return "sentence_encoder"
    if kind == "word_vectors" and "nplm_hidden" in tensors:
        return "language_model"
    return kind


def _indexed(metadata: Mapping[str, str]) -> str:
    """The kind of what an index is of."""
    told = json.loads(metadata.get("index", "{}"))
    return str(told.get("of")) if isinstance(told, dict) else ""


def _check_version(kind: str, version: str) -> None:
    if not version.isascii() or not version.isdigit():
        raise FormatError(f"format version {version!r} is not a number")
    if int(version) > KINDS[kind].newest:
        raise FormatError(
            f"format version {version} of {kind} is newer than this malvec reads"
            f" ({KINDS[kind].newest}): a newer malvec is needed"
        )
