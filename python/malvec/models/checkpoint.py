"""Saving a training run half-way, so that it can go on after a crash."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import container
from malvec.corpus import Corpus

__all__ = ["Standing", "load_checkpoint", "parse_interval", "save_checkpoint"]

_UNITS = {"s": 1, "min": 60, "h": 3600}
_SAMPLED = 1 << 18  # ids at either end of the corpus that its fingerprint looks at


@dataclass
class Standing:
    """How far a run came, and its sums: epoch and chunk to go on with, all earlier epochs' losses, this epoch's partial sums."""

    epoch: int = 0
    chunk: int = 0
    kept: int = 0
    pairs: int = 0
    epoch_pairs: int = 0
    epoch_loss: float = 0.0
    losses: tuple[float, ...] = ()
    seconds: float = 0.0


def parse_interval(text: str | float) -> float:
    """Seconds from a number or from text such as ``"30s"``, ``"10min"``, ``"2h"``."""
    if not isinstance(text, str):
        return float(text)
    for unit, seconds in _UNITS.items():
        number = text.strip().removesuffix(unit)
        if number != text.strip() and number.strip().replace(".", "", 1).isdigit():
            return float(number) * seconds
    raise ValueError(f"every={text!r}: must be seconds or text such as '30s', '10min', '2h'")


def fingerprint(corpus: Corpus) -> str:
    """A short text that differs between corpora: sizes, checksums of the vocabulary and of both ends of the id stream."""
    ids = corpus.ids
    parts = (corpus.vocab.data, corpus.vocab.offsets, ids[:_SAMPLED], ids[-_SAMPLED:], corpus.offsets[-_SAMPLED:])
    checksum = 0
    for part in parts:
        checksum = zlib.crc32(np.ascontiguousarray(part).data, checksum)
    return f"{len(ids)}-{len(corpus.offsets) - 1}-{len(corpus.vocab)}-{checksum:08x}"


def save_checkpoint(directory: Path, identity: dict[str, Any], standing: Standing, matrices: dict[str, npt.NDArray[np.float32]]) -> None:
    """Writes ``checkpoint.safetensors`` in the directory, atomically; an older one stays until the new one is whole."""
    directory.mkdir(parents=True, exist_ok=True)
    metadata = {"format": "malvec", "kind": "checkpoint", "identity": json.dumps(identity), "standing": json.dumps(asdict(standing))}
    container.write(directory / "checkpoint.safetensors", dict(matrices), metadata)


def load_checkpoint(directory: Path, identity: dict[str, Any], matrices: dict[str, npt.NDArray[np.float32]]) -> Standing | None:
    """Fills the matrices from the directory's checkpoint, if there is one, and says where to go on.

    Raises:
        ValueError: if the checkpoint is of another recipe, vocabulary or corpus.
    """
    path = directory / "checkpoint.safetensors"
    if not path.exists():
        return None
    tensors, metadata = container.read(path, verify=True)
    found = json.loads(metadata.get("identity", "{}"))
    differing = sorted(key for key in identity if found.get(key) != identity[key])
    if differing:
        what = " and ".join(differing)
        raise ValueError(f"{path} is a checkpoint of another run (the {what} differs): name another directory, or delete the file")
    for name, matrix in matrices.items():
        matrix[:] = tensors[name]
    values = json.loads(metadata["standing"])
    return Standing(**{**values, "losses": tuple(values["losses"])})
