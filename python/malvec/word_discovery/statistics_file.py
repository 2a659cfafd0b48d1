"""How word statistics lie in a ``.safetensors`` file.

    words                uint8 [bytes]      the different eojeols end to end, ascending; a byte that
                                            is not UTF-8 as a surrogate escape
    word_offsets         uint64 [W + 1]
    counts               uint64 [W]         how often each occurs
    before_offsets       uint64 [W + 1]     where the neighbours of each begin
    before_characters    uint32 [N]         code points of the last characters of the eojeols
                                            before, ascending
    before_counts        uint32 [N]
    after_offsets, after_characters, after_counts
                                            the same for the first characters of the eojeols after

Kind word_statistics. Metadata: ``knobs`` and ``report`` as JSON.
"""

from __future__ import annotations

import json
import os
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.storage import kinds
from malvec.word_discovery.report import WordReport

__all__ = ["Arrays", "read", "write"]

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
    metadata = {"knobs": json.dumps(knobs), "report": report.to_json()}
    kinds.write(path, "word_statistics", dict(zip(_ARRAYS, arrays, strict=True)), metadata)


def read(path: str | os.PathLike[str], verify: bool) -> tuple[Arrays, dict[str, int], WordReport]:
    """Arrays, knobs, report; ``FormatError`` for any file that ``write`` did not write."""
    with kinds.open_kind(path, "word_statistics", verify=verify) as file:
        knobs = json.loads(file.text("knobs"))
        if knobs.keys() != _KNOBS or not all(type(value) is int for value in knobs.values()):
            raise ValueError("unknown knobs")
        _core.word_score_knobs(knobs)
        report = WordReport.from_json(file.text("report"))
        arrays = tuple(file.take(name, dtype, (None,)) for name, dtype in _ARRAYS.items())
        _core.check_word_counts(arrays)
    return arrays, knobs, report
