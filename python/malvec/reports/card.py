"""A model as a notebook shows it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from malvec.reports.html import html_card

__all__ = ["HtmlCard", "first_names", "names_of"]

_MOST_NAMES = 12
_NAMES = {
    "tags": "tags",
    "labels": "classes",
    "rows": "row_names",
    "columns": "column_names",
    "words": "vocab",
}


class HtmlCard:
    """Shows itself in a notebook: what it is, its first words, tags or labels, and its report; or
    what ``str`` says, where it has one.

    Example:
        >>> "영화" in corpus._repr_html_()
        True
    """

    def _repr_html_(self) -> str:
        if type(self).__str__ is not object.__str__:
            return html_card(type(self).__name__, {"": str(self)})
        return html_card(repr(self), _facts(self))


def _facts(model: Any) -> dict[str, object]:
    facts: dict[str, object] = {
        noun: first_names(names, _MOST_NAMES, ", ") for noun, names in names_of(model).items()
    }
    report = getattr(model, "report", None)
    return facts if report is None else {**facts, "report": str(report)}


def names_of(model: Any) -> dict[str, Any]:
    """The words, tags, labels and the like that a model has, by the noun for them."""
    names = {noun: getattr(model, attribute, None) for noun, attribute in _NAMES.items()}
    return {noun: found for noun, found in names.items() if found is not None}


def first_names(names: Iterable[object], most: int, between: str) -> str:
    """The first names, and a mark where there are more."""
    some = [str(name) for name in islice(names, most + 1)]
    return between.join([*some[:most], *(["…"] if len(some) > most else [])])
