"""Saving a training run half-way, so that it can go on after a crash."""

from __future__ import annotations

import errno
import json
import math
import os
import re
import shutil
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.errors import FormatError
from malvec.runtime.arguments import whole
from malvec.storage import kinds
from malvec.storage.atomic import remove_leftovers

__all__ = [
    "CHECKPOINT",
    "NO_NAMES",
    "Names",
    "Position",
    "checksum",
    "load_checkpoint",
    "parse_interval",
    "prepare_directory",
    "save_checkpoint",
    "stored_identity",
    "stored_position",
]

_UNITS = {"s": 1, "min": 60, "m": 60, "h": 3600}
_INTERVAL = re.compile(r"(\d+(?:\.\d*)?)\s*(s|min|m|h)", re.ASCII)
CHECKPOINT = "checkpoint.safetensors"
_BLOCK = 1 << 20  # elements or rows looked at together


@dataclass(frozen=True)
class Names:
    """Arrays and metadata that tell the names of rows, and how text was cut."""

    arrays: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)


NO_NAMES = Names()


@dataclass
class Position:
    """How far a run came.

    Attributes:
        epoch: the epoch to go on with, from 0.
        chunk: over tokens: the chunk of that epoch to go on with.
        kept, pairs: over tokens: centre words and positive pairs of all epochs.
        epoch_pairs, epoch_loss: sums over the part of this epoch that is done: pairs or, over
            cells, items, and their loss.
        losses: mean losses of the epochs that are done.
        seconds: wall time until it was saved.
    """

    epoch: int = 0
    chunk: int = 0
    kept: int = 0
    pairs: int = 0
    epoch_pairs: int = 0
    epoch_loss: float = 0.0
    losses: tuple[float, ...] = ()
    seconds: float = 0.0


def parse_interval(text: str | float) -> float:
    """Seconds from a number or from text such as ``"30s"``, ``"10min"``, ``"2h"``; ``ValueError``
    for what is none."""
    seconds = 0.0
    if isinstance(text, int | float) and not isinstance(text, bool):
        seconds = float(text)
    elif isinstance(text, str) and (told := _INTERVAL.fullmatch(text.strip())):
        seconds = float(told[1]) * _UNITS[told[2]]
    if not 0 < seconds < math.inf:
        raise ValueError(
            f"every={text!r:.60}: must be seconds or text such as '30s', '10min', '2h', above 0"
        )
    return seconds


def checksum(*arrays: npt.NDArray[Any] | None) -> str:
    """A short text that differs between contents: sizes and CRC-32 of everything."""
    crc, sizes = 0, []
    for array in arrays:
        rows = np.zeros(0, np.uint8) if array is None else array
        sizes.append(str(len(rows)))
        for first in range(0, len(rows), _BLOCK):
            crc = zlib.crc32(np.ascontiguousarray(rows[first : first + _BLOCK]).data, crc)
    return f"{'-'.join(sizes)}-{crc:08x}"


def prepare_directory(directory: Path, needed: int) -> None:
    """Makes the directory, clears what a killed run left half-written, and checks that ``needed``
    bytes fit.

    Raises:
        OSError: it cannot be made or written to, or the disk has too little room; before any
            training.
    """
    directory.mkdir(parents=True, exist_ok=True)
    if not os.access(directory, os.W_OK | os.X_OK):
        raise PermissionError(f"{directory}: the checkpoint directory cannot be written to")
    remove_leftovers(directory / CHECKPOINT)
    free = shutil.disk_usage(directory).free
    if free < needed:
        raise OSError(
            errno.ENOSPC,
            f"a checkpoint takes {needed / 2**20:,.0f} MiB, {free / 2**20:,.0f} MiB are free",
            str(directory),
        )


def save_checkpoint(
    directory: Path,
    identity: dict[str, Any],
    position: Position,
    matrices: dict[str, npt.NDArray[Any]],
    names: Names = NO_NAMES,
) -> None:
    """Writes ``checkpoint.safetensors`` in the directory, atomically; an older one stays until the
    new one is whole. ``names`` are arrays and metadata by which it opens alone."""
    directory.mkdir(parents=True, exist_ok=True)
    metadata = {
        **names.metadata,
        "identity": json.dumps(identity),
        "standing": json.dumps(asdict(position)),
    }
    kinds.write(directory / CHECKPOINT, "checkpoint", {**names.arrays, **matrices}, metadata)


def load_checkpoint(
    directory: Path, identity: dict[str, Any], matrices: dict[str, npt.NDArray[Any]]
) -> Position | None:
    """Fills the matrices from the directory's checkpoint, if there is one, and says where to go on.

    Raises:
        ValueError: if the checkpoint is of another recipe, vocabulary or corpus.
    """
    path = directory / CHECKPOINT
    if not path.exists():
        return None
    with kinds.open_kind(path, "checkpoint", verify=True) as file:
        found, position = stored_identity(file), stored_position(file)
        differing = sorted(key for key in identity if found.get(key) != identity[key])
        wanted = {} if differing else matrices
        stored = {name: file.take(name, m.dtype.type, m.shape) for name, m in wanted.items()}
    if differing:
        what = "; ".join(_difference(key, identity[key], found.get(key)) for key in differing)
        raise ValueError(
            f"{path} is a checkpoint of another run ({what}): name another directory,"
            " or delete the file"
        )
    for name, matrix in matrices.items():
        matrix[:] = stored[name]
    return position


def _difference(what: str, here: Any, there: Any) -> str:
    """What differs between two runs, with the knobs where it is the recipe."""
    if what != "recipe" or not isinstance(there, dict):
        return f"the {what} differs"
    names = [name for name in here if there.get(name) != here[name]]
    knobs = ", ".join(f"{name}={here[name]!r}, there {there.get(name)!r}" for name in names)
    return f"the recipe differs: {knobs}"


def stored_position(file: kinds.StoredFile) -> Position:
    """How far the run of an opened checkpoint came; ``FormatError`` where that cannot be."""
    file.text("standing")
    values = {**asdict(Position()), **(file.parsed("standing") or {})}
    try:
        losses = tuple(map(float, values.pop("losses")))
        values |= {name: float(values[name]) for name in ("epoch_loss", "seconds")}
        counts = ("epoch", "chunk", "kept", "pairs", "epoch_pairs")
        values |= {name: whole(name, values[name]) for name in counts}
        if not math.isfinite(values["epoch_loss"]) or not 0 <= values["seconds"] < math.inf:
            raise ValueError("a sum that is not finite")
        if len(losses) != values["epoch"]:
            raise ValueError(f"{len(losses)} losses of {values['epoch']} epochs")
        return Position(**values, losses=losses)
    except (TypeError, ValueError, OverflowError) as error:
        raise FormatError(f"metadata 'standing' is damaged: {error}") from None


def stored_identity(file: kinds.StoredFile) -> dict[str, Any]:
    """Whose an opened checkpoint is, with the knobs of now: ``subwords`` was ``units``, and
    ``pruned`` was not to be chosen."""
    identity = file.parsed("identity") or {}
    recipe = identity.get("recipe")
    if isinstance(recipe, dict) and "units" in recipe:
        recipe["subwords"] = recipe.pop("units")
    if isinstance(recipe, dict) and "buckets" in recipe:
        recipe.setdefault("pruned", True)
    return identity
