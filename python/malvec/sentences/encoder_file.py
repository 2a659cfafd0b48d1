"""How an encoder lies in a ``.safetensors`` file: all of its word vectors
(``malvec.vectors.vector_file``), and

    sentences.weights     float32 [V]        the weight of every word
    sentences.components  float32 [n, dim]   what is taken away
    sentences.shares      float32 [n]        how much of it

Kind sentence_encoder. Metadata: ``sentences``, a JSON object of ``unseen_weight``, ``by_weights``,
``unit``, ``tokenizer`` (null for that of the vectors) and ``report``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.storage import kinds
from malvec.vectors import vector_file
from malvec.vectors.word_vectors import WordVectors, stored_vectors

__all__ = ["open_encoder", "write"]

_KIND = "sentence_encoder"
_OWN = {"unseen_weight", "by_weights", "unit", "tokenizer", "report"}
Arrays = Mapping[str, npt.NDArray[np.float32]]


def write(
    path: str | os.PathLike[str], vectors: WordVectors, arrays: Arrays, own: Mapping[str, Any]
) -> None:
    """Writes vectors, arrays by the names above, and the values of the JSON object."""
    metadata = {**vectors.stored_metadata(), "sentences": json.dumps(own, ensure_ascii=False)}
    more = {f"sentences.{name}": array for name, array in arrays.items()}
    vector_file.write(path, vectors.contents(), metadata, kind=_KIND, more=more)


@contextmanager
def open_encoder(
    path: str | os.PathLike[str], verify: bool
) -> Iterator[tuple[WordVectors, dict[str, Any], dict[str, Any]]]:
    """What :func:`write` wrote. ``FormatError`` where there is no encoder, or it is damaged, which
    the block may find too."""
    with kinds.open_kind(path, _KIND, verify=verify) as file:
        vectors, own = stored_vectors(path, file), json.loads(file.text("sentences"))
        if not own.keys() >= _OWN:
            raise ValueError("the description of the sentence encoder lacks something")
        components = file.take("sentences.components", np.float32, (None, vectors.dim))
        arrays = {
            "weights": file.take("sentences.weights", np.float32, (len(vectors),)),
            "components": components,
            "shares": file.take("sentences.shares", np.float32, (len(components),)),
        }
        yield vectors, arrays, own
