"""Similarities of words as a table of colours."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from malvec.plot.figures import figure_of
from malvec.plot.fonts import Labels, labels_for
from malvec.plot.items import Drawable, Items, items_of
from malvec.plot.places import unit_rows

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["heatmap"]


def heatmap(
    model: Drawable,
    words: int | Sequence[Any],
    other: Sequence[Any] | None = None,
    *,
    values: bool | None = None,
    title: str | None = None,
    font: str | os.PathLike[str] | None = None,
    size: tuple[float, float] | None = None,
) -> Figure:
    """Draws the cosines of words, documents or columns of factors with one another, or with others.

    Args:
        model: word vectors, documents or factors; not changed.
        words: words, tags or names as rows; or how many, the first ones: of words the most frequent
            without particles and endings.
        other: the columns; None for the same words.
        values: write the cosines into the cells; None for up to 15 columns.
        title: above the picture.
        font: name or path of a font; None finds one with Hangul where a word needs it.
        size: in inches; None for what the number of words needs.

    Raises:
        KeyError: a word is not there.
        LookupError: a font is needed and there is none; the message lists those looked for.
        ImportError: matplotlib is not installed.

    Example:
        >>> heatmap(vectors, ["봄", "여름", "가을", "겨울"]).savefig("seasons.png")
    """
    rows = items_of(model, words, content=True)
    columns = rows if other is None else items_of(model, other)
    down, across = rows.names, columns.names
    if not down or not across:
        raise ValueError("no words: a table needs at least one row and one column")
    cosines = _unit(rows) @ _unit(columns).T
    wide, high = 2.8 + min(40, 0.46 * len(across)), 1.2 + min(40, 0.42 * len(down))
    figure = figure_of(size or (wide, high))
    labels = labels_for([*down, *across, title or ""], font)
    axes = figure.add_subplot()
    negative = float(cosines.min()) < -0.05
    cmap, least = ("RdBu_r", -1) if negative else ("OrRd", 0)
    image = axes.imshow(cosines, cmap=cmap, vmin=least, vmax=1, aspect="equal")
    _name_cells(axes, labels, down, across)
    labels.set_title(axes, title)
    if len(across) <= 15 if values is None else values:
        _write(axes, cosines, image)
    figure.colorbar(image, ax=axes, shrink=0.7, label="cosine").outline.set_visible(False)
    return figure


def _name_cells(axes: Any, labels: Labels, down: list[str], across: list[str]) -> None:
    """The words at the left and, slanted, below; no ticks and no frame."""
    axes.set_yticks(np.arange(len(down)), [labels.text(word) for word in down], **labels.style)
    names = [labels.text(word) for word in across]
    axes.set_xticks(np.arange(len(across)), names, rotation=45, ha="right", **labels.style)
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)


def _unit(items: Items) -> npt.NDArray[np.float64]:
    return unit_rows(items.rows).astype(np.float64)


def _write(axes: Any, cosines: npt.NDArray[np.float64], image: Any) -> None:
    """The cosines in their cells, dark on light and light on dark."""
    colours = image.cmap(image.norm(cosines))[..., :3]
    for (i, j), value in np.ndenumerate(cosines):
        ink = "#1c1b19" if colours[i, j] @ (0.299, 0.587, 0.114) > 0.55 else "white"
        axes.text(j, i, f"{value:.2f}", ha="center", va="center", fontsize=8, color=ink)
