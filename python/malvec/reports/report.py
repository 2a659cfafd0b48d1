"""What all reports share: JSON that names its class, the way back, and the figures alone."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from malvec.reports.html import html_card

__all__ = ["Report", "describe_call"]

Made = TypeVar("Made", bound="Report")


@dataclass(frozen=True)
class Report:
    """What a job tells of itself; a frozen dataclass of plain values.

    Example:
        >>> report = mv.corpus.CorpusReport(tokens=4, kept=3)
        >>> mv.corpus.CorpusReport.from_json(report.to_json()) == report
        True
    """

    derived: ClassVar[tuple[str, ...]] = ()
    """Properties that ``as_dict`` and the JSON tell besides the fields."""

    def as_dict(self) -> dict[str, Any]:
        """Fields and derived figures for JSON: tuples are lists, NaN in a list is None."""
        names = [*(field.name for field in dataclasses.fields(self)), *self.derived]
        return {name: _plain(getattr(self, name)) for name in names}

    @property
    def numbers(self) -> dict[str, int | float]:
        """Those of ``as_dict`` that are figures; flags are none."""
        values = self.as_dict().items()
        return {name: value for name, value in values if type(value) in (int, float)}

    def to_json(self) -> str:
        """The report as JSON, its class under ``report``."""
        named = {"report": type(self).__name__, **self.as_dict()}
        return json.dumps(named, ensure_ascii=False, allow_nan=False)

    def _repr_html_(self) -> str:
        facts = self.as_dict()
        recipe = facts.pop("recipe", None)
        title = describe_call(recipe) if recipe and "name" in recipe else type(self).__name__
        return html_card(title, facts)

    @classmethod
    def from_dict(cls: type[Made], values: Mapping[str, Any]) -> Made:
        """The report of such values; those of other versions are ignored.

        Raises:
            TypeError: a value is missing, or is not of its field's type.
        """
        types = {field.name: str(field.type) for field in dataclasses.fields(cls)}
        return cls(
            **{
                name: _typed(name, types[name], value)
                for name, value in values.items()
                if name in types
            }
        )

    @classmethod
    def from_json(cls: type[Made], text: str) -> Made:
        """The report that :meth:`to_json` wrote; ``ValueError`` or ``TypeError`` for other text."""
        values = json.loads(text)
        if not isinstance(values, dict):
            raise TypeError(f"a report is a JSON object, not {values!r:.60}")
        return cls.from_dict(values)


def describe_call(described: Mapping[str, Any]) -> str:
    """A recipe or tokenizer, as its ``name`` and knobs describe it, the way it is called.

    Example:
        >>> describe_call({"name": "Skipgram", "dim": 100, "loss": "ns"})
        "Skipgram(dim=100, loss='ns')"
    """
    knobs = ", ".join(
        f"{name}={_shortened(repr(value))}" for name, value in described.items() if name != "name"
    )
    return f"{described['name']}({knobs})"


def _shortened(text: str) -> str:
    """A value that is too long for a line, such as a whole tokenizer, by its beginning and its
    length."""
    return text if len(text) <= 400 else f"{text[:40]}… ({len(text):,} characters)"


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [None if _is_nan(item) else _plain(item) for item in value]
    return value


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _typed(name: str, annotation: str, value: Any) -> Any:
    """A value of JSON as its field holds it."""
    if annotation in ("int", "float") and type(value) not in (int, float):
        raise TypeError(f"{name} is {value!r:.60}, not a number")
    if annotation == "bool" and type(value) is not bool:
        raise TypeError(f"{name} is {value!r:.60}, not true or false")
    if name == "recipe" and not (isinstance(value, Mapping) and "name" in value):
        raise TypeError(f"{name} is {value!r:.60}, not a name and knobs")
    if not annotation.startswith("tuple"):
        return value
    if not isinstance(value, tuple | list):
        raise TypeError(f"{name} is {value!r:.60}, not a list")
    items = [math.nan if item is None and "float" in annotation else item for item in value]
    return tuple(tuple(item) if isinstance(item, list) else item for item in items)
