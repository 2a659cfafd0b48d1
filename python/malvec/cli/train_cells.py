"""``malvec train glove`` and its kin: one command per recipe over counts or another sparse
matrix."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Literal

import typer
from scipy import sparse

import malvec as mv
from malvec.cli.files import check_apart, check_writable, save_vectors
from malvec.cli.options import inputs, option
from malvec.cli.train_command import (
    TrainJob,
    add_command,
    check_interval,
    public_recipes,
    run_fit,
    summarise,
)
from malvec.counts.cells import Cells
from malvec.models.cells.recipe import CellRecipe

__all__ = ["CELL_RECIPES", "CellJob", "open_cells", "register"]

CELL_RECIPES = public_recipes(CellRecipe, mv.Svd)


@dataclass(frozen=True, kw_only=True)
class CellJob(TrainJob):
    """Options of recipes over counts: the input and its weights."""

    section: ClassVar[str] = "Files"

    input: tuple[str, ...] = inputs(
        "counts of malvec count, or a sparse matrix of scipy.sparse.save_npz", default=MISSING
    )
    reweight: Literal["none", "ppmi", "pmi", "tfidf"] = option(
        "what the counts become first; for svd, ppmi is usual", default="none"
    )
    shift: float = option("ppmi and pmi less the logarithm of this", default=1.0)


def input_of(job: CellJob) -> Path:
    """The one file of the input."""
    if len(job.input) != 1:
        raise typer.BadParameter(
            f"one file of counts is read, {len(job.input)} are given: merge them before"
        )
    return Path(job.input[0])


def open_cells(path: Path) -> Cells:
    """The cells of a file: an .npz of SciPy, or counts."""
    if path.suffix == ".npz":
        return Cells.from_matrix(sparse.load_npz(path))
    return mv.Counts.load(path)


def reweight(cells: Cells, job: CellJob) -> Cells:
    """The cells as the model shall see them."""
    if job.reweight == "tfidf":
        return mv.counts.tfidf(cells)
    return (
        cells
        if job.reweight == "none"
        else {"ppmi": mv.counts.ppmi, "pmi": mv.counts.pmi}[job.reweight](cells, shift=job.shift)
    )


def run(job: CellJob, recipe: Any) -> None:
    """Checks what can be checked at once, then reads, trains, saves, reports."""
    check_interval(job)
    check_writable(job.output)
    source = input_of(job)
    check_apart([job.output], [source, job.initial])
    if job.shift != 1 and job.reweight not in ("ppmi", "pmi"):
        raise typer.BadParameter("--shift belongs to --reweight ppmi and pmi")
    cells = reweight(open_cells(source), job)
    if job.output.suffix != ".safetensors" and (
        cells.row_names is None or isinstance(recipe, (mv.Als, mv.Mf))
    ):
        raise typer.BadParameter(
            f"{job.output}: a result without a vector per word is saved as .safetensors only"
        )
    result = run_fit(job, partial(recipe.fit, cells))
    if isinstance(result, mv.WordVectors):
        save_vectors(result, job.output)
    else:
        result.save(job.output)
    summarise(job, result.report)


def register() -> None:
    """Makes the commands."""
    for recipe in CELL_RECIPES:
        add_command(recipe, run, "counts.safetensors -o vectors.safetensors")
