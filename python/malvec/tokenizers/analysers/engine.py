"""A loaded analyser, and many texts by threads of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from malvec.tokenizers.analysers.lexicon import Morpheme

__all__ = ["Engine", "Loaded", "cut_ahead"]


@dataclass(frozen=True)
class Engine:
    """A loaded analyser.

    Attributes:
        morphemes: form, tag and place of every morpheme of a text.
        tokens: the forms alone, where that is quicker.
        ahead: the same analyser, which works on these texts by threads of its own and is asked for
            them one after another; None where it has no threads.
    """

    morphemes: Callable[[str], list[Morpheme]]
    tokens: Callable[[str], list[str]] | None = None
    ahead: Callable[[Iterable[str]], Engine] | None = None


@dataclass(frozen=True)
class Loaded:
    """An analyser in one process, with its settings applied: what a text without anything
    unreadable goes through."""

    process: int
    tokens: Callable[[str], list[str]]
    morphemes: Callable[[str], list[Morpheme]]  # tags and user words are applied
    every: Callable[[str], list[Morpheme]]  # all tags
    ahead: Callable[[Iterable[str]], Loaded] | None = None


def cut_ahead(
    texts: Sequence[str],
    start: Callable[[Iterable[str]], Loaded],
    cut: Callable[[Loaded, str], list[str]],
    alone: Callable[[str], list[str]],
) -> Iterator[list[str]]:
    """The tokens of each text as ``cut`` asks ``start(pieces)`` for them, which works ahead on all
    pieces that it will be asked for. Behind a text that fails, each is cut ``alone``."""
    ahead: Loaded | None = start(_pieces(texts, cut))

    def tokens(text: str) -> list[str]:
        nonlocal ahead
        if ahead is not None:
            try:
                return cut(ahead, text)
            except Exception:
                ahead = None  # nobody knows to which text its next answer belongs
        return alone(text)

    return map(tokens, texts)


def _pieces(texts: Sequence[str], cut: Callable[[Loaded, str], list[str]]) -> Iterator[str]:
    """What an engine is asked for, by one that only listens."""
    asked: list[str] = []

    def listen(text: str) -> list[Any]:
        asked.append(text)
        return []

    for text in texts:
        cut(Loaded(0, listen, listen, listen), text)
        yield from asked
        asked.clear()
