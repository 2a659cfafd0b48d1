"""What models of a sparse matrix share that give factors of its rows and columns."""

from __future__ import annotations

from malvec.counts.cells import Cells
from malvec.counts.rating_ids import number_names, numbered_sides
from malvec.factors.factors import Factors
from malvec.factors.factors_file import solving_knobs
from malvec.factors.places import SeenCells
from malvec.models.run import State
from malvec.reports.cells import CellReport
from malvec.runtime.recipe import Recipe

__all__ = ["learnt_factors"]


def learnt_factors(recipe: Recipe, cells: Cells, state: State, report: CellReport) -> Factors:
    """The factors of the state, with the cells that they were learnt from as seen."""
    return Factors(
        state,
        row_names=cells.row_names,
        column_names=cells.column_names,
        seen=SeenCells(cells.offsets, cells.columns),
        report=report,
        solving=solving_knobs(recipe.describe()),
        metadata={**recipe.metadata(), **number_names(numbered_sides(cells.metadata))},
        pipeline=cells.pipeline,
    )
