"""Korean morphological analysers behind the tokenizer contract. Each process loads its own when the first text comes."""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from malvec.extras import how_to_install

__all__ = ["Kiwi", "Mecab"]

_UNREADABLE = re.compile("([\0\ud800-\udfff]+)")  # MeCab stops at NUL; neither analyser takes bytes that are not UTF-8


@dataclass(frozen=True)
class Mecab:
    """Morphemes by MeCab with a Korean dictionary (python-mecab-ko): fast.

    Args:
        user_dictionary: path of a compiled user dictionary.

    Raises:
        ImportError: python-mecab-ko is not installed.

    Example:
        >>> Mecab()("아버지가 방에 들어가신다")
        ['아버지', '가', '방', '에', '들어가', '신다']
    """

    user_dictionary: str | None = None

    def __call__(self, text: str) -> list[str]:
        """The tokens of a text."""
        return _around_unreadable(text, _load_mecab(self, os.getpid()))

    def check(self) -> None:
        """``ImportError`` that says what to install, unless the analyser is there; loads nothing."""
        _require("mecab", "Mecab", "python-mecab-ko")


@dataclass(frozen=True)
class Kiwi:
    """Morphemes by Kiwi (kiwipiepy): slower than MeCab, better at ambiguous and unknown words.

    Args:
        user_words: words to add to its dictionary as proper nouns.

    Raises:
        ImportError: kiwipiepy is not installed.

    Example:
        >>> Kiwi(user_words=("말벡",))("말벡은 빠르다")
        ['말벡', '은', '빠르', '다']
    """

    user_words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if isinstance(self.user_words, str):
            raise TypeError(f"user_words must be a tuple of str, not the str {self.user_words!r}")
        object.__setattr__(self, "user_words", tuple(self.user_words))

    def __call__(self, text: str) -> list[str]:
        """The tokens of a text."""
        return _around_unreadable(text, _load_kiwi(self, os.getpid()))

    def check(self) -> None:
        """``ImportError`` that says what to install, unless the analyser is there; loads nothing."""
        _require("kiwipiepy", "Kiwi", "kiwipiepy")


def _around_unreadable(text: str, analyse: Callable[[str], list[str]]) -> list[str]:
    """The morphemes of a text; stretches that no analyser can read become tokens as they are."""
    if _UNREADABLE.search(text) is None:
        return analyse(text)
    parts = _UNREADABLE.split(text)
    return [token for i, part in enumerate(parts) if part for token in ([part] if i % 2 else analyse(part))]


def _require(module: str, name: str, package: str) -> None:
    if importlib.util.find_spec(module) is None:
        raise ImportError(f"the tokenizer {name} needs {package}: {how_to_install('ko')}", name=module)


@lru_cache(maxsize=4)
def _load_mecab(settings: Mecab, process: int) -> Callable[[str], list[str]]:
    settings.check()
    analyser: Any = importlib.import_module("mecab").MeCab(user_dictionary_path=settings.user_dictionary)
    return analyser.morphs  # type: ignore[no-any-return]


@lru_cache(maxsize=4)
def _load_kiwi(settings: Kiwi, process: int) -> Callable[[str], list[str]]:
    settings.check()
    analyser: Any = importlib.import_module("kiwipiepy").Kiwi(num_workers=1)
    for word in settings.user_words:
        analyser.add_user_word(word)
    return lambda text: [token.form for token in analyser.tokenize(text)]
