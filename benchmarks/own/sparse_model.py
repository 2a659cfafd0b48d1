"""A file of word vectors or of an encoder of any size, whose zeros take no space on the disk."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from malvec.storage import header

PROGRAM = Path(__file__).with_name("open_model.py")
DIM = 300


def write_sparse(path: Path, size: int, kind: str = "word_vectors") -> None:
    """A file of word vectors or of a ``sentence_encoder`` of about so many bytes, all of whose
    numbers are 0."""
    words = size // (4 * DIM + 32)
    shapes: dict[str, tuple[Any, tuple[int, ...]]] = {
        "vectors": (np.float32, (words, DIM)),
        "word_index": (np.uint32, (1 << (2 * words).bit_length(),)),
        "words": (np.uint8, (8 * words,)),
        "word_offsets": (np.uint64, (words + 1,)),
        "inverse_norms": (np.float32, (words,)),
    }
    frame = {"format": "malvec", "kind": kind, "format_version": "1", "report": "null"}
    if kind == "sentence_encoder":
        shapes["sentences.weights"] = (np.float32, (words,))
        shapes["sentences.components"] = (np.float32, (1, DIM))
        shapes["sentences.shares"] = (np.float32, (1,))
        how = {"unseen_weight": 1.0, "by_weights": False, "unit": False}
        frame["sentences"] = json.dumps({**how, "tokenizer": None, "report": None})
    arrays = {name: np.broadcast_to(dtype(0), shape) for name, (dtype, shape) in shapes.items()}
    head = header.encode(arrays, frame, dict.fromkeys(arrays, 0))
    path.write_bytes(head)
    os.truncate(path, len(head) + sum(array.nbytes for array in arrays.values()))
