"""Labels beside their points: none covers another, none is cut off at the edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["write_labels"]

Doubles = npt.NDArray[np.float64]
"""Places [n, 2], or boxes [n, 4] by their left, lower, right and upper ends; in pixels."""

_RINGS = (0.3, 1.2, 2.4, 4.0, 6.0, 9.0)  # distances of labels from their points, in heights
_ANGLES = np.pi * np.array([0, 8, 4, 12, 2, 6, 14, 10, 1, 3, 5, 7, 9, 11, 13, 15]) / 8
_MOST_MISSED = 100  # labels one after another without a place: there will be none for the rest
_PADDING = 2.0  # pixels around a label
_STEPS = np.linspace(0.15, 0.9, 8)[:, None]  # of a line from a point to its label


@dataclass
class _Taken:
    """What a label must not cover: boxes, never; points and lines, if that can be."""

    points: Doubles
    boxes: Doubles = field(default_factory=lambda: np.zeros((0, 4)))

    def place(self, point: Doubles, radius: float, size: Doubles, edge: Doubles) -> Doubles | None:
        """The best free box of this size for the label of a point; None if all are taken."""
        boxes, anchors = _candidates(point, size, radius)
        free = (boxes[:, :2] >= edge[:2]).all(axis=1) & (boxes[:, 2:] <= edge[2:]).all(axis=1)
        free &= ~_overlaps(boxes, self.boxes).any(axis=1)
        if not free.any():
            return None
        boxes, anchors = boxes[free], anchors[free]
        low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        near = self.points[((self.points >= low) & (self.points <= high)).all(axis=1)]
        lines = point + _STEPS[None] * (anchors - point)[:, None]  # [candidates, steps, 2]
        crossed = _inside(lines.reshape(-1, 2), self.boxes).any(axis=1).reshape(len(lines), -1)
        covered = _inside(near, boxes).sum(axis=0)
        distances = (np.linalg.norm(anchors - point, axis=1) - radius) / size[1]
        best = int((2 * covered + 4 * crossed.sum(axis=1) + distances).argmin())
        self.boxes = np.vstack([self.boxes, boxes[best]])
        if distances[best] > 1:
            self.points = np.vstack([self.points, lines[best]])
        return np.asarray(boxes[best])


def write_labels(
    axes: Any,
    points: npt.NDArray[Any],
    names: Sequence[str],
    *,
    radii: npt.NDArray[Any] | None = None,
    **style: Any,
) -> list[int]:
    """Writes names beside points, the first come first; a name far from its point is tied to it by
    a line, one without a free place is not written.

    Args:
        axes: where; the figure has all else that it will have.
        points: [n, 2], in the units of the axes.
        names: of each; "" for none.
        radii: of the points where they are large, in points of 1/72 inch.
        style: of matplotlib's texts; ``colors`` and ``fontsizes`` have one for each name.

    Returns:
        The numbers of the names that were written.
    """
    figure = axes.figure
    figure.draw_without_rendering()
    renderer, colours = figure._get_renderer(), style.pop("colors")
    heights, missed = style.pop("fontsizes", [9] * len(names)), 0
    places = axes.transData.transform(points)
    reach = np.zeros(len(names)) if radii is None else np.asarray(radii) * figure.dpi / 72
    taken, written = _Taken(_outlines(places, reach)), []
    edge = np.asarray(axes.get_window_extent(renderer).extents) + _PADDING * np.array(
        [1, 1, -1, -1]
    )
    for i, (name, place) in enumerate(zip(names, places, strict=True)):
        if not name or missed > _MOST_MISSED:
            continue
        text = axes.annotate(name, points[i], (0, 0), textcoords="offset points", **style)
        text.set(in_layout=False, verticalalignment="bottom", annotation_clip=False)
        text.set(color=colours[i], fontsize=heights[i])
        extent = text.get_window_extent(renderer)
        box_size = np.array([extent.width, extent.height]) + 2 * _PADDING
        box = taken.place(place, float(reach[i]), box_size, edge)
        if box is None:
            text.remove()
            missed += 1
            continue
        written.append(i)
        missed = 0
        low = box[:2] + _PADDING
        text.set_position(((low - place) * 72 / figure.dpi).tolist())
        if radii is None:
            _tie(axes, text, place, box)
    return written


def _outlines(places: Doubles, radii: Doubles) -> Doubles:
    """Points, and more around each that is large."""
    large = np.flatnonzero(radii)
    around = radii[large, None, None] * np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=1)
    return np.vstack([places, (places[large, None] + around).reshape(-1, 2)])


def _tie(axes: Any, text: Any, place: Doubles, box: Doubles) -> None:
    """A thin line from a point to a label that does not stand beside it."""
    end = np.clip(place, box[:2], box[2:])
    if np.linalg.norm(end - place) <= (box[3] - box[1]):
        return
    points_per_pixel = 72 / axes.figure.dpi
    line = axes.annotate(
        "",
        text.xy,
        ((end - place) * points_per_pixel).tolist(),
        textcoords="offset points",
        annotation_clip=False,
        arrowprops={
            "arrowstyle": "-",
            "color": text.get_color(),
            "linewidth": 0.6,
            "alpha": 0.6,
            "shrinkA": 0,
            "shrinkB": 1,
        },
    )
    line.set_in_layout(False)


def _candidates(point: Doubles, size: Doubles, radius: float) -> tuple[Doubles, Doubles]:
    """Boxes around a point, near ones first, and the place of each that is nearest to the point."""
    angles = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=1)
    reach = np.array(_RINGS)[:, None, None] * size[1] + radius
    middles = point + (angles[None] * (size / 2 + reach)).reshape(-1, 2)
    boxes = np.hstack([middles - size / 2, middles + size / 2])
    return boxes, np.clip(point, boxes[:, :2], boxes[:, 2:])


def _overlaps(boxes: Doubles, others: Doubles) -> npt.NDArray[np.bool_]:
    """Whether boxes cover a part of others, [boxes, others]."""
    a, b = boxes[:, None], others[None]
    return np.asarray((a[..., :2] < b[..., 2:]).all(-1) & (a[..., 2:] > b[..., :2]).all(-1))


def _inside(places: Doubles, boxes: Doubles) -> npt.NDArray[np.bool_]:
    """Whether places are in boxes, [places, boxes]."""
    a, b = places[:, None], boxes[None]
    return np.asarray((a >= b[..., :2]).all(-1) & (a <= b[..., 2:]).all(-1))
