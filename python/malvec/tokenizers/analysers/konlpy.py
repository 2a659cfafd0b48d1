"""KoNLPy's analysers. Those in Java run in a process of their own, with a time limit: Java never
starts in the calling process."""

from __future__ import annotations

import importlib
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, ClassVar, TypeVar

from malvec.runtime.arguments import check_flag, whole
from malvec.tokenizers.analysers.analyser import Analyser, Engine, eojeols_up_to
from malvec.tokenizers.analysers.java import find_java, require_konlpy, start_java
from malvec.tokenizers.analysers.lexicon import Lexicon, Morpheme, align, force
from malvec.tokenizers.analysers.mecab import dictionary_folder
from malvec.tokenizers.analysers.process import analyser_process
from malvec.tokenizers.analysers.user_dictionary import UserDictionary
from malvec.tokenizers.running.workers import in_worker

__all__ = ["Hannanum", "JavaAnalyser", "Kkma", "Komoran", "KonlpyMecab", "Okt"]

Pair = tuple[str, str]
Self = TypeVar("Self", bound="JavaAnalyser")


# Text that analysers in Java have been seen to hang or crash on: controls, joiners, all beyond the
# Basic Multilingual Plane, other scripts that combine. What is left are ASCII, Latin, punctuation,
# Hangul, kana and Chinese characters.
UNREADABLE = re.compile(
    "[^\t\n\r -~\u00a0-\u02ff\u2000-\u200a\u2010-\u2029\u2030-\ud7a3\uf900-\ufaff\uff00-\uffef]+"
)


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
        lexicon = Lexicon({word: self._tag_of(tag) for word, tag in words.entries})
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
    SPECIAL: ClassVar[re.Pattern[str]] = special(
        30
    )  # Okt gets slow with longer eojeols, Hannanum gives nothing for some
    EOJEOLS: ClassVar[re.Pattern[str]] = eojeols_up_to(30)
    LONGEST: ClassVar[int] = 1000

    def __post_init__(self) -> None:
        super().__post_init__()
        whole("max_heap_size", self.max_heap_size, 64)
        if not isinstance(self.time_limit, (int, float)) or not self.time_limit > 0:
            raise ValueError(f"time_limit={self.time_limit!r}: must be a number of seconds above 0")

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
            found = [pair for pair in pairs(text) if pair[0].strip()]
            if not found:  # Hannanum does so where it has failed
                raise RuntimeError(f"{type(self).__name__} gave nothing for {text!r:.60}")
            return found

        return answer

    def _java_pairs(self) -> Callable[[str], list[Pair]]:
        raise NotImplementedError

    def _pairs(self) -> Callable[[str], list[Pair]]:
        bare = self.bare()
        return (
            bare.answer()
            if in_worker()
            else analyser_process(bare.answer, self.time_limit, os.getpid()).ask
        )

    def _tagger(self, **settings: Any) -> Any:
        return getattr(importlib.import_module("konlpy.tag"), type(self).__name__)(**settings)


@dataclass(frozen=True)
class Okt(JavaAnalyser):
    """Open Korean Text (KoNLPy's Okt), made for tweets and reviews.

    Args:
        norm: mend misspellings such as 되나욬ㅋ.
        stem: give verbs and adjectives in their dictionary form.

    Example:
        >>> Okt()("영화가 재미있다")
        ['영화', '가', '재미있다']
    """

    norm: bool = False
    stem: bool = False

    NOUNS: ClassVar[tuple[str, ...]] = ("Noun",)

    def __post_init__(self) -> None:
        super().__post_init__()
        check_flag("norm", self.norm)
        check_flag("stem", self.stem)

    def _tag_of(self, tag: str) -> str:
        return {
            "VV": "Verb",
            "VX": "Verb",
            "VA": "Adjective",
            "MA": "Adverb",
            "MM": "Determiner",
            "IC": "Exclamation",
        }.get(tag[:2], "Noun")

    def _java_pairs(self) -> Callable[[str], list[Pair]]:
        return partial(self._tagger().pos, norm=self.norm, stem=self.stem)


