"""How word statistics lie in a ``.safetensors`` file.

    words                uint8 [bytes]      the different eojeols end to end, ascending; a byte that is not UTF-8 as a surrogate escape
    word_offsets         uint64 [W + 1]
    counts               uint64 [W]         how often each occurs
    before_offsets       uint64 [W + 1]     where the neighbours of each begin
    before_characters    uint32 [N]         code points of the last characters of the eojeols before, ascending
    before_counts        uint32 [N]
    after_offsets, after_characters, after_counts     the same for the first characters of the eojeols after

Metadata: ``kind`` malvec word statistics, ``format_version``, ``knobs`` and ``report`` as JSON.
"""

from __future__ import annotations

import json
import os
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.errors import FormatError
from malvec.storage import container
from malvec.word_discovery.report import WordReport

__all__ = ["Arrays", "read", "write"]

_KIND = "malvec word statistics"
_FORMAT = 1
_ARRAYS: dict[str, type[Any]] = {
    "words": np.uint8,
    "word_offsets": np.uint64,
    "counts": np.uint64,
    "before_offsets": np.uint64,
    "before_characters": np.uint32,
    "before_counts": np.uint32,
    "after_offsets": np.uint64,
    "after_characters": np.uint32,
    "after_counts": np.uint32,
}
Arrays = tuple[npt.NDArray[Any], ...]
_KNOBS = {"max_left_length", "max_right_length", "min_frequency"}


def write(
    path: str | os.PathLike[str], arrays: Arrays, knobs: dict[str, int], report: WordReport
) -> None:
    """Writes statistics."""
    metadata = {
        "format": "malvec",
        "kind": _KIND,
        "format_version": str(_FORMAT),
        "knobs": json.dumps(knobs),
        "report": report.to_json(),
    }
    container.write(path, dict(zip(_ARRAYS, arrays, strict=True)), metadata)


def read(path: str | os.PathLike[str], verify: bool) -> tuple[Arrays, dict[str, int], WordReport]:
    """Arrays, knobs, report; ``FormatError`` for any file that ``write`` did not write."""
    tensors, metadata = container.read(path, verify)
    try:
        knobs, report = _provenance(metadata)
        arrays = tuple(
            container.take(tensors, name, dtype, (None,)) for name, dtype in _ARRAYS.items()
        )
        _core.check_word_counts(arrays)
    except ValueError as error:
        raise FormatError(f"{path}: {error}") from None
    return arrays, knobs, report


def _provenance(metadata: dict[str, str]) -> tuple[dict[str, int], WordReport]:
    if metadata.get("kind") != _KIND:
        raise FormatError(
            "not word statistics of malvec but"
            f" {metadata.get('kind', 'another kind of .safetensors file')}"
        )
    version = metadata.get("format_version", "")
    if not version.isascii() or not version.isdigit():
        raise FormatError(f"format version {version!r} is not a number")
    if int(version) > _FORMAT:
        raise FormatError(f"written by a newer malvec: its format version is {version}")
    try:
        knobs = json.loads(metadata["knobs"])
        if (
            not isinstance(knobs, dict)
            or knobs.keys() != _KNOBS
            or not all(type(value) is int for value in knobs.values())
        ):
            raise ValueError("unknown knobs")
        _core.word_score_knobs(knobs)
        return knobs, WordReport.from_json(metadata["report"])
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise FormatError(f"knobs or report are missing or damaged: {error}") from None
