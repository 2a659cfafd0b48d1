"""What KoNLPy's analysers have in common, and those in Java: these run in a process of their own,
with a time limit, so that Java never starts in the calling process."""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, ClassVar, TypeVar

from malvec.runtime.arguments import whole
from malvec.tokenizers.analysers.analyser import Analyser, Engine, checked_path, eojeols_up_to
from malvec.tokenizers.analysers.java import find_java, require_konlpy, start_java
from malvec.tokenizers.analysers.lexicon import (
    Lexicon,
    Morpheme,
    Pair,
    align,
    force,
    without_blanks,
)
from malvec.tokenizers.analysers.process import analyser_process
from malvec.tokenizers.analysers.user_dictionary import UserDictionary
from malvec.tokenizers.running.workers import in_worker

__all__ = ["UNREADABLE", "JavaAnalyser", "Konlpy", "special"]

Self = TypeVar("Self", bound="JavaAnalyser")


# Text that analysers in Java have been seen to hang or crash on: controls, joiners, all beyond the
# Basic Multilingual Plane, other scripts that combine. What is left are ASCII, Latin, punctuation,
# Hangul, kana and Chinese characters.
UNREADABLE = re.compile(
    "[^\t\n\r -~\u00a0-\u02ff\u2000-\u200a\u2010-\u2029\u2030-\ud7a3\uf900-\ufaff\uff00-\uffef]+"
)


# Hannanum takes them for letters.
_ODD_BLANKS = re.compile(r"[^\S\t\n\r ]")


def special(longest_eojeol: int) -> re.Pattern[str]:
    """Finds what must not reach an analyser as it is: what it cannot read, nothing but blanks,
    eojeols that are too long."""
    return re.compile(rf"{UNREADABLE.pattern}|\A\s*\Z|\S{{{longest_eojeol + 1}}}")


def _unplaced(text: str, pairs: list[Pair]) -> list[Morpheme]:
    placed = align(text, pairs)
    return [(form, tag, -1, -1) for form, tag in pairs] if placed is None else placed


@dataclass(frozen=True)
class Konlpy(Analyser):
    """What KoNLPy's analysers have in common: no places of tokens, and no user words but by
    force."""

    user_dictionary: UserDictionary | None = field(default=None, kw_only=True)

    def _tag_of(self, tag: str) -> str:
        """This analyser's tag for one of a user dictionary."""
        return tag

    def _pairs(self) -> Callable[[str], list[Pair]]:
        raise NotImplementedError

    def _start(self) -> Engine:
        pairs = self._pairs()
        return Engine(
            lambda text: _unplaced(text, pairs(text)),
            lambda text: [form for form, _ in pairs(text)],
        )

    def _apply(self, engine: Engine, words: UserDictionary) -> Callable[[str], list[Morpheme]]:
        lexicon = Lexicon({word: self._tag_of(tag) for word, tag in words.tags.items()})
        return partial(
            force,
            analyse=lambda text: [(form, tag) for form, tag, _, _ in engine.morphemes(text)],
            lexicon=lexicon,
        )


@dataclass(frozen=True)
class JavaAnalyser(Konlpy):
    """What the analysers in Java have in common.

    What they hang or crash on never reaches them: nothing but blanks, emoji, control characters and
    scripts that combine (such stretches become tokens as they are, with the tag SW); texts are cut
    at blanks into pieces of 1,000 characters, and eojeols longer than 30
    characters (Kkma: 20) into pieces of that length. Nothing is lost.

    The analyser runs in a process of its own, started by the first text, which is ended and
    replaced when a text takes longer than ``time_limit``; then there is a ``TimeoutError``. In the
    processes of a corpus or a batch it runs in each of them.

    Args:
        user_dictionary: words that come out in one piece: a :class:`UserDictionary` or the path of
            its file.
        max_heap_size: memory of the Java machine in 2^20 bytes.
        jvmpath: the library of the Java machine; None looks for it: JAVA_HOME, ``java`` on the
            PATH, usual places.
        time_limit: seconds for one text; ``math.inf`` for any number.
    """

    max_heap_size: int = field(default=1024, kw_only=True)
    jvmpath: str | None = field(default=None, kw_only=True)
    time_limit: float = field(default=60.0, kw_only=True)

    UNREADABLE: ClassVar[re.Pattern[str]] = UNREADABLE
    # Okt gets slow with longer eojeols, Hannanum gives nothing for some
    SPECIAL: ClassVar[re.Pattern[str]] = special(30)
    EOJEOLS: ClassVar[re.Pattern[str]] = eojeols_up_to(30)
    LONGEST: ClassVar[int] = 1000

    def __post_init__(self) -> None:
        super().__post_init__()
        whole("max_heap_size", self.max_heap_size, 64)
        if not isinstance(self.time_limit, (int, float)) or not self.time_limit > 0:
            raise ValueError(f"time_limit={self.time_limit!r}: must be a number of seconds above 0")
        object.__setattr__(self, "jvmpath", checked_path("jvmpath", self.jvmpath))

    def check(self) -> None:
        """``ImportError`` that says what to install or set, unless KoNLPy and Java are there;
        starts nothing."""
        require_konlpy(type(self).__name__, "jpype")
        find_java(self.jvmpath)

    def forkable(self) -> bool:
        """Java may hang in a fork of a process that has threads."""
        return False

    def limit(self) -> float | None:
        """The time limit."""
        return self.time_limit

    def bare(self: Self) -> Self:
        """This analyser without what is done outside Java."""
        return replace(self, keep=(), user_dictionary=None)

    def answer(self) -> Callable[[str], list[Pair]]:
        """Starts Java and the analyser in this process, and wakes what it loads late."""
        start_java(self.jvmpath, self.max_heap_size)
        pairs = self._java_pairs()
        pairs("영화")

        def answer(text: str) -> list[Pair]:
            found = without_blanks(pairs(_ODD_BLANKS.sub(" ", text)))
            if not found:  # Hannanum does so where it has failed
                raise RuntimeError(f"{type(self).__name__} gave nothing for {text!r:.60}")
            return found

        return answer

    def _java_pairs(self) -> Callable[[str], list[Pair]]:
        raise NotImplementedError

    def _pairs(self) -> Callable[[str], list[Pair]]:
        bare = self.bare()
        if in_worker():
            return bare.answer()
        return analyser_process(bare.answer, self.time_limit, os.getpid()).ask

    def _tagger(self, **settings: Any) -> Any:
        return getattr(importlib.import_module("konlpy.tag"), type(self).__name__)(**settings)
