"""A model as a notebook shows it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from malvec.reports.html import html_card

__all__ = ["HtmlCard"]

_MOST_NAMES = 12


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
    named = {"tags": "tags", "words": "vocab", "rows": "row_names", "columns": "column_names"}
    named |= {"labels": "classes"}
    names = {told: getattr(model, held, None) for told, held in named.items()}
    facts: dict[str, object] = {
        told: _first(some) for told, some in names.items() if some is not None
    }
    report = getattr(model, "report", None)
    return facts if report is None else {**facts, "report": str(report)}


def _first(names: Iterable[object]) -> str:
    """The first names, and a mark where there are more."""
    some = [str(name) for name in islice(names, _MOST_NAMES + 1)]
    return ", ".join(some[:_MOST_NAMES]) + (", …" if len(some) > _MOST_NAMES else "")
