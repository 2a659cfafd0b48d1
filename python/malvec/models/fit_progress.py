"""What the loop of training tells while it runs, and when Ctrl-C ends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from malvec.vectors.word_vectors import WordVectors

__all__ = ["Callback", "FitProgress", "Interrupted"]


@dataclass(frozen=True)
class FitProgress:
    """How far a fit is; a callback gets one about ten times a second.

    Attributes:
        epoch: the epoch that is running, from 1.
        epochs: how many there are.
        done: the share of all epochs that is done, 0 to 1.
        loss: mean loss per positive example, or per cell, so far in this epoch, NaN at its very
            start.
        tokens_per_second: raw tokens trained per second since training began; for models over
            cells: cells, or what they count in.
    """

    epoch: int
    epochs: int
    done: float
    loss: float
    tokens_per_second: float


Callback = Callable[[FitProgress], bool | None]


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during ``fit``. What was learnt until that moment is in ``result``, its report says
    ``stopped``.

    Word vectors are in ``vectors`` too.
    """

    def __init__(self, result: Any) -> None:
        super().__init__("training was interrupted; what was learnt so far is in .result")
        self.result = result

    @property
    def vectors(self) -> WordVectors:
        """The result of a model of word vectors."""
        if not isinstance(self.result, WordVectors):
            raise AttributeError(
                f"what was learnt so far is {type(self.result).__name__}, not word vectors: it is"
                " in .result"
            )
        return self.result
