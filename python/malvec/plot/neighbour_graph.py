"""A graph of neighbours: words, the words nearest to them, and the ties among all of those."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from malvec.corpus.tags import Tag, is_tag
from malvec.documents.tagged_vectors import TaggedVectors
from malvec.plot.figures import figure_of
from malvec.plot.fonts import Labels, labels_for
from malvec.plot.labels import write_labels
from malvec.plot.places import chosen_words
from malvec.runtime.arguments import whole
from malvec.search.nearest import nearest
from malvec.vectors.language_model import LanguageModel
from malvec.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["graph"]

Doubles = npt.NDArray[np.float64]
Edges = dict[tuple[int, int], float]
_MOST_WORDS = 600
_LOOKS = ((150, "#c2410c", 15), (60, "#2563a8", 10.5), (26, "#7d8794", 8.5))
"""Area, colour and height of letters of the first words, their neighbours and all others."""


def graph(
    model: WordVectors | LanguageModel | TaggedVectors,
    words: Tag | Sequence[Any],
    *,
    topn: int = 8,
    depth: int = 2,
    restrict: int | None = None,
    title: str | None = None,
    font: str | os.PathLike[str] | None = None,
    size: tuple[float, float] = (9.0, 9.0),
    threads: int | None = None,
) -> Figure:
    """Draws words or documents with their neighbours, tied by lines that are the stronger the
    higher the cosine.

    Args:
        model: word vectors or documents; not changed.
        words: the word or tag to begin with, or several.
        topn: neighbours of each word.
        depth: 1 for the neighbours, 2 for theirs too, ….
        restrict: neighbours only among the first so many words.
        title: above the picture.
        font: name or path of a font; None finds one with Hangul where a word needs it.
        size: in inches.
        threads: None for all that this process may use.

    Raises:
        KeyError: a word is not there.
        ValueError: more than 600 words would be drawn.
        LookupError: a font is needed and there is none; the message lists those looked for.
        ImportError: matplotlib is not installed.

    Example:
        >>> graph(vectors, "희망", topn=6).savefig("hope.png")
    """
    named = model.vectors if isinstance(model, LanguageModel) else model
    seeds = _seeds(named, [words] if is_tag(words) else words)
    search = partial(nearest, named.searchable, restrict=restrict, threads=threads)
    steps = _steps(whole("topn", topn, 1), whole("depth", depth, 1, 10))
    levels, edges = _neighbourhood(named.matrix, seeds, steps, search)
    ids, known = list(levels), named.vocab if isinstance(named, WordVectors) else named.tags
    names = [str(known[i]) for i in ids]
    figure = figure_of(size)
    labels = labels_for([*names, title or ""], font)
    place = {i: k for k, i in enumerate(ids)}
    ties = np.array([(place[a], place[b]) for a, b in edges], np.int64).reshape(-1, 2)
    weights = np.array(list(edges.values()))
    points = _springs(len(ids), ties, weights)
    axes = figure.add_subplot()
    strength = (weights - weights.min()) / (np.ptp(weights) or 1) if len(weights) else weights
    _lines(axes, points, ties, strength)
    axes.set_axis_off()
    axes.margins(0.09)
    labels.set_title(axes, title)
    _words(axes, points, [labels.text(name) for name in names], list(levels.values()), labels)
    return figure


def _seeds(model: WordVectors | TaggedVectors, words: Any) -> list[int]:
    """The rows of the words or tags to begin with."""
    if isinstance(model, WordVectors):
        return list(map(int, chosen_words(model, words)))
    return [model._row(tag) for tag in dict.fromkeys(words)]


def _words(axes: Any, points: Doubles, names: list[str], levels: list[int], labels: Labels) -> None:
    """Words as points with their names, the smaller the farther they are from the first words."""
    looks = [_LOOKS[min(level, len(_LOOKS) - 1)] for level in levels]
    areas, colours, heights = zip(*looks, strict=True)
    edges = {"linewidths": 1.2, "edgecolors": "white", "zorder": 3}
    axes.scatter(points[:, 0], points[:, 1], s=areas, color=colours, **edges)
    inks = [
        colour if level == 0 else "#1c1b19" for colour, level in zip(colours, levels, strict=True)
    ]
    style = {"zorder": 4, "path_effects": _halo(), **labels.style}
    radii = np.sqrt(areas) / 2
    written = write_labels(
        axes, points, names, radii=radii, colors=inks, fontsizes=heights, **style
    )
    if len(written) < len(names):
        told = f"{len(written):,} of {len(names):,} names have a place"
        axes.figure.supxlabel(told, fontsize=8, color="#77736b")


def _steps(topn: int, depth: int) -> list[int]:
    """How many neighbours each step asks for: fewer the farther, so that the first words stay in
    sight."""
    return [max(2, round(topn * 0.6**step)) for step in range(depth)]


def _neighbourhood(
    matrix: Any, seeds: list[int], steps: Sequence[int], search: Callable[..., Any]
) -> tuple[dict[int, int], Edges]:
    """The distance of every word from the first words, and the cosine of every tie."""
    levels, edges, asked = dict.fromkeys(seeds, 0), {}, list(seeds)
    for level, count in enumerate(steps, 1):
        rows = np.asarray(matrix[asked], np.float32)
        scores, found = search(rows, topn=count, exclude=[[i] for i in asked])
        known = set(levels)
        for a, cosines, others in zip(asked, scores.tolist(), found.tolist(), strict=True):
            for score, b in zip(cosines, others, strict=True):
                if b >= 0:
                    edges[(min(a, b), max(a, b))] = score
                    levels.setdefault(b, level)
        asked = [i for i in levels if i not in known]
        if len(levels) > _MOST_WORDS:
            raise ValueError(
                f"{len(levels):,} words after {level} steps are more than can be read: take a lower"
                " topn or depth"
            )
        if not asked:
            break
    return levels, edges


def _springs(
    count: int, ties: npt.NDArray[np.int64], weights: Doubles, rounds: int = 400
) -> Doubles:
    """Places in the plane by forces: ties pull, all words push (Fruchterman & Reingold, 1991), from
    a start on a sunflower."""
    angles = 2.399963 * np.arange(count)
    points = np.sqrt(np.arange(count) / max(count, 1))[:, None] * np.stack(
        [np.cos(angles), np.sin(angles)], axis=1
    )
    ideal = 1.6 / max(count, 1) ** 0.5
    for i in range(rounds):
        apart = points[:, None] - points[None]
        distances = np.maximum((apart**2).sum(axis=2), 1e-6)
        moves = (apart * (ideal**2 / distances)[:, :, None]).sum(axis=1)
        if len(ties):
            along = points[ties[:, 1]] - points[ties[:, 0]]
            pull = along * (np.linalg.norm(along, axis=1) / ideal * (0.5 + weights))[:, None]
            np.add.at(moves, ties[:, 0], pull)
            np.add.at(moves, ties[:, 1], -pull)
        moves -= 0.6 * points
        lengths = np.maximum(np.linalg.norm(moves, axis=1, keepdims=True), 1e-9)
        points = points + moves / lengths * np.minimum(lengths, 0.12 * (1 - i / rounds))
    return np.asarray(points - points.mean(axis=0))


def _lines(axes: Any, points: Doubles, ties: npt.NDArray[np.int64], strength: Doubles) -> None:
    from matplotlib.collections import LineCollection

    colours = [(0.76, 0.25, 0.05, 0.18 + 0.5 * s) for s in strength.tolist()]
    axes.add_collection(
        LineCollection(
            points[ties].tolist(), colors=colours, linewidths=0.7 + 1.8 * strength, zorder=1
        )
    )


def _halo() -> list[Any]:
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=2.6, foreground="white")]
