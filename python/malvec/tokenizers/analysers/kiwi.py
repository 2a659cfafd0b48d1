"""Kiwi, by kiwipiepy."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, ClassVar

from malvec.runtime.arguments import check_flag, whole
from malvec.runtime.machine import MAX_THREADS, available_threads
from malvec.tokenizers.analysers.analyser import Analyser, Engine, require
from malvec.tokenizers.analysers.lexicon import Morpheme
from malvec.tokenizers.analysers.tags import KIWI
from malvec.tokenizers.analysers.user_dictionary import UserDictionary

__all__ = ["Kiwi"]


@dataclass(frozen=True)
class Kiwi(Analyser):
    """Morphemes by Kiwi (kiwipiepy): slower than MeCab, better at ambiguous and unknown words.

    Args:
        user_words: words to add to its dictionary as proper nouns.
        user_dictionary: more words, with tags: a :class:`UserDictionary` or the path of its file.
        model_type: "cong", "cong-global", …: Kiwi's language model; None is its own choice.
        typos: "basic", "continual", "basic_with_continual", …: misspellings that Kiwi corrects;
            None corrects none.
        num_workers: Kiwi's own threads, over which many texts are spread; None for one per
            processor. With 1, many texts go to several processes, a model in each.
        compatible_jamo: give endings such as ㄴ다 with jamo as they are typed, U+3134, instead of
            conjoining ones, U+11AB, which look alike and are not found by it.

    Raises:
        ImportError: kiwipiepy is not installed.

    Example:
        >>> Kiwi(user_words=("말벡",))("말벡은 빠르다")
        ['말벡', '은', '빠르', '다']
    """

    user_words: tuple[str, ...] = ()
    user_dictionary: UserDictionary | None = None
    model_type: str | None = field(default=None, kw_only=True)
    typos: str | None = field(default=None, kw_only=True)
    num_workers: int | None = field(default=None, kw_only=True)
    compatible_jamo: bool = field(default=False, kw_only=True)

    TAGS: ClassVar[tuple[str, ...]] = KIWI

    def __post_init__(self) -> None:
        if isinstance(self.user_words, str):
            raise TypeError(f"user_words must be a tuple of str, not the str {self.user_words!r}")
        object.__setattr__(self, "user_words", tuple(self.user_words))
        if self.num_workers is not None:
            whole("num_workers", self.num_workers, 1, MAX_THREADS)
        check_flag("compatible_jamo", self.compatible_jamo)
        super().__post_init__()

    def check(self) -> None:
        """``ImportError`` that says what to install, unless the analyser is there; loads
        nothing."""
        require("kiwipiepy", "Kiwi", "kiwipiepy", "ko")

    def forkable(self) -> bool:
        """Kiwi hangs in a fork of a process in which it has been used."""
        return "kiwipiepy" not in sys.modules

    def threaded(self) -> bool:
        """Whether it has threads of its own."""
        return self.num_workers != 1

    def _start(self) -> Engine:
        kind: Any = importlib.import_module("kiwipiepy").Kiwi
        typos = {} if self.typos is None else {"typos": self.typos}
        late = "typos" in inspect.signature(kind.tokenize).parameters  # since kiwipiepy 0.23
        model = {} if self.model_type is None else {"model_type": self.model_type}
        threads = available_threads(self.num_workers)
        analyser: Any = kind(num_workers=threads, **model, **({} if late else typos))
        for word in self.user_words:
            analyser.add_user_word(word)
        for entry in self.user_dictionary.entries if self.user_dictionary else ():
            analyser.add_user_word(*entry)
        settings = {**(typos if late else {}), **self._jamo()}
        tokenize = partial(analyser.tokenize, **settings) if settings else analyser.tokenize

        def ahead(texts: Iterable[str]) -> Engine:
            found = tokenize(texts)
            return _engine(lambda text: next(found))

        return replace(_engine(tokenize), ahead=ahead)

    def _jamo(self) -> dict[str, bool]:
        return {"compatible_jamo": True} if self.compatible_jamo else {}


def _engine(tokenize: Callable[[str], Iterable[Any]]) -> Engine:
    def morphemes(text: str) -> list[Morpheme]:
        return [
            (token.form, token.tag, token.start, token.start + token.len)
            for token in tokenize(text)
        ]

    return Engine(morphemes, lambda text: [token.form for token in tokenize(text)])
