"""The knobs that all models over a token stream share."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from malvec import _core

__all__ = ["TokenRecipe", "knob"]


def knob(default: Any, help: str) -> Any:
    """A field of a recipe, with the line that documentation and command line show."""
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True)
class TokenRecipe:
    """Knobs of training over a token stream; a recipe is checked when it is made."""

    dim: int = knob(100, "length of the vectors")
    window: int = knob(5, "words to either side of the centre word")
    shrink_windows: bool = knob(True, "draw each window's radius from 1..window, so that near words count more")
    loss: str = knob("ns", "ns: negative sampling, hs: hierarchical softmax")
    negative: int = knob(5, "negative samples per positive, for ns")
    ns_exponent: float = knob(0.75, "negatives are drawn by count ** ns_exponent")
    sample: float = knob(1e-4, "threshold above which frequent words are thinned out; 0 keeps every token")
    lr: float = knob(0.05, "learning rate at the start; it falls linearly")
    min_lr: float = knob(1e-4, "learning rate at the end")
    epochs: int = knob(5, "passes over the corpus")
    seed: int = knob(1, "seed of all randomness")
    threads: int | None = knob(None, "threads; by default one per processor")

    def __post_init__(self) -> None:
        self.native_knobs()

    def native_knobs(self) -> dict[str, Any]:
        """All knobs as the core takes them; ``ValueError`` or ``TypeError`` for one that cannot be."""
        knobs = {name: value for name, value in dataclasses.asdict(self).items() if value is not None}
        check = getattr(_core, f"{self.native_name()}_knobs")
        return dict(check(knobs))

    @classmethod
    def native_name(cls) -> str:
        """The core's name for this recipe."""
        return cls.__name__.lower()

    def describe(self) -> dict[str, Any]:
        """Name and knobs, to be stored in reports and files."""
        return {"name": type(self).__name__, **dataclasses.asdict(self)}
