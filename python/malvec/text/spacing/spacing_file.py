"""How a spacing model lies in a ``.safetensors`` file.

    keys      uint64 [nodes]      windows as a trie: number of the parent << 21 | code point + 1;
                                  node i has the number i + 1, the root 0
    offsets   uint32 [nodes + 1]  where the patterns of each window begin
    tags      uint16 [patterns]   bit j: a blank follows character j of the window
    counts    uint32 [patterns]   how often the window was seen so

Kind spacing_model. Metadata: ``recipe`` (knobs and exceptions) and ``report`` as JSON.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from malvec.storage import kinds
from malvec.text.spacing.report import SpacingReport

__all__ = ["Arrays", "open_spacing", "write"]

_DTYPES: dict[str, type[Any]] = {
    "keys": np.uint64,
    "offsets": np.uint32,
    "tags": np.uint16,
    "counts": np.uint32,
}


class Arrays(NamedTuple):
    """The tensors above."""

    keys: npt.NDArray[np.uint64]
    offsets: npt.NDArray[np.uint32]
    tags: npt.NDArray[np.uint16]
    counts: npt.NDArray[np.uint32]


def write(
    path: str | os.PathLike[str], arrays: Arrays, recipe: Mapping[str, Any], report: SpacingReport
) -> None:
    """Writes a model."""
    metadata = {"recipe": json.dumps(dict(recipe)), "report": report.to_json()}
    kinds.write(path, "spacing_model", arrays._asdict(), metadata)


@contextmanager
def open_spacing(
    path: str | os.PathLike[str], verify: bool
) -> Iterator[tuple[Arrays, dict[str, Any], SpacingReport]]:
    """Arrays, recipe and report. ``FormatError`` for any file that ``write`` did not write, and for
    what the block finds in them that cannot be."""
    with kinds.open_kind(path, "spacing_model", verify=verify) as file:
        arrays = Arrays(*(file.take(name, dtype, (None,)) for name, dtype in _DTYPES.items()))
        report = SpacingReport.from_json(file.text("report"))
        yield arrays, json.loads(file.text("recipe")), report
