"""Tokenizers without a dictionary: blanks and characters. The compiled core knows them and runs
them itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Characters", "Eojeols", "Tokenizer", "Whitespace"]

Tokenizer = Callable[[str], list[str]]

_TOKEN = re.compile(r"[^ \t\n\v\f\r]+")
_CHARACTER = re.compile(r"[^ \t\n\v\f\r]")


@dataclass(frozen=True)
class Whitespace:
    r"""Tokens are what stands between blanks: space, ``\t``, ``\n``, ``\v``, ``\f``, ``\r``. Other
    Unicode blanks belong to tokens.

    Example:
        >>> Whitespace()("영화가  재미있다")
        ['영화가', '재미있다']
    """

    def __call__(self, text: str) -> list[str]:
        """The tokens of a text."""
        return _TOKEN.findall(text)


@dataclass(frozen=True)
class Characters:
    """Every code point is a token, but for the blanks that :class:`Whitespace` knows.

    Example:
        >>> Characters()("말 벡터")
        ['말', '벡', '터']
    """

    def __call__(self, text: str) -> list[str]:
        """The tokens of a text."""
        return _CHARACTER.findall(text)


@dataclass(frozen=True)
class Eojeols:
    """Tokens are what stands between blanks of any kind, as ``str.split()`` has them:
    :class:`Whitespace` and all Unicode blanks.

    Example:
        >>> Eojeols()("영화가\u3000재미있다")
        ['영화가', '재미있다']
    """

    def __call__(self, text: str) -> list[str]:
        """The tokens of a text."""
        return text.split()
