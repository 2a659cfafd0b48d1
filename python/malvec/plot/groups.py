"""Groups of items on a map, by labels or by k-means, and what is typical of each."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from malvec.evaluate.clustering import kmeans, nearest_centre
from malvec.plot.items import Items
from malvec.plot.places import unit_rows
from malvec.runtime.arguments import whole

__all__ = ["Grouping", "Groups", "grouped"]

Labels = npt.NDArray[np.int64]
Grouping = int | Sequence[Hashable] | Mapping[str, Hashable] | None
"""How many groups; the label of each item; the labels by name; or None for what suits."""

_MOST = 255
_SAMPLE = 10_000  # rows that the groups are found from
_USUAL, _MEMBERS = 8, 12
_SHOWN = 4  # typical words in the name of a group


@dataclass(frozen=True)
class Groups:
    """The group of every item, int64 [n], and the names of the groups."""

    of: Labels
    names: list[str]


def grouped(items: Items, groups: Grouping = None, *, seed: int = 0) -> Groups:
    """The groups of items, each named by its label and by what is typical of it.

    Args:
        items: what is on the map.
        groups: how many, by k-means over vectors of length 1; or the label of each item, of those
            drawn or of all in the model; or a mapping from name to label. None: the main topics
            where there are topics, else k-means into up to eight groups of about a dozen or more.
        seed: of k-means.

    Raises:
        TypeError: groups are neither a whole number nor labels.
        ValueError: labels for another number of items, or more than 255 groups.
    """
    whole("seed", seed)
    if groups is None and items.groups is not None:
        topics = [_topic(number) for number in np.unique(items.groups).tolist()]
        return _labelled(items, [_topic(number) for number in items.groups.tolist()], topics)
    if groups is None or isinstance(groups, int | np.integer):
        count = max(1, min(_USUAL, len(items.names) // _MEMBERS)) if groups is None else groups
        return _clustered(items, min(whole("groups", count, 1, _MOST), len(items.names)), seed)
    if isinstance(groups, Mapping):
        labels: Sequence[Hashable] = [groups.get(name, "no label") for name in items.names]
    else:
        labels = _checked(groups, items)
    try:
        order = list(dict.fromkeys(labels))
    except TypeError as error:
        raise TypeError(f"groups=: a label is a text, a number or None: {error}") from None
    return _labelled(items, labels, order)


def _clustered(items: Items, count: int, seed: int) -> Groups:
    """By the nearest centre of k-means."""
    if count == 1:
        return Groups(np.zeros(len(items.names), np.int64), [""])
    unit = unit_rows(items.rows)
    drawn = np.random.default_rng(seed).choice(len(unit), min(len(unit), _SAMPLE), replace=False)
    _, centres = kmeans(unit[np.sort(drawn)], count, restarts=1, rounds=40, seed=seed)
    # equal rows leave groups without any
    filled, found = np.unique(nearest_centre(unit, centres)[0], return_inverse=True)
    return Groups(found, [_spelled(words) for words in items.typical(found, len(filled))])


def _labelled(items: Items, labels: Sequence[Hashable], order: Sequence[Hashable]) -> Groups:
    """By labels, which come in this order."""
    numbers = {label: i for i, label in enumerate(order)}
    if len(numbers) > _MOST:
        raise ValueError(f"groups= has {len(numbers):,} labels: at most {_MOST} can be told apart")
    found = np.array([numbers[label] for label in labels], np.int64)
    typical = [_spelled(words) for words in items.typical(found, len(numbers))]
    told = items.noun != "words"  # words are on the map themselves
    return Groups(
        found,
        [
            f"{label}: {words}" if told and words else str(label)
            for label, words in zip(numbers, typical, strict=True)
        ],
    )


def _topic(number: int) -> str:
    return "no topic" if number < 0 else f"topic {number}"


def _checked(labels: Sequence[Hashable], items: Items) -> Sequence[Hashable]:
    """A label for each item, out of those of the items or of all in the model."""
    if isinstance(labels, str) or not isinstance(labels, Iterable):
        raise TypeError(f"groups={labels!r:.60}: a list of labels or a whole number is expected")
    listed, count = list(labels), len(items.names)
    if len(listed) == count:
        return listed
    if len(listed) != items.total:
        raise ValueError(
            f"groups= has {len(listed):,} labels for {count:,} {items.noun}: one for each is needed"
        )
    return [listed[i] for i in items.ids.tolist()]


def _spelled(words: list[str]) -> str:
    return ", ".join(words[:_SHOWN])
