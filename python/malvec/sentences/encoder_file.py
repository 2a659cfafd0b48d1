"""How an encoder lies in a ``.safetensors`` file: all of its word vectors (``malvec.vectors.vector_file``),
and

    sentences.weights     float32 [V]        the weight of every word
    sentences.components  float32 [n, dim]   what is taken away
    sentences.shares      float32 [n]        how much of it

Metadata: ``sentences``, a JSON object of ``unseen_weight``, ``by_weights``, ``unit``, ``tokenizer``
(null for that of the vectors) and ``report``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.errors import FormatError
from malvec.storage import container
from malvec.vectors import vector_file
from malvec.vectors.word_vectors import WordVectors, load

__all__ = ["holds_encoder", "read", "write"]

Arrays = Mapping[str, npt.NDArray[np.float32]]


def write(
    path: str | os.PathLike[str], vectors: WordVectors, arrays: Arrays, own: Mapping[str, Any]
) -> None:
    """Writes vectors, arrays by the names above, and the values of the JSON object."""
    metadata = {
        **vectors.metadata,
        "report": vector_file.to_json(vectors.report),
        "sentences": json.dumps(own, ensure_ascii=False),
    }
    more = {f"sentences.{name}": array for name, array in arrays.items()}
    vector_file.write(
        path,
        vectors.words,
        vectors.rows,
        metadata,
        output=vectors.output,
        subwords=vectors.subword_table,
        more=more,
    )


def holds_encoder(path: str | os.PathLike[str]) -> bool:
    """Whether a ``.safetensors`` file holds a sentence encoder beside its word vectors."""
    return "sentences" in container.read(path)[1]


def read(
    path: str | os.PathLike[str], verify: bool
) -> tuple[WordVectors, dict[str, Any], dict[str, Any]]:
    """What :func:`write` wrote; ``FormatError`` where there is no encoder, or it is damaged."""
    vectors = load(path, verify)
    tensors, metadata = container.read(path)
    if "sentences" not in metadata:
        raise FormatError(
            f"{os.fspath(path)} holds word vectors but no sentence encoder: make one of them with"
            " malvec.Sif, …"
        )
    try:
        own = json.loads(metadata["sentences"])
        if (
            not isinstance(own, dict)
            or not {"unseen_weight", "by_weights", "unit", "tokenizer", "report"} <= own.keys()
        ):
            raise FormatError("its description lacks something")
        components = container.take(
            tensors, "sentences.components", np.float32, (None, vectors.dim)
        )
        arrays = {
            "weights": container.take(tensors, "sentences.weights", np.float32, (len(vectors),)),
            "components": components,
            "shares": container.take(tensors, "sentences.shares", np.float32, (len(components),)),
        }
    except ValueError as error:
        raise FormatError(f"{os.fspath(path)}: the sentence encoder is damaged: {error}") from None
    return vectors, arrays, own
