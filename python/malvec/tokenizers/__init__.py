"""Tokenizers: any callable that takes a text and gives the list of its tokens; here those that malvec brings.

They are frozen dataclasses: comparable, picklable, described by their settings, and loaded only when used.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from malvec.tokenizers.korean import Kiwi, Mecab
from malvec.tokenizers.plain import Characters, Eojeols, Whitespace
from malvec.tokenizers.scored import LTokenizer, MaxScore

__all__ = [
    "BY_NAME",
    "Characters",
    "Eojeols",
    "Kiwi",
    "LTokenizer",
    "MaxScore",
    "Mecab",
    "Tokenizer",
    "Whitespace",
    "by_name",
    "describe",
    "from_description",
]

Tokenizer = Callable[[str], list[str]]

BY_NAME: dict[str, Any] = {
    "whitespace": Whitespace,
    "characters": Characters,
    "eojeols": Eojeols,
    "mecab": Mecab,
    "kiwi": Kiwi,
    "l-tokenizer": LTokenizer,
    "max-score": MaxScore,
}


def by_name(name: str, **settings: Any) -> Tokenizer:
    """The tokenizer of this name.

    Raises:
        ValueError: there is none; the message lists those there are.

    Example:
        >>> by_name("characters")("말벡")
        ['말', '벡']
    """
    if name not in BY_NAME:
        raise ValueError(f"no tokenizer is called {name!r}; there are {', '.join(BY_NAME)}")
    tokenizer: Tokenizer = BY_NAME[name](**settings)
    return tokenizer


def describe(tokenizer: Tokenizer | None) -> dict[str, Any]:
    """A tokenizer as a dict for JSON: its name and settings; of a callable that is not malvec's, where it is defined.

    Example:
        >>> describe(Kiwi(user_words=("말벡",)))
        {'name': 'kiwi', 'user_words': ['말벡']}
    """
    if tokenizer is None:
        return {"name": "whitespace"}
    for name, kind in BY_NAME.items():
        if type(tokenizer) is kind and dataclasses.is_dataclass(tokenizer):
            settings = {key: list(value) if isinstance(value, tuple) else value for key, value in dataclasses.asdict(tokenizer).items()}
            return {"name": name, **settings}
    named: Any = tokenizer if hasattr(tokenizer, "__qualname__") else type(tokenizer)
    home = getattr(named, "__module__", None) or named.__objclass__.__module__  # methods of built-in types have the latter
    return {"name": "custom", "callable": f"{home}.{named.__qualname__}"}


def from_description(description: Mapping[str, Any]) -> Tokenizer:
    """The tokenizer that :func:`describe` described.

    Raises:
        ValueError: it was not one of malvec's own; the message names it.

    Example:
        >>> from_description({"name": "whitespace"})
        Whitespace()
    """
    settings = {key: tuple(value) if isinstance(value, list) else value for key, value in description.items()}
    name = settings.pop("name", None)
    if name == "custom":
        raise ValueError(f"the tokenizer was {description.get('callable')}, a callable of yours: pass it again")
    return by_name(str(name), **settings)
