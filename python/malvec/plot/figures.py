"""Empty figures, and what all maps have in common; matplotlib is imported for the first figure."""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING, Any

from malvec.runtime.arguments import number
from malvec.runtime.extras import optional_package

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["figure_of", "without_ticks"]


def figure_of(size: tuple[float, float]) -> Figure:
    """A matplotlib figure of its own, unknown to pyplot; a notebook shows it by itself.

    Raises:
        ImportError: matplotlib is not installed; the message says how to.
        ValueError: a size that is not above 0.
    """
    wide, high = (number("size", side, above=0) for side in size)
    made = optional_package("matplotlib.figure", "a picture", "plot")
    figure: Figure = made.Figure(figsize=(wide, high), layout="constrained")
    figure._repr_png_ = partial(_png, figure)  # type: ignore[attr-defined]
    return figure


def _png(figure: Figure) -> bytes:
    """What a notebook shows."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=figure.dpi)
    return file.getvalue()


def without_ticks(axes: Any, margin: float) -> None:
    """Takes the ticks away: the coordinates of a map mean nothing by themselves."""
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_color("#d8d4cc")
    axes.margins(margin)
