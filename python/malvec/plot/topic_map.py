"""A map of topics: near where they speak of the same words, large where they make up much text."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from malvec.documents.topic_model import TopicModel
from malvec.plot.colours import colour_of
from malvec.plot.figures import figure_of, without_ticks
from malvec.plot.fonts import labels_for
from malvec.plot.labels import write_labels
from malvec.plot.typical import MOST, by_output
from malvec.runtime.arguments import whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["topics"]

Doubles = npt.NDArray[np.float64]
_AREA = 9000.0  # of all circles together, in square points


def topics(
    model: TopicModel,
    *,
    topn: int = 3,
    title: str | None = None,
    font: str | os.PathLike[str] | None = None,
    size: tuple[float, float] = (9.0, 7.0),
) -> Figure:
    """Draws topics as circles: the nearer two are, the more alike their words; the area of each is
    its share of the documents.

    Args:
        model: the topics, of ``mv.Lda``; not changed.
        topn: words of each topic beside its circle, at most six: those that it has more often than
            other topics, without particles and endings.
        title: above the picture.
        font: name or path of a font; None finds one with Hangul where a word needs it.
        size: in inches.

    Raises:
        TypeError: not a topic model.
        ValueError: fewer than two topics.
        LookupError: a font is needed and there is none; the message lists those looked for.
        ImportError: matplotlib is not installed.

    Source: Sievert & Shirley, LDAvis: A method for visualizing and interpreting topics, 2014:
    classical scaling of the square roots of Jensen-Shannon divergences.

    Example:
        >>> mv.plot.topics(mv.Lda(topics=5, iterations=20).fit(corpus)).savefig("topics.png")
    """
    if not isinstance(model, TopicModel):
        raise TypeError(
            f"topics() draws a topic model, such as Lda gives, not {type(model).__name__}"
        )
    if model.topics < 2:
        raise ValueError("1 topic: a map needs at least two")
    figure = figure_of(size)
    names = _names(model, whole("topn", topn, 1, MOST))
    setting = labels_for([*names, title or ""], font)
    points = scaled(distances(np.asarray(model.output, np.float64).T))
    shares = np.asarray(model.matrix, np.float64).sum(axis=0)
    shares = shares / (shares.sum() or 1)
    axes = figure.add_subplot()
    look: Any = {"color": colour_of(0), "alpha": 0.45, "edgecolors": colour_of(0), "linewidths": 1}
    axes.scatter(points[:, 0], points[:, 1], s=shares * _AREA, **look)
    _cross(axes)
    setting.set_title(axes, title)
    told = f"{model.topics:,} topics; areas: shares of {len(model):,} documents"
    axes.set_xlabel(told, fontsize=8, color="#77736b")
    inks = ["#1c1b19"] * len(names)
    shown = [setting.text(name) for name in names]
    radii = np.sqrt(shares * _AREA / np.pi)
    write_labels(axes, points, shown, radii=radii, colors=inks, **setting.style)
    return figure


def _names(model: TopicModel, topn: int) -> list[str]:
    """The number of each topic and the words that it has more often than others."""
    each = np.eye(model.topics, dtype=np.float32)
    typical = by_output(model, each)(np.arange(model.topics), model.topics)
    return [f"{i}: {', '.join(words[:topn])}" for i, words in enumerate(typical)]


def distances(topics: Doubles) -> Doubles:
    """The square root of the Jensen-Shannon divergence of each pair of rows [n, V], in bits: 0 for
    the same words, 1 for none in common."""
    found = np.zeros((len(topics), len(topics)))
    for i, one in enumerate(topics):
        middle = (one + topics) / 2
        found[i] = (_divergence(one, middle) + _divergence(topics, middle)) / 2
    return np.sqrt(np.clip(found, 0, 1))


def _divergence(p: Doubles, q: Doubles) -> Doubles:
    """Kullback-Leibler divergences [n] of rows, in bits; 0 log 0 is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(p > 0, p * np.log2(p / q), 0).sum(axis=-1))


def scaled(distances: Doubles) -> Doubles:
    """Points [n, 2] whose distances are about those given: classical scaling (Torgerson, 1952)."""
    count = len(distances)
    centring = np.eye(count) - 1 / count
    values, vectors = np.linalg.eigh(-centring @ distances**2 @ centring / 2)
    return np.asarray(vectors[:, ::-1][:, :2] * np.sqrt(np.maximum(values[::-1][:2], 0)))


def _cross(axes: Any) -> None:
    """Two pale lines through the middle; coordinates mean nothing by themselves."""
    axes.axhline(0, color="#e4e0d8", linewidth=0.8, zorder=0)
    axes.axvline(0, color="#e4e0d8", linewidth=0.8, zorder=0)
    without_ticks(axes, 0.22)
