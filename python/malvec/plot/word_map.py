"""A map of words in the plane."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from malvec.plot.fonts import Labels, figure_of, labels_for
from malvec.plot.places import chosen_words, project
from malvec.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["scatter"]

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Box = npt.NDArray[np.float64]
"""Left, lower, right and upper end, in pixels."""

_COLOURS = (
    "#2563a8",
    "#c2410c",
    "#2e7d4f",
    "#7c3aad",
    "#b8860b",
    "#0e8a92",
    "#b03060",
    "#5b6b2f",
    "#4f5bd5",
    "#8c5a3c",
)
_MOST_LABELS = 400


def scatter(
    vectors: WordVectors,
    words: int | Sequence[str] | Mapping[str, Sequence[str]] = 200,
    *,
    method: str = "pca",
    perplexity: float | None = None,
    labels: bool | None = None,
    title: str | None = None,
    font: str | os.PathLike[str] | None = None,
    size: tuple[float, float] = (8.0, 8.0),
    threads: int | None = None,
) -> Figure:
    """Draws words by their two strongest principal components or by t-SNE.

    Args:
        vectors: the model; not changed.
        words: how many, the most frequent first; which; or groups, name -> words, each with a
            colour of its own.
        method: ``"pca"`` or ``"tsne"`` (``malvec.Tsne``).
        perplexity: of t-SNE; None for 30, 15 where there are more than 5,000 words.
        labels: write the words beside their points, where they do not cover one another; None for
            up to 400 words.
        title: above the picture.
        font: name or path of a font; None finds one with Hangul where a word needs it.
        size: in inches.
        threads: None for all that this process may use.

    Raises:
        KeyError: a word is not there.
        LookupError: a font is needed and there is none; the message lists those looked for.
        ImportError: matplotlib is not installed.

    Example:
        >>> groups = {"나라": ["한국", "일본"], "과일": ["사과", "포도"]}
        >>> scatter(vectors, groups).savefig("words.png")
    """
    groups = _groups(words)
    flat: Any = words if groups is None else [word for some in groups.values() for word in some]
    ids = chosen_words(vectors, flat)
    if len(ids) < 2:
        raise ValueError(f"{len(ids)} words: a picture needs at least two")
    names = [vectors.vocab[i] for i in ids.tolist()]
    written = len(names) <= _MOST_LABELS if labels is None else labels
    figure = figure_of(size)
    setting = labels_for([*(names if written else []), *(groups or []), title or ""], font)
    rows = np.asarray(vectors.matrix[ids], np.float32)
    points = project(rows, method, perplexity=perplexity, threads=threads)
    axes = figure.add_subplot()
    area = float(np.clip(4000 / len(names), 2, 22))
    sizes = [len(names)] if groups is None else [len(some) for some in groups.values()]
    group_of = np.repeat(np.arange(len(sizes)), sizes)
    for group in range(len(sizes)):
        _points(axes, points[group_of == group], group, area)
    _plain(axes)
    setting.set_title(axes, title)
    if groups is not None:
        _legend(axes, list(groups), setting)
    if written:
        colours = [_COLOURS[group % len(_COLOURS)] for group in group_of]
        _write(figure, points, [setting.text(name) for name in names], colours, setting)
    return figure


def _groups(words: object) -> dict[str, list[str]] | None:
    """The groups of words by name, None where the words are not grouped."""
    if not isinstance(words, Mapping):
        return None
    return {str(name): list(some) for name, some in words.items()}


def _points(axes: Any, points: Floats, group: int, area: float) -> None:
    """The points of a group, in its colour."""
    colour = _COLOURS[group % len(_COLOURS)]
    # matplotlib leaves labels that begin with _ out of the legend
    label = f"\u200b{group}"
    axes.scatter(points[:, 0], points[:, 1], s=area, color=colour, linewidths=0, label=label)


def _plain(axes: Any) -> None:
    """No ticks: the coordinates of such a map mean nothing by themselves."""
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_color("#d8d4cc")
    axes.margins(0.06)
    axes.set_aspect("equal", adjustable="datalim")


def _legend(axes: Any, names: list[str], labels: Labels) -> None:
    legend = axes.legend(loc="best", frameon=False, markerscale=1.4)
    for text, name in zip(legend.get_texts(), names, strict=True):
        text.set(text=labels.text(name), **labels.style)


def _write(
    figure: Any, points: Floats, names: list[str], colours: list[str], labels: Labels
) -> None:
    """Labels beside their points, in the first of four places that is free; a word without a free
    place stays a point."""
    axes, renderer = figure.axes[0], figure._get_renderer()
    figure.draw_without_rendering()
    taken: list[Box] = []
    style = {"fontsize": 9, "annotation_clip": False, **labels.style}
    places = axes.transData.transform(points)
    for place, point, name, colour in zip(places, points, names, colours, strict=True):
        text = axes.annotate(name, point, (4, 3), textcoords="offset points", color=colour, **style)
        text.set_in_layout(False)
        extent = text.get_window_extent(renderer)
        size = (extent.width, extent.height)
        free = _free_place(place, size, taken, gap=4 * figure.dpi / 72)
        if free is None:
            text.remove()
        else:
            taken.append(free)
            text.set_position(((free[:2] - place) * 72 / figure.dpi).tolist())


def _free_place(
    place: Doubles, size: tuple[float, float], taken: Sequence[Box], gap: float
) -> Box | None:
    """The first box beside a place, right, left, above or below, that covers no other; None if
    there is none."""
    wide, high = size
    offsets = (
        (gap, gap / 2),
        (-gap - wide, gap / 2),
        (-wide / 2, gap),
        (-wide / 2, -gap - high),
    )
    for offset in offsets:
        low = place + offset
        box = np.concatenate([low, low + size])
        if not any((box[:2] < other[2:]).all() and (box[2:] > other[:2]).all() for other in taken):
            return box
    return None
