"""A map of words, documents, texts or factors in the plane, in colours by group."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from malvec.plot.colours import colour_of, ink_of, shape_of
from malvec.plot.figures import figure_of, without_ticks
from malvec.plot.fonts import Labels, labels_for
from malvec.plot.groups import Grouping, Groups, grouped
from malvec.plot.items import Drawable, Items, Side, items_of
from malvec.plot.labels import write_labels
from malvec.plot.places import Method, project
from malvec.reports.html import shortened
from malvec.vectors.language_model import LanguageModel
from malvec.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["scatter"]

Floats = npt.NDArray[np.float32]
_WORDS, _OTHERS = 200, 2_000  # drawn unless told otherwise
_MOST_LABELS = 400
_LABELS_OF_GROUP = 6  # where not all are labelled
_LEGEND, _LONGEST = 20, 48
_LONGEST_LABEL = 24


def scatter(
    model: Drawable,
    words: int | Iterable[Any] | Mapping[str, Sequence[str]] | None = None,
    *,
    texts: Iterable[str] | None = None,
    groups: Grouping = None,
    side: Side = "columns",
    method: Method = "pca",
    perplexity: float | None = None,
    labels: bool | None = None,
    title: str | None = None,
    font: str | os.PathLike[str] | None = None,
    size: tuple[float, float] = (9.0, 9.0),
    threads: int | None = None,
) -> Figure:
    """Draws words, documents, texts or factors by their two strongest principal components or by
    t-SNE, in colours by group; the legend tells what is typical of each group. A notebook shows the
    figure by itself.

    Labels do not cover one another, and none is cut off: one that finds no place beside its point
    stands farther away, tied to it by a line, and one without any place is left out, which the line
    below the picture tells.

    Args:
        model: word vectors, document vectors, topics (documents in the colours of their main
            topics), factors; or a sentence encoder or a plain matrix [n, dim] with ``texts``. It is
            not changed.
        words: how many, the first ones: of words the most frequent that are no particles or
            endings and have a letter, by their tags where the tokenizer gives some, else by a list;
            None for 200 words or 2,000 of anything else. Or which words, tags or names; or groups,
            name -> words.
        texts: of each row of a matrix, or those to encode.
        groups: how many, by k-means; the label of each; or name -> label. None for main topics
            where there are topics, else for up to eight groups; 1 for a single colour.
        side: of factors, what is drawn.
        method: ``"pca"`` or ``"tsne"`` (``malvec.Tsne``).
        perplexity: of t-SNE; None for 30, 15 where there are more than 5,000 points.
        labels: write names beside the points; None for all of up to 400 points, and for the first
            six of each group where there are more.
        title: above the picture.
        font: name or path of a font; None finds one with Hangul where a word needs it.
        size: in inches.
        threads: None for all that this process may use.

    Raises:
        KeyError: a word, tag or name is not there.
        TypeError: nothing of this kind can be drawn.
        ValueError: fewer than two points, labels for another number of items, texts missing, a
            vector that is not finite.
        LookupError: a font is needed and there is none; the message lists those looked for.
        ImportError: matplotlib is not installed.

    Source: colours of Okabe & Ito, Color Universal Design, 2008.

    Example:
        >>> kinds = {"나라": ["한국", "일본"], "과일": ["사과", "포도"]}
        >>> scatter(vectors, kinds).savefig("words.png")
        >>> scatter(mv.Lsa(dim=20).fit(corpus, tags=films), 300).savefig("films.svg")
        >>> scatter(encoder, texts=texts[:200], groups=labels[:200]).savefig("texts.png")
    """
    items = items_of(model, _which(model, words), texts=texts, side=side, content=True)
    figure = figure_of(size)
    if len(items.names) < 2:
        raise ValueError(f"{len(items.names)} {items.noun}: a picture needs at least two")
    if groups is None and isinstance(words, Mapping):
        groups = [str(name) for name, some in words.items() for _ in some]
    groups_of_items = grouped(items, groups)
    names = _written(items, groups_of_items, labels)
    legend = _legend_names(groups_of_items)
    setting = labels_for([*names, *legend, title or ""], font)
    points = project(items.rows, method, perplexity=perplexity, threads=threads)
    axes = figure.add_subplot()
    _points(axes, points, groups_of_items)
    without_ticks(axes, 0.08)
    setting.set_title(axes, title)
    _legend(figure, axes, legend, setting)
    told = _told(items, isinstance(words, Iterable), method)
    below = axes.set_xlabel(told, fontsize=8, color="#77736b")
    wanted = sum(map(bool, names))
    inks = [ink_of(group) for group in groups_of_items.of.tolist()]
    shown = [setting.text(name) for name in names]
    written = write_labels(axes, points, shown, colors=inks, **setting.style)
    if len(written) < wanted:
        below.set_text(f"{told}; {len(written):,} of {wanted:,} labels have a place")
    return figure


def _which(model: Drawable, words: Any) -> Any:
    """How many, or which."""
    if isinstance(words, Mapping):
        return [word for some in words.values() for word in some]
    if words is not None:
        return list(words) if isinstance(words, Iterable) and not isinstance(words, str) else words
    return _WORDS if isinstance(model, WordVectors | LanguageModel) else _OTHERS


def _told(items: Items, named: bool, method: Method) -> str:
    """What is on the map, and by which method."""
    first = items.noun == "words" and not named
    chosen = ", the most frequent without particles and endings" if first else ""
    by = "principal components 1 and 2" if method == "pca" else "t-SNE"
    return f"{len(items.names):,} of {items.total:,} {items.noun}{chosen}; {by}"


def _written(items: Items, groups: Groups, labels: bool | None) -> list[str]:
    """The label of each point, "" for none; long ones are shortened."""
    count = len(items.names)
    if labels is False:
        return [""] * count
    shown = set(range(count))
    if labels is None and count > _MOST_LABELS:
        first = (
            np.flatnonzero(groups.of == i)[:_LABELS_OF_GROUP] for i in range(len(groups.names))
        )
        shown = {i for some in first for i in some.tolist()}
    return [
        shortened(name, _LONGEST_LABEL) if i in shown else "" for i, name in enumerate(items.names)
    ]


def _points(axes: Any, points: Floats, groups: Groups) -> None:
    """The points of every group, in its colour and shape."""
    area = float(np.clip(4000 / len(points), 9, 26))
    for group in range(len(groups.names)):
        some = points[groups.of == group]
        look = {"color": colour_of(group), "marker": shape_of(group), "linewidths": 0}
        # matplotlib leaves labels that begin with _ out of the legend
        axes.scatter(some[:, 0], some[:, 1], s=area, label=f"\u200b{group}", **look)
    axes.set_aspect("equal", adjustable="datalim")


def _legend_names(groups: Groups) -> list[str]:
    """The groups in the legend, the first twenty, and how many more there are."""
    if groups.names == [""]:
        return []
    names = [shortened(name, _LONGEST) for name in groups.names[:_LEGEND]]
    more = len(groups.names) - _LEGEND
    return [*names, f"{more:,} more groups"] if more > 0 else names


def _legend(figure: Any, axes: Any, names: list[str], labels: Labels) -> None:
    """The names of the groups, above the map, where they cover no point."""
    if not names:
        return
    handles = axes.collections[: len(names)]
    wide = max(map(len, names)) > 16
    legend = figure.legend(
        handles,
        names,
        loc="outside lower center",
        frameon=False,
        ncols=2 if wide else 4,
        fontsize=9,
    )
    for text, name in zip(legend.get_texts(), names, strict=True):
        text.set(text=labels.text(name), **labels.style)
