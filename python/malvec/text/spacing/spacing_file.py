"""How a spacing model lies in a ``.safetensors`` file, and the report of its making.

    keys      uint64 [nodes]      windows as a trie: number of the parent << 21 | code point + 1; node i has the number i + 1, the root 0
    offsets   uint32 [nodes + 1]  where the patterns of each window begin
    tags      uint16 [patterns]   bit j: a blank follows character j of the window
    counts    uint32 [patterns]   how often the window was seen so

Metadata: ``kind`` malvec spacing, ``format_version``, ``recipe`` (knobs and exceptions) and
``report`` as JSON.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from malvec.errors import FormatError
from malvec.reports.training import describe_call, with_numbers
from malvec.storage import container

__all__ = ["Arrays", "SpacingReport", "read", "write"]

_KIND = "malvec spacing"
_FORMAT = 1
_DTYPES: dict[str, type[Any]] = {
    "keys": np.uint64,
    "offsets": np.uint32,
    "tags": np.uint16,
    "counts": np.uint32,
}

Arrays = tuple[
    npt.NDArray[np.uint64], npt.NDArray[np.uint32], npt.NDArray[np.uint16], npt.NDArray[np.uint32]
]
"""keys, offsets, tags, counts."""

Model = TypeVar("Model")


@dataclass(frozen=True)
class SpacingReport:
    """What learning to space read and kept.

    Attributes:
        sources: the paths as they were given, or "texts".
        bytes, lines, characters, blanks: what was read; blanks at the ends of lines and repeated
            ones aside.
        empty_lines: lines without a character.
        windows, patterns: windows kept, and ways of blanks in them.
        seconds, threads: wall time of it all.
        recipe: the recipe's name and knobs.
    """

    sources: tuple[str, ...]
    bytes: int
    lines: int
    empty_lines: int
    characters: int
    blanks: int
    windows: int
    patterns: int
    seconds: float
    threads: int
    recipe: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """The report as JSON."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> SpacingReport:
        """The report that :meth:`to_json` wrote; fields of other versions are ignored."""
        known = {f.name for f in dataclasses.fields(cls)}
        values = {name: value for name, value in json.loads(text).items() if name in known}
        report: SpacingReport = with_numbers(cls(**{**values, "sources": tuple(values["sources"])}))
        return report

    def __str__(self) -> str:
        rate = self.characters / max(self.seconds, 1e-9)
        return (
            f"{describe_call(self.recipe)}\n{self.lines:,} lines ({self.empty_lines:,} of them"
            f" empty), {self.characters:,} characters, {self.blanks:,} blanks\n{self.windows:,}"
            f" windows with {self.patterns:,} patterns kept\n{self.seconds:.1f} s, {rate:,.0f}"
            f" characters/s, {self.threads} threads"
        )


def write(
    path: str | os.PathLike[str], arrays: Arrays, recipe: Mapping[str, Any], report: SpacingReport
) -> None:
    """Writes a model."""
    metadata = {
        "format": "malvec",
        "kind": _KIND,
        "format_version": str(_FORMAT),
        "recipe": json.dumps(dict(recipe)),
    }
    container.write(
        path, dict(zip(_DTYPES, arrays, strict=True)), {**metadata, "report": report.to_json()}
    )


def read(
    path: str | os.PathLike[str],
    verify: bool,
    make: Callable[[Arrays, dict[str, Any], SpacingReport], Model],
) -> Model:
    """The model that ``make`` makes of arrays, recipe and report; ``FormatError`` for any file that
    ``write`` did not write."""
    tensors, metadata = container.read(path, verify)
    if metadata.get("kind") != _KIND:
        kind = metadata.get("kind", "another kind of .safetensors file")
        raise FormatError(f"{path}: not a spacing model of malvec but {kind}")
    version = metadata.get("format_version", "")
    if version != str(_FORMAT):
        raise FormatError(
            f"{path}: format version {version!r}, not {_FORMAT}: written by a newer malvec, or"
            " damaged"
        )
    try:
        keys, offsets, tags, counts = (
            container.take(tensors, name, dtype, (None,)) for name, dtype in _DTYPES.items()
        )
        return make(
            (keys, offsets, tags, counts),
            json.loads(metadata["recipe"]),
            SpacingReport.from_json(metadata["report"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise FormatError(f"{path}: {error}") from None
