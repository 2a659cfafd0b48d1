"""Training curves: the loss of every epoch, of one training or of several."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from malvec.plot.figures import figure_of
from malvec.plot.fonts import labels_for

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["curves"]

_COLOURS = ("#2563a8", "#c2410c", "#2e7d4f", "#7c3aad", "#b8860b", "#0e8a92", "#b03060", "#5b6b2f")


def curves(
    reports: Any,
    *,
    title: str | None = None,
    logarithmic: bool = False,
    font: str | os.PathLike[str] | None = None,
    size: tuple[float, float] = (7.0, 4.5),
) -> Figure:
    """Draws losses by epoch.

    Args:
        reports: a report, or anything that has one, such as vectors; a sequence of losses; or
            several of these, name -> report.
        title: above the picture.
        logarithmic: a logarithmic axis of the loss.
        font: name or path of a font; None finds one with Hangul where a name needs it.
        size: in inches.

    Raises:
        ValueError: there are no losses, or losses of zero or less on a logarithmic axis.
        LookupError: a font is needed and there is none; the message lists those looked for.
        ImportError: matplotlib is not installed.

    Example:
        >>> skipgram, cbow = mv.Skipgram(dim=8).fit(corpus), mv.Cbow(dim=8).fit(corpus)
        >>> curves({"skip-gram": skipgram.report, "CBOW": cbow.report}).savefig("losses.png")
    """
    series = (
        {str(name): losses_of(some) for name, some in reports.items()}
        if _several(reports)
        else {"": losses_of(reports)}
    )
    if not series:
        raise ValueError("no reports: nothing to draw")
    if logarithmic and any(loss <= 0 for losses in series.values() for loss in losses):
        raise ValueError("logarithmic=True: there is a loss of zero or less")
    figure = figure_of(size)
    labels = labels_for([*series, title or ""], font)
    axes = figure.add_subplot()
    for i, losses in enumerate(series.values()):
        axes.plot(range(1, len(losses) + 1), losses, label=f"run {i}", **_look(i, len(losses)))
    axes.set(xlabel="epoch", ylabel="loss", yscale="log" if logarithmic else "linear")
    _plain(axes)
    if any(series):
        for text, name in zip(axes.legend(frameon=False).get_texts(), series, strict=True):
            text.set(text=labels.text(name), **labels.style)
    labels.set_title(axes, title)
    return figure


def _look(number: int, epochs: int) -> dict[str, Any]:
    """The line of a training; its epochs are marked where they are few."""
    marker = "o" if epochs <= 40 else ""
    colour = _COLOURS[number % len(_COLOURS)]
    return {"color": colour, "marker": marker, "markersize": 4, "linewidth": 1.8}


def _plain(axes: Any) -> None:
    """Whole epochs, a pale grid, no frame above and at the right."""
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(color="#e4e0d8", linewidth=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _several(reports: Any) -> bool:
    return isinstance(reports, Mapping) and not isinstance(reports.get("losses"), (list, tuple))


def losses_of(report: Any) -> list[float]:
    """The losses of a report, of an object that has one, or of a sequence of losses; NaN for an
    epoch without one.

    Raises:
        ValueError: there are none.
    """
    held = getattr(report, "report", report)
    losses = held.get("losses") if isinstance(held, Mapping) else getattr(held, "losses", held)
    if (
        losses is None
        or isinstance(losses, str)
        or (not isinstance(losses, Sequence) and not hasattr(losses, "tolist"))
    ):
        raise ValueError(
            f"{type(report).__name__} has no losses: a report of an iterative training is expected"
        )
    values = [math.nan if loss is None else float(loss) for loss in losses]
    if not any(math.isfinite(value) for value in values):
        raise ValueError("a report without a loss: nothing to draw")
    return values
