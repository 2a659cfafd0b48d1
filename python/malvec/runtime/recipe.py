"""What all recipes share: knobs that the core checks, under one name in C++, Python and on the
command line."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from malvec import _core

__all__ = ["Recipe", "knob"]


def knob(default: Any, help: str, *flags: str) -> Any:
    """A field of a recipe, with the line that documentation and command line show; without flags
    its option is called as the field."""
    return field(default=default, metadata={"help": help, "flags": flags})


@dataclass(frozen=True)
class Recipe:
    """A frozen dataclass of knobs, checked by the core when it is made; ``threads=None`` stays so:
    one per processor, when it runs."""

    python_knobs: ClassVar[tuple[str, ...]] = ()
    """Fields that the core's options do not have."""

    def __post_init__(self) -> None:
        self._settle(self.native_knobs())

    def native_knobs(self) -> dict[str, Any]:
        """All knobs as the core takes them; ``ValueError`` or ``TypeError`` for one that cannot
        be."""
        knobs = {
            name: value
            for name, value in dataclasses.asdict(self).items()
            if name not in self.python_knobs
        }
        undecided = ["threads"] if knobs.get("threads", 0) is None else []
        check = getattr(_core, f"{self.native_name()}_knobs")
        checked = check({name: value for name, value in knobs.items() if name not in undecided})
        return {name: value for name, value in checked.items() if name not in undecided}

    @classmethod
    def native_name(cls) -> str:
        """The core's name for this recipe."""
        return cls.__name__.lower()

    def describe(self) -> dict[str, Any]:
        """Name and knobs, to be stored in reports and files."""
        return {"name": type(self).__name__, **dataclasses.asdict(self)}

    def _settle(self, knobs: Mapping[str, Any]) -> None:
        """Plain Python numbers, whatever was given."""
        for name, value in knobs.items():
            object.__setattr__(self, name, value)
