"""How an encoder lies in a ``.safetensors`` file: all of its word vectors
(``malvec.vectors.vector_file``), and

    sentences.weights     float32 [V]        the weight of every word
    sentences.components  float32 [n, dim]   what is taken away
    sentences.shares      float32 [n]        how much of it

Kinds sentence_encoder and text_classifier. Metadata: ``sentences``, a JSON object of
``unseen_weight``, ``by_weights``, ``unit``, ``tokenizer`` (null for that of the vectors) and
``report``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.reports.stored import report_as, report_json
from malvec.sentences.pooling import Pooling
from malvec.sentences.report import SentenceReport
from malvec.storage import kinds
from malvec.tokenizers import TokenizerLike, describe
from malvec.tokenizers.description import StoredTokenizer
from malvec.vectors import vector_file
from malvec.vectors.word_vectors import WordVectors, stored_vectors

__all__ = ["KINDS", "contents", "lay_out"]

KINDS = ("sentence_encoder", "text_classifier")


def lay_out(
    pooling: Pooling,
    *,
    tokenizer: TokenizerLike | None,
    report: SentenceReport | None,
    more: Mapping[str, npt.NDArray[Any]] = MappingProxyType({}),
    metadata: Mapping[str, str] = MappingProxyType({}),
) -> vector_file.Laid:
    """Vectors and how they are pooled, tokenizer and report, as they lie in a file; ``more``
    tensors and ``metadata`` of a kind that has an encoder in it."""
    own = {
        "unseen_weight": pooling.unseen_weight,
        "by_weights": pooling.by_weights,
        "unit": pooling.unit_length,
        "tokenizer": None if tokenizer is None else describe(tokenizer),
        "report": json.loads(report_json(report)),
    }
    tensors = {
        **more,
        "sentences.weights": pooling.weights,
        "sentences.components": pooling.components,
        "sentences.shares": pooling.shares,
    }
    vectors = pooling.vectors
    told = {**vectors.stored_metadata(), "sentences": json.dumps(own, ensure_ascii=False)}
    return vector_file.lay_out(vectors.contents(), {**told, **metadata}, tensors)


def contents(file: kinds.StoredFile) -> tuple[WordVectors, dict[str, Any]]:
    """The vectors in an opened file, and all else that an encoder is made of, by name."""
    vectors, told = stored_vectors(file), file.parsed("sentences") or {}
    tokenizer, report = told["tokenizer"], told["report"]
    components = file.take("sentences.components", np.float32, (None, vectors.dim))
    own = {
        "unseen_weight": told["unseen_weight"],
        "by_weights": told["by_weights"],
        "unit_length": told["unit"],
        "tokenizer": None if tokenizer is None else StoredTokenizer(json.dumps(tokenizer)),
        "report": None if report is None else report_as(SentenceReport, report),
        "weights": file.take("sentences.weights", np.float32, (len(vectors),)),
        "components": components,
        "shares": file.take("sentences.shares", np.float32, (len(components),)),
        "trusted": True,
    }
    return vectors, own
