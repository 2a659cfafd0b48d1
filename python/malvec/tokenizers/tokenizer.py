"""What a tokenizer is: a callable from a text to the list of its tokens, and what else the programs
that run it may ask of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from malvec.runtime.escapes import in_one_line

__all__ = [
    "FunctionTokenizer",
    "Tokenizer",
    "TokenizerLike",
    "WrappedTokenizer",
    "as_tokenizer",
]

TokenizerLike = Callable[[str], list[str]]
"""A :class:`Tokenizer`, or any function from a text to the list of its tokens."""


class Tokenizer:
    """A callable from a text to the list of its tokens. Wherever one is wanted a plain function
    will do; a subclass can say more about itself.

    Example:
        >>> class Slow(Tokenizer):
        ...     def __call__(self, text):
        ...         return text.split()
        ...     def limit(self):
        ...         return 5.0
    """

    def __call__(self, text: str) -> list[str]:
        """The tokens of a text."""
        raise NotImplementedError

    def check(self) -> None:
        """An error that says what to do, unless the tokenizer can be used; loads nothing."""

    def load(self) -> None:
        """Loads the tokenizer into this process, so that the first text need not wait."""

    def forkable(self) -> bool:
        """Whether the tokenizer works in a fork of this process; else new ones are started."""
        return True

    def limit(self) -> float | None:
        """Seconds that a text may take in a process of the tokenizer's own; None for any number."""
        return None

    def threaded(self) -> bool:
        """Whether :meth:`each` spreads texts over threads; then many of them are cut in this
        process, unless others are asked for."""
        return False

    def each(self, texts: Sequence[str]) -> Iterator[list[str]]:
        """The tokens of each text, in order; behind a text that fails it goes on, as ``map``
        does."""
        return map(self, texts)

    def describe(self) -> dict[str, Any] | None:
        """Where the tokenizer is defined, for JSON; ``malvec.tokenizers.describe`` tells more of
        malvec's own."""
        return {"name": "custom", "callable": _home(type(self))}


class WrappedTokenizer(Tokenizer):
    """A tokenizer that changes what another one gives, and is run as that one is."""

    tokenizer: Tokenizer

    def check(self) -> None:
        """What the tokenizer within checks."""
        self.tokenizer.check()

    def load(self) -> None:
        """Loads the tokenizer within."""
        self.tokenizer.load()

    def forkable(self) -> bool:
        """Whether the tokenizer within works in a fork."""
        return self.tokenizer.forkable()

    def limit(self) -> float | None:
        """That of the tokenizer within."""
        return self.tokenizer.limit()


@dataclass(frozen=True)
class FunctionTokenizer(Tokenizer):
    """A plain function as a tokenizer."""

    function: TokenizerLike

    def __call__(self, text: str) -> list[str]:
        """What the function gives."""
        return self.function(text)

    def describe(self) -> dict[str, Any]:
        """Where the function is defined."""
        named = self.function if hasattr(self.function, "__qualname__") else type(self.function)
        return {"name": "custom", "callable": _home(named)}


def as_tokenizer(given: TokenizerLike) -> Tokenizer:
    """The tokenizer itself, or a function as one.

    Raises:
        TypeError: it cannot be called.
    """
    if isinstance(given, Tokenizer):
        return given
    kind: Any = given
    if isinstance(kind, type) and issubclass(kind, Tokenizer):
        raise TypeError(f"{kind.__name__} is a class of tokenizers: give one, {kind.__name__}()")
    if not callable(given):
        raise TypeError(
            "a tokenizer is a callable from str to list[str], not"
            f" {type(given).__name__}{in_one_line(given)}; see malvec.tokenizers.by_name"
        )
    return FunctionTokenizer(given)


def _home(named: Any) -> str:
    """Module and name; methods of built-in types have the module of their class."""
    home = getattr(named, "__module__", None) or named.__objclass__.__module__
    return f"{home}.{named.__qualname__}"
