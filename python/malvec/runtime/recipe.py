"""What all recipes share: knobs, each told once, under one name in C++, Python and on the command
line."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from malvec import _core
from malvec.runtime.arguments import check_knobs
from malvec.runtime.docstrings import add_entries
from malvec.runtime.machine import available_threads
from malvec.runtime.transformers import OwnClone

__all__ = ["CoreRecipe", "EpochRecipe", "Recipe", "knob"]


def knob(default: Any, help: str, *flags: str) -> Any:
    """A field of a recipe. Its ``help`` becomes its entry under ``Args:`` in the docstring of the
    recipe, its first sentence the help of the command line; without flags its option is called as
    the field."""
    return field(default=default, metadata={"help": help, "flags": flags})


def _described_knobs(cls: type[Any]) -> list[str]:
    """An entry for each knob: its type, its default and its help. Read while the class is made,
    before it is a dataclass."""
    types: dict[str, Any] = {}
    knobs: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        types |= vars(base).get("__annotations__", {})
        made = vars(base).get("__dataclass_fields__", {})
        told = vars(base).items()
        knobs |= made | {
            name: value for name, value in told if isinstance(value, dataclasses.Field)
        }
    return [
        f"{name} ({types[name]}, default {each.default!r}): {each.metadata['help']}."
        for name, each in knobs.items()
        if "help" in each.metadata
    ]


@dataclass(frozen=True)
class Recipe(OwnClone):
    """A frozen dataclass of knobs, checked when it is made; data go to its ``fit``, and ``fit``
    gives the result.

    The section ``Args:`` in the docstring of every subclass is made of its knobs.
    """

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        knobs = _described_knobs(cls)
        if knobs and cls.__doc__:
            cls.__doc__ = add_entries(cls.__doc__, "Args", knobs)

    if not TYPE_CHECKING:  # checkers see the knobs

        def __new__(cls, *data: Any, **knobs: Any) -> Any:
            """``TypeError`` for knobs that do not exist, and for data."""
            check_knobs(cls, knobs, [each.name for each in dataclasses.fields(cls)])
            if data and not isinstance(data[0], (int, float, str, np.generic)):
                name, kind = cls.__name__, type(data[0]).__name__
                raise TypeError(f"{name} takes knobs, no {kind}; data go to fit: {name}().fit(…)")
            return super().__new__(cls)

    def __post_init__(self) -> None:
        """Numbers of NumPy become Python's, as files have them."""
        for each in dataclasses.fields(self):
            value = getattr(self, each.name)
            if isinstance(value, (np.generic, np.ndarray)) and value.ndim == 0:
                self._settle({each.name: value.item()})

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The knobs by name, as scikit-learn asks for them."""
        return {each.name: getattr(self, each.name) for each in dataclasses.fields(self)}

    def describe(self) -> dict[str, Any]:
        """Name and knobs as JSON has them, to be stored in reports and files."""
        knobs = dataclasses.asdict(self).items()
        listed = {name: list(value) if isinstance(value, tuple) else value for name, value in knobs}
        return {"name": type(self).__name__, **listed}

    def metadata(self) -> dict[str, str]:
        """The recipe as metadata of what it made: its description as JSON, under ``recipe``."""
        return {"recipe": json.dumps(self.describe())}

    def _settle(self, knobs: Mapping[str, Any]) -> None:
        """Sets knobs as they were found to be."""
        for name, value in knobs.items():
            object.__setattr__(self, name, value)


@dataclass(frozen=True)
class CoreRecipe(Recipe):
    """A recipe whose knobs are options of the core, which checks them; ``threads=None`` stays so:
    one per processor, when it runs."""

    _python_knobs: ClassVar[tuple[str, ...]] = ()
    """Fields that the core's options do not have."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._settle(self._native_knobs())

    def _native_knobs(self) -> dict[str, Any]:
        """All knobs as the core takes them; ``ValueError`` or ``TypeError`` for one that cannot
        be."""
        knobs = {
            name: value
            for name, value in dataclasses.asdict(self).items()
            if name not in self._python_knobs
        }
        undecided = ["threads"] if knobs.get("threads", 0) is None else []
        check = getattr(_core, f"{self._native_name()}_knobs")
        checked = check({name: value for name, value in knobs.items() if name not in undecided})
        return {name: value for name, value in checked.items() if name not in undecided}

    @classmethod
    def _native_name(cls) -> str:
        """The core's name for this recipe."""
        return cls.__name__.lower()


class EpochRecipe(CoreRecipe):
    """A recipe that learns in epochs: the knobs that every one of them has, in a place of its own
    choice."""

    epochs: int
    threads: int | None

    def _run_knobs(self) -> dict[str, Any]:
        """The knobs as the core takes them, the number of threads decided."""
        return {**self._native_knobs(), "threads": available_threads(self.threads)}

    def _refuse_initial(self, initial: object) -> None:
        """``TypeError`` for a model that always begins anew."""
        if initial is not None:
            raise TypeError(f"{type(self).__name__} always begins anew: leave initial out")
