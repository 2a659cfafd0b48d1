"""Colours and shapes of groups that people of any colour vision tell apart."""

from __future__ import annotations

__all__ = ["colour_of", "ink_of", "shape_of"]

# Okabe & Ito, Color Universal Design, 2008, without black and yellow, which do not show on paper.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f")
_INKS = ("#005282", "#9c4500", "#00664b", "#8f4a72", "#8a5f00", "#22678f", "#4a4a4a")
_SHAPES = ("o", "^", "s", "D", "v", "P", "X")


def colour_of(group: int) -> str:
    """The colour of the points of a group; it comes again after seven groups, in another shape."""
    return _COLOURS[group % len(_COLOURS)]


def ink_of(group: int) -> str:
    """The same colour, dark enough to be read as text on white."""
    return _INKS[group % len(_INKS)]


def shape_of(group: int) -> str:
    """The shape of the points of a group, as matplotlib calls it."""
    return _SHAPES[(group + group // len(_COLOURS)) % len(_SHAPES)]
