"""User words for any tokenizer, and whether they took effect."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from malvec.text.normalizer import composed_text
from malvec.tokenizers.analysers.lexicon import Lexicon, Pair, force
from malvec.tokenizers.analysers.user_dictionary import DEFAULT_TAG, UserDictionary, as_dictionary
from malvec.tokenizers.plain import Whitespace
from malvec.tokenizers.tokenizer import (
    Tokenizer,
    TokenizerLike,
    WrappedTokenizer,
    as_tokenizer,
)

__all__ = ["AddedWords", "WithUserWords", "add_words"]


@dataclass(frozen=True)
class WithUserWords(WrappedTokenizer):
    """Any tokenizer, with the words of a user dictionary in one piece by the rule of
    :mod:`malvec.tokenizers.analysers.lexicon`.

    Analysers of malvec take a ``user_dictionary`` themselves; this is for the others.

    Args:
        tokenizer: a callable from a text to the list of its tokens.
        user_dictionary: the words, or the path of their file.

    Example:
        >>> WithUserWords(Whitespace(), UserDictionary(["가우스전자"]))("가우스전자를 봤다")
        ['가우스전자', '를', '봤다']
    """

    tokenizer: Tokenizer = field(default_factory=Whitespace)
    user_dictionary: UserDictionary = field(default_factory=UserDictionary)

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "user_dictionary", as_dictionary(self.user_dictionary) or UserDictionary()
        )
        object.__setattr__(self, "tokenizer", as_tokenizer(self.tokenizer))

    def __call__(self, text: str) -> list[str]:
        """The tokens of a text."""
        found = force(composed_text(text), self._pairs, self._lexicon)
        return [form for form, _, _, _ in found]

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon(self.user_dictionary.tags)

    def settings(self) -> dict[str, Any]:
        """The user dictionary, for JSON."""
        return {"user_dictionary": self.user_dictionary.settings()}

    def _pairs(self, text: str) -> list[Pair]:
        return [(token, "") for token in self.tokenizer(text)]


class AddedWords(NamedTuple):
    """What :func:`add_words` gives.

    Attributes:
        tokenizer: the tokenizer, or the dictionary, with the words.
        not_applied: those of the words that do not come out as one token when they stand alone.
    """

    tokenizer: Any
    not_applied: tuple[str, ...]


def add_words(
    target: TokenizerLike | UserDictionary,
    words: Iterable[str | tuple[str, str]],
    tag: str = DEFAULT_TAG,
) -> AddedWords:
    """A tokenizer, or a dictionary, with more words, and those that took no effect; what is given
    stays as it is.

    Args:
        target: an analyser of malvec's, whose ``user_dictionary`` grows; any other tokenizer, which
            is wrapped in :class:`WithUserWords`; or a :class:`UserDictionary`.
        words: words, or (word, tag) pairs.
        tag: the tag of words without one.

    Raises:
        ValueError: a word cannot be one, or has another tag in the dictionary.

    Example:
        >>> mecab, not_applied = add_words(mv.tokenizers.Mecab(), ["가우스전자"])
        >>> mecab("가우스전자를 봤다"), not_applied
        (['가우스전자', '를', '봤', '다'], ())
    """
    if isinstance(words, str):
        raise TypeError(f"words must be an iterable of str, not the str {words!r:.60}")
    added = UserDictionary(tuple((word, tag) if isinstance(word, str) else word for word in words))
    if isinstance(target, UserDictionary):
        return AddedWords(target.with_words(added.entries), ())
    made = _with_dictionary(target, added)
    return AddedWords(made, tuple(word for word in added.words if made(word) != [word]))


def _with_dictionary(target: Any, added: UserDictionary) -> Any:
    tokenizer = as_tokenizer(target)
    if not dataclasses.is_dataclass(target) or not hasattr(target, "user_dictionary"):
        return WithUserWords(tokenizer, added)
    before = target.user_dictionary
    if not isinstance(before, UserDictionary | None):
        raise ValueError(
            f"user_dictionary={before!r} is compiled or MeCab's CSV, so that no words can be added;"
            " give the words as a UserDictionary"
        )
    words = (before or UserDictionary()).with_words(added.entries)
    return dataclasses.replace(target, user_dictionary=words)  # type: ignore[type-var]