@dataclass(frozen=True)
class Hannanum(JavaAnalyser):
    """Hannanum (KoNLPy), by KAIST.

    Args:
        ntags: 9 or 22 different tags.
    """

    ntags: int = 9

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.ntags not in (9, 22):
            raise ValueError(f"ntags={self.ntags!r}: must be 9 or 22")

    def _tag_of(self, tag: str) -> str:
        nine = {"N": "N", "V": "P", "M": "M", "I": "I", "X": "X", "S": "F"}[tag[0]]
        if self.ntags == 9:
            return nine
        return {
            "NNG": "NC",
            "NNP": "NQ",
            "NNB": "NB",
            "NR": "NN",
            "NP": "NP",
            "VV": "PV",
            "VA": "PA",
            "VX": "PX",
        }.get(tag, nine)

    def _java_pairs(self) -> Callable[[str], list[Pair]]:
        return partial(self._tagger().pos, ntags=self.ntags)


@dataclass(frozen=True)
class Kkma(JavaAnalyser):
    """Kkma (KoNLPy), by Seoul National University: thorough, and the slowest."""

    SPECIAL: ClassVar[re.Pattern[str]] = special(
        20
    )  # its time grows exponentially with an eojeol it does not know
    EOJEOLS: ClassVar[re.Pattern[str]] = eojeols_up_to(20)

    def _java_pairs(self) -> Callable[[str], list[Pair]]:
        pos: Callable[[str], list[Pair]] = self._tagger().pos
        return pos


@dataclass(frozen=True)
class Komoran(JavaAnalyser):
    """KOMORAN (KoNLPy), by Shineware. User words go into its own dictionary.

    Args:
        model_path: folder of another model.
    """

    model_path: str | None = None

    NOUNS: ClassVar[tuple[str, ...]] = ("NN",)

    def bare(self) -> Komoran:
        """This analyser with its user words, which it knows itself."""
        return replace(self, keep=())

    def _java_pairs(self) -> Callable[[str], list[Pair]]:
        with tempfile.TemporaryDirectory() as folder:
            given = {}
            if self.user_dictionary:
                given["userdic"] = os.path.join(folder, "words.txt")
                self.user_dictionary.save(given["userdic"])
            pos: Callable[[str], list[Pair]] = self._tagger(modelpath=self.model_path, **given).pos
        return pos


@dataclass(frozen=True)
class KonlpyMecab(Konlpy):
    """MeCab by KoNLPy and mecab-python3; :class:`malvec.tokenizers.Mecab` needs less and is faster.

    Args:
        dictionary: folder of the compiled dictionary; None is KoNLPy's usual one, or that of
            python-mecab-ko-dic.
    """

    dictionary: str | None = None

    def check(self) -> None:
        """``ImportError`` or ``FileNotFoundError`` that says what to install, unless all is
        there."""
        require_konlpy("KonlpyMecab", "jpype", "MeCab")
        self.find_dictionary()

    def find_dictionary(self) -> str:
        """The folder of the dictionary; ``FileNotFoundError`` where there is none."""
        places = (
            [self.dictionary]
            if self.dictionary
            else ["/usr/local/lib/mecab/dic/mecab-ko-dic", dictionary_folder()]
        )
        for place in places:
            if place and os.path.isdir(place):
                return place
        raise FileNotFoundError(
            2,
            "there is no Korean dictionary for MeCab here; pip install python-mecab-ko-dic"
            " brings one",
            places[0],
        )

    def _pairs(self) -> Callable[[str], list[Pair]]:
        tagger: Any = importlib.import_module("konlpy.tag").Mecab
        pos: Callable[[str], list[Pair]] = tagger(
            f"{self.find_dictionary()} -r {os.devnull}"
        ).pos  # the settings file may be missing
        return pos
