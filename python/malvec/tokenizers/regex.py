"""Tokens by a regular expression."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from malvec.runtime.arguments import check_flag
from malvec.text.normalizer import composed_text
from malvec.tokenizers.tokenizer import Tokenizer

__all__ = ["RegexTokenizer"]


@dataclass(frozen=True)
class RegexTokenizer(Tokenizer):
    r"""Tokens are what a regular expression matches, or what stands between its matches.

    Args:
        pattern: a regular expression of Python's ``re``; by default whole words: letters, digits
            and ``_``. Groups in it have no meaning.
        gaps: whether it matches what stands between tokens.

    Raises:
        ValueError: it is no regular expression.

    Example:
        >>> RegexTokenizer()("영화(2019)는 재미있다!")
        ['영화', '2019', '는', '재미있다']
        >>> RegexTokenizer(r"[,\s]+", gaps=True)("봄, 여름, 가을")
        ['봄', '여름', '가을']
    """

    pattern: str = r"\w+"
    gaps: bool = False

    def __post_init__(self) -> None:
        check_flag("gaps", self.gaps)
        if not isinstance(self.pattern, str):
            raise TypeError(f"pattern={self.pattern!r:.60}: must be a regular expression, a str")
        try:
            re.compile(self.pattern)
        except (re.error, RecursionError, OverflowError) as error:
            raise ValueError(
                f"pattern={self.pattern!r:.60}: no regular expression: {error}"
            ) from None

    def __call__(self, text: str) -> list[str]:
        """The tokens of a text; none is empty."""
        text = composed_text(text)
        found = list(self._compiled.finditer(text))
        if not self.gaps:
            return [match[0] for match in found if match[0]]
        ends = [0, *(match.end() for match in found)]
        begins = [*(match.start() for match in found), len(text)]
        return [text[a:b] for a, b in zip(ends, begins, strict=True) if a < b]

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)
