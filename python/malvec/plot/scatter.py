"""A map of words: every word where the layout puts it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from malvec.plot.fonts import Labels, figure_of, labels_for
from malvec.plot.layout import chosen_words, layout
from malvec.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["scatter"]

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
        >>> words = {"나라": ["한국", "일본"], "과일": ["사과", "포도"]}
        >>> scatter(vectors, words).savefig("words.png")
    """
    grouped = isinstance(words, Mapping)
    groups = (
        {str(name): list(some) for name, some in words.items()}
        if isinstance(words, Mapping)
        else {}
    )
    flat: Any = [word for some in groups.values() for word in some] if grouped else words
    ids = chosen_words(vectors, flat)
    if len(ids) < 2:
        raise ValueError(f"{len(ids)} words: a picture needs at least two")
    names = [vectors.words[i] for i in ids.tolist()]
    written = len(names) <= _MOST_LABELS if labels is None else labels
    figure = figure_of(size)
    setting = labels_for([*(names if written else []), *groups, title or ""], font)
    points = layout(
        np.asarray(vectors.matrix[ids], np.float32), method, perplexity=perplexity, threads=threads
    )
    axes = figure.add_subplot()
    colours = (
        [i for i, some in enumerate(groups.values()) for _ in some] if grouped else [0] * len(names)
    )
    area = float(np.clip(4000 / len(names), 2, 22))
    for group, name in enumerate(groups or [""]):
        inside = points[np.array(colours) == group]
        axes.scatter(
            inside[:, 0],
            inside[:, 1],
            s=area,
            color=_COLOURS[group % len(_COLOURS)],
            linewidths=0,
            label=f"\u200b{setting.text(name)}",
        )
    _plain(axes, title, setting)
    axes.set_aspect("equal", adjustable="datalim")
    if grouped:
        _legend(axes, [setting.text(name) for name in groups], setting)
    if written:
        _write(
            figure,
            axes,
            points,
            [setting.text(name) for name in names],
            [_COLOURS[c % len(_COLOURS)] for c in colours],
            setting,
        )
    return figure


def _plain(axes: Any, title: str | None, setting: Labels) -> None:
    """No ticks: the coordinates of such a map mean nothing by themselves."""
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_color("#d8d4cc")
    axes.margins(0.06)
    if title:
        axes.set_title(setting.text(title), parse_math=False, **setting.properties)


def _legend(axes: Any, names: list[str], setting: Labels) -> None:
    legend = axes.legend(loc="best", frameon=False, markerscale=1.4)
    for text, name in zip(legend.get_texts(), names, strict=True):
        text.set(text=name, parse_math=False, **setting.properties)


def _write(
    figure: Any,
    axes: Any,
    points: npt.NDArray[Any],
    names: list[str],
    colours: list[str],
    setting: Labels,
) -> None:
    """Labels beside their points, in the first of four places that is free; a word for which none
    is stays a point."""
    renderer = figure._get_renderer()
    figure.draw_without_rendering()
    places = axes.transData.transform(points)
    taken: list[tuple[float, float, float, float]] = []
    for (x, y), point, name, colour in zip(places, points, names, colours, strict=True):
        text = axes.annotate(
            name,
            point,
            (4, 3),
            textcoords="offset points",
            fontsize=9,
            color=colour,
            parse_math=False,
            annotation_clip=False,
            **setting.properties,
        )
        text.set_in_layout(False)
        extent = text.get_window_extent(renderer)
        wide, high = extent.width, extent.height
        gap = 4 * figure.dpi / 72
        for dx, dy in (
            (gap, gap / 2),
            (-gap - wide, gap / 2),
            (-wide / 2, gap),
            (-wide / 2, -gap - high),
        ):
            box = (x + dx, y + dy, x + dx + wide, y + dy + high)
            if not any(
                box[0] < t[2] and box[2] > t[0] and box[1] < t[3] and box[3] > t[1] for t in taken
            ):
                taken.append(box)
                text.set_position((dx * 72 / figure.dpi, dy * 72 / figure.dpi))
                break
        else:
            text.remove()
