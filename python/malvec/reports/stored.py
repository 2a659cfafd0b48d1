"""Reports of results in files: models carry reports of several classes, or anything a user gave."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from malvec import _core, reports
from malvec.reports.frozen import FrozenDict

if TYPE_CHECKING:
    from malvec.reports.report import Report

__all__ = ["report_as", "report_from_dict", "report_json", "stored_report"]

_CLASSES = ("TrainingReport", "DocumentReport", "CellReport", "SvdReport", "TopicReport")
_LATER = {"corpus", "source"}  # fields that files of the first versions lack


def report_json(report: object | None) -> str:
    """A report as JSON: by its own ``to_json``, else as a dataclass, a mapping or a plain value."""
    if report is None:
        return "null"
    if hasattr(report, "to_json"):
        return str(report.to_json())
    if hasattr(report, "__dataclass_fields__"):
        return json.dumps(
            {name: getattr(report, name) for name in report.__dataclass_fields__}, default=str
        )
    return json.dumps(dict(report) if isinstance(report, Mapping) else report, default=str)


def stored_report(text: str) -> Any:
    """The report of which :func:`report_json` made the text: see :func:`report_from_dict`. A plain
    value is put under ``value``.

    Raises:
        ValueError: it is no JSON.
    """
    try:
        value = _core.parse_json(text.encode("utf-8", "surrogatepass"))
    except ValueError as error:
        raise ValueError(f"the report is no JSON: {error}") from None
    if value is None:
        return None
    return report_from_dict(value if isinstance(value, dict) else {"value": value})


def report_from_dict(values: Mapping[str, Any]) -> Any:
    """A stored report as it was, if it is of a known class; else read-only, with all its values.

    Example:
        >>> type(report_from_dict(json.loads(skipgram.report.to_json()))).__name__
        'TrainingReport'
    """
    named = _named(values["report"]) if "report" in values else _unnamed(values)
    known = {*_fields(named), *named.derived, "report"} if named else set()
    return report_as(named, values) if named and values.keys() <= known else FrozenDict(values)


def report_as(named: type[Report], value: Any) -> Any:
    """A stored report of a class; where it is none, read-only, with all its values.

    Example:
        >>> report_as(mv.reports.CellReport, {"rows": 3})["rows"]
        3
    """
    values = value if isinstance(value, dict) else {"value": value}
    try:
        return named.from_dict(values)
    except TypeError:
        return FrozenDict(values)


def _named(name: object) -> type[Report] | None:
    """The class of this name, where a result has reports of it."""
    return getattr(reports, str(name)) if name in _CLASSES else None


def _unnamed(values: Mapping[str, Any]) -> type[Report] | None:
    """The class of a report in a file of the time when the JSON did not name it: the one that has
    these fields."""
    for each in filter(None, map(_named, _CLASSES)):
        if _fields(each) - _LATER <= values.keys() <= _fields(each):
            return each
    return None


def _fields(report: type[Report]) -> set[str]:
    return {field.name for field in dataclasses.fields(report)}
