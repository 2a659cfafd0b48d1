"""What factors are made of, and their file: the arrays, the names, the cells that were seen, the
knobs by which new rows are solved for."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from malvec.counts.rating_ids import numbered_sides
from malvec.factors import factors_file
from malvec.factors.places import SeenCells, Side
from malvec.reports.card import HtmlCard
from malvec.reports.frozen import FrozenDict
from malvec.reports.stored import report_json, stored_report
from malvec.runtime.elsewhere import CalledElsewhere
from malvec.storage import kinds
from malvec.tokenizers.pipeline import Pipeline, passport
from malvec.vocab import Vocab

__all__ = ["FactorArrays"]

Floats = npt.NDArray[np.float32]
Made = TypeVar("Made", bound="FactorArrays")
_KIND = "factors"


class FactorArrays(HtmlCard, CalledElsewhere):
    """Factors of the rows and columns of a matrix, as they lie in a file; they do not change. The
    questions to them are those of :class:`malvec.Factors`."""

    def __init__(
        self,
        state: Mapping[str, npt.NDArray[Any]],
        *,
        row_names: Vocab | None = None,
        column_names: Vocab | None = None,
        seen: SeenCells | None = None,
        report: object | None = None,
        solving: Mapping[str, Any] | None = None,
        metadata: Mapping[str, str] | None = None,
        pipeline: Pipeline | None = None,
    ) -> None:
        self.row_factors, self.column_factors = _frozen(state["rows"]), _frozen(state["columns"])
        shapes = self.row_factors.shape, self.column_factors.shape
        if len(shapes[0]) != 2 or shapes[0][1:] != shapes[1][1:]:
            raise ValueError(
                f"factors of shapes {shapes[0]} and {shapes[1]} do not belong together"
            )
        self.biased = "mean" in state
        self.mean = float(state["mean"][0]) if self.biased else 0.0
        self.row_biases = _frozen(state["row_biases"]) if self.biased else None
        self.column_biases = _frozen(state["column_biases"]) if self.biased else None
        self.row_names, self.column_names = row_names, column_names
        self.seen = seen
        self.report: Any = report
        self.solving = None if solving is None else FrozenDict(solving)
        self.pipeline, self.metadata = passport(pipeline, metadata)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the matrix."""
        return len(self.row_factors), len(self.column_factors)

    @property
    def row_side(self) -> Side:
        """The rows with their names, to be asked for, and read like an array."""
        numbered = numbered_sides(self.metadata)["rows"]
        names, pipeline = self.row_names, self.pipeline
        return Side("row", self.row_factors, names, pipeline, numbered=numbered)

    @property
    def column_side(self) -> Side:
        """The columns with their names, to be asked for, and read like an array."""
        numbered = numbered_sides(self.metadata)["columns"]
        return Side(
            "column", self.column_factors, self.column_names, self.pipeline, numbered=numbered
        )

    def __array__(self, *_: object, **__: object) -> npt.NDArray[Any]:
        raise TypeError(
            "factors are two matrices: take np.asarray of row_side or of column_side, or"
            " row_factors, column_factors"
        )

    @property
    def dim(self) -> int:
        """Length of the factors."""
        return int(self.row_factors.shape[1])

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """All that was learnt, by name."""
        arrays: dict[str, npt.NDArray[Any]] = {
            "rows": self.row_factors,
            "columns": self.column_factors,
        }
        if self.row_biases is not None and self.column_biases is not None:
            arrays |= {
                "row_biases": self.row_biases,
                "column_biases": self.column_biases,
                "mean": np.array([self.mean], np.float32),
            }
        return arrays

    def known_seen(self) -> SeenCells:
        """The cells that the factors were learnt from; ``ValueError`` where they are not known."""
        if self.seen is None:
            raise ValueError(
                "these factors do not know which cells were seen: use exclude_seen=False"
            )
        return self.seen

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a ``.safetensors`` file for ``Factors.load``; it appears whole or not at all."""
        tensors = dict(self.state())
        for name, vocab in (("row", self.row_names), ("column", self.column_names)):
            if vocab is not None:
                tensors |= {f"{name}_words": vocab.data, f"{name}_word_offsets": vocab.offsets}
        if self.seen is not None:
            tensors |= {"seen_offsets": self.seen.offsets, "seen_columns": self.seen.columns}
        own = {"report": report_json(self.report)}
        if self.solving is not None:
            own["solving"] = json.dumps(dict(self.solving))
        version = 2 if any(numbered_sides(self.metadata).values()) else 1
        kinds.write(path, _KIND, tensors, {**self.metadata, **own}, version)

    @classmethod
    def load(cls: type[Made], path: str | os.PathLike[str], *, verify: bool = False) -> Made:
        """Opens factors that ``save`` wrote, memory-mapped; ``FormatError`` for what is cut,
        damaged or of another kind."""
        with kinds.open_kind(path, _KIND, verify=verify) as file:
            state = factors_file.state(file)
            rows, columns = len(state["rows"]), len(state["columns"])
            return cls(
                state,
                row_names=factors_file.names(file, "row", rows),
                column_names=factors_file.names(file, "column", columns),
                seen=factors_file.seen_cells(file, rows, columns),
                report=stored_report(file.metadata.get("report", "null")),
                solving=factors_file.solving_knobs(file.parsed("solving") or file.parsed("recipe")),
                metadata=file.metadata_without(*factors_file.OWN_KEYS),
            )

    def __repr__(self) -> str:
        return (
            f"Factors({self.shape[0]:,} rows, {self.shape[1]:,} columns,"
            f" dim={self.dim}{', with biases' if self.biased else ''})"
        )


def _frozen(array: npt.NDArray[Any]) -> Floats:
    view = array.view()
    view.flags.writeable = False
    return view
