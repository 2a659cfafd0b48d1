"""What all reports share: JSON that names its class, the way back, and the figures alone."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from malvec.reports.html import html_card

__all__ = ["Report", "describe_call", "describe_losses"]

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
        made = cls(
            **{
                name: _typed(name, types[name], value)
                for name, value in values.items()
                if name in types
            }
        )
        try:
            str(made)  # what is nested in a field may be anything
        except (TypeError, ValueError, LookupError, AttributeError) as error:
            raise TypeError(f"the report is damaged: {error}") from None
        return made

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
    return f"{described.get('name', 'unknown')}({knobs})"


def describe_losses(losses: Sequence[float], digits: int) -> str:
    """The losses of epochs in a line: all of them, or the first and the last where they are many.

    Example:
        >>> describe_losses([0.5, 0.25], 2)
        '0.50 → 0.25'
    """
    told = [f"{loss:.{digits}f}" for loss in losses]
    return " → ".join(told if len(told) <= 10 else [*told[:4], "…", *told[-4:]])


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


_KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    "int": ((int, float), "a number"),
    "float": ((int, float), "a number"),
    "str": ((str,), "text"),
    "bool": ((bool,), "true or false"),
    "Mapping": ((Mapping,), "an object"),
    "dict": ((Mapping,), "an object"),
    "tuple": ((tuple, list), "a list"),
}
"""What fields of a type may be in JSON."""


def _typed(name: str, annotation: str, value: Any) -> Any:
    """A value of JSON as its field holds it."""
    outer, _, inner = annotation.removesuffix("]").partition("[")
    allowed: Any
    allowed, told = _KINDS.get(outer, ((object,), ""))
    if not isinstance(value, allowed) or (bool not in allowed and isinstance(value, bool)):
        raise TypeError(f"{name} is {value!r:.60}, not {told}")
    if name == "recipe" and "name" not in value:
        raise TypeError(f"{name} is {value!r:.60}, not a name and knobs")
    if outer != "tuple":
        return value
    items: list[Any] = [math.nan if item is None and "float" in inner else item for item in value]
    if inner.startswith("tuple"):
        return tuple(tuple(item) for item in items)
    return tuple(_typed(name, inner.removesuffix(", ..."), item) for item in items)
