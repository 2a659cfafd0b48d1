"""``malvec train glove`` and its kin: one command per recipe over counts or another sparse
matrix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import MISSING, dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Literal

import click
from scipy import sparse

import malvec as mv
from malvec.cli.files import check_apart, check_writable, save_vectors, seems_own
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
from malvec.storage.kinds import kind_of
from malvec.text.blocks import lines

__all__ = ["CELL_RECIPES", "CellJob", "open_cells", "register"]

CELL_RECIPES = public_recipes(CellRecipe, mv.Svd)


@dataclass(frozen=True, kw_only=True)
class CellJob(TrainJob):
    """Options of recipes over counts: the input and its weights."""

    section: ClassVar[str] = "Files"

    input: tuple[str, ...] = inputs(
        "counts of malvec count, cells, a matrix of scipy.sparse.save_npz, or, for als and mf, a"
        " rating a line: user, item, value, with tabs or commas between; a fourth, such as the"
        " time, is passed over",
        default=MISSING,
    )
    reweight: Literal["none", "ppmi", "pmi", "tfidf"] = option(
        "what the counts become first; for svd, ppmi is usual", default="none"
    )
    shift: float = option("ppmi and pmi less the logarithm of this", default=1.0)


def input_of(job: CellJob) -> Path:
    """The one file of the input."""
    if len(job.input) != 1:
        raise click.BadParameter(
            f"one file of counts is read, {len(job.input)} are given: merge them before"
        )
    return Path(job.input[0])


def open_cells(path: Path, recipe: Any) -> Any:
    """The cells of a file: an .npz of SciPy, cells, counts, or ratings of users and items."""
    if path.suffix == ".npz":
        return Cells.from_matrix(sparse.load_npz(path))
    if seems_own(path) and kind_of(path) == "cells":
        return Cells.load(path)
    if seems_own(path) or not isinstance(recipe, (mv.Als, mv.Mf)):
        return mv.Counts.load(path)
    ratings = list(read_ratings(path))
    users, items = (ids_of([each[side] for each in ratings]) for side in range(2))
    return list(zip(users, items, (value for *_, value in ratings), strict=True))


def ids_of(column: list[Any]) -> list[Any]:
    """Ids as whole numbers where all are written so, without zeros in front, as a table of numbers
    would have them; else as they are."""
    whole = all(re.fullmatch("0|[1-9][0-9]{0,17}", each) for each in dict.fromkeys(column))
    return [int(each) for each in column] if whole else column


def read_ratings(path: Path) -> Iterator[tuple[str, str, float]]:
    """User, item and value of each line, 1 where there is no value; a fourth column, such as
    MovieLens's time, is passed over. ``FormatError`` with the number of a line that is none. A
    first line whose value is no number is a header."""
    for number, line in enumerate(lines(str(path)), 1):
        user, *rest = line.split("\t" if "\t" in line else ",")
        value = rest[1] if len(rest) in (2, 3) else "1" if len(rest) == 1 else ""
        try:
            yield user, rest[0], float(value)
        except (ValueError, IndexError):
            if number > 1 or len(rest) not in (1, 2, 3):
                raise mv.FormatError(
                    f"{path}, line {number}: a rating is user, item and value, with tabs or commas"
                    f" between, not {line:.60}"
                ) from None


def reweight(cells: Cells, job: CellJob) -> Cells:
    """Counts as the model shall see them; wrong usage where they are ratings, or were
    weighed before."""
    if not isinstance(cells, Cells):
        raise click.BadParameter(f"--reweight {job.reweight} is for counts, not for ratings")
    if "reweighting" in cells.metadata:
        raise click.BadParameter(
            f"--reweight {job.reweight} is for counts, but these cells were weighed before:"
            f" {cells.metadata['reweighting']}"
        )
    if job.reweight == "tfidf":
        return mv.counts.tfidf(cells)
    return {"ppmi": mv.counts.ppmi, "pmi": mv.counts.pmi}[job.reweight](cells, shift=job.shift)


def run(job: CellJob, recipe: Any) -> None:
    """Checks what can be checked at once, then reads, trains, saves, reports."""
    check_interval(job)
    check_writable(job.output)
    source = input_of(job)
    check_apart([job.output], [source, job.initial])
    if job.shift != 1 and job.reweight not in ("ppmi", "pmi"):
        raise click.BadParameter("--shift belongs to --reweight ppmi and pmi")
    cells = open_cells(source, recipe)
    if job.reweight != "none":
        cells = reweight(cells, job)
    if job.output.suffix != ".safetensors" and (
        isinstance(recipe, (mv.Als, mv.Mf)) or cells.row_names is None
    ):
        raise click.BadParameter(
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
