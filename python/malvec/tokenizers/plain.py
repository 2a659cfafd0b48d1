"""Tokenizers without a dictionary: blanks and characters. The compiled core knows them and runs
them itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from malvec.text.texts import checked_text
from malvec.tokenizers.tokenizer import Tokenizer

__all__ = ["Characters", "Eojeols", "TokenLists", "Whitespace"]

_TOKEN = re.compile(r"[^ \t\n\v\f\r]+")
_CHARACTER = re.compile(r"[^ \t\n\v\f\r]")


@dataclass(frozen=True)
class Whitespace(Tokenizer):
    r"""Tokens are what stands between blanks: space, ``\t``, ``\n``, ``\v``, ``\f``, ``\r``. Other
    Unicode blanks belong to tokens.

    Example:
        >>> Whitespace()("영화가  재미있다")
        ['영화가', '재미있다']
    """

    def __call__(self, text: str) -> list[str]:
        """The tokens of a text."""
        return _TOKEN.findall(checked_text(text))


@dataclass(frozen=True)
class Characters(Tokenizer):
    """Every code point is a token, but for the blanks that :class:`Whitespace` knows.

    Example:
        >>> Characters()("말 벡터")
        ['말', '벡', '터']
    """

    def __call__(self, text: str) -> list[str]:
        """The tokens of a text."""
        return _CHARACTER.findall(checked_text(text))


@dataclass(frozen=True)
class Eojeols(Tokenizer):
    """Tokens are what stands between blanks of any kind, as ``str.split()`` has them:
    :class:`Whitespace` and all Unicode blanks.

    Example:
        >>> Eojeols()("영화가\u3000재미있다")
        ['영화가', '재미있다']
    """

    def __call__(self, text: str) -> list[str]:
        """The tokens of a text."""
        return checked_text(text).split()


@dataclass(frozen=True)
class TokenLists(Tokenizer):
    """Stands where there is no tokenizer, because the text came as lists of tokens, or as ids."""

    def __call__(self, text: str) -> list[str]:
        """``ValueError`` that says what to pass."""
        self.check()
        return []

    def check(self) -> None:
        """``ValueError`` that says what to pass."""
        raise ValueError(
            "the text came as token lists, so how to cut new text is not known: pass token lists,"
            " or tokenizer="
        )

    def describe(self) -> None:
        """Nothing."""
