"""KoNLPy's analysers, one by one."""

from __future__ import annotations

import importlib
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from malvec.runtime.arguments import check_flag
from malvec.tokenizers.analysers.analyser import checked_path, eojeols_up_to
from malvec.tokenizers.analysers.java import require_konlpy
from malvec.tokenizers.analysers.konlpy_analyser import JavaAnalyser, Konlpy, special
from malvec.tokenizers.analysers.lexicon import Pair, without_blanks
from malvec.tokenizers.analysers.mecab import Mecab, dictionary_folder
from malvec.tokenizers.analysers.tags import HANNANUM, KKMA, KOMORAN, OKT

__all__ = ["Hannanum", "Kkma", "Komoran", "KonlpyMecab", "Okt", "Stem"]


class Stem(NamedTuple):
    """A token as it is written, its dictionary form, and its tag."""

    written: str
    stem: str
    tag: str


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
    TAGS: ClassVar[tuple[str, ...]] = OKT

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

    def stems(self, text: str) -> list[Stem]:
        """Every token as it is written, its dictionary form, and its tag.

        Example:
            >>> Okt().stems("영화가 재미있었다")[-1]
            Stem(written='재미있었다', stem='재미있다', tag='Adjective')
        """
        written = replace(self, stem=False).tagged(text)
        stems = replace(self, stem=True).tagged(text)
        pairs = zip(written, stems, strict=True)  # Okt stems a token after it was cut and tagged
        return [Stem(form, stem, tag) for (form, tag), (stem, _) in pairs]

    def _java_pairs(self) -> Callable[[str], list[Pair]]:
        return partial(self._tagger().pos, norm=self.norm, stem=self.stem)


@dataclass(frozen=True)
class Hannanum(JavaAnalyser):
    """Hannanum (KoNLPy), by KAIST.

    Args:
        ntags: 9 or 22 different tags.
    """

    ntags: int = 9

    TAGS: ClassVar[tuple[str, ...]] = HANNANUM

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

    # its time grows exponentially with an eojeol it does not know
    SPECIAL: ClassVar[re.Pattern[str]] = special(20)
    EOJEOLS: ClassVar[re.Pattern[str]] = eojeols_up_to(20)
    TAGS: ClassVar[tuple[str, ...]] = KKMA

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
    TAGS: ClassVar[tuple[str, ...]] = KOMORAN

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "model_path", checked_path("model_path", self.model_path))

    def bare(self) -> Komoran:
        """This analyser with its user words, which it knows itself."""
        return replace(self, keep=())

    def _java_pairs(self) -> Callable[[str], list[Pair]]:
        with tempfile.TemporaryDirectory() as folder:
            given = {}
            if self.user_dictionary:
                given["userdic"] = os.path.join(folder, "words.txt")
                lines = (f"{word}\t{tag}\n" for word, tag in self.user_dictionary.tags.items())
                Path(given["userdic"]).write_text("".join(lines), "utf-8")
            pos: Callable[[str], list[Pair]] = self._tagger(modelpath=self.model_path, **given).pos
        return pos


_INSTALLED = "/usr/local/lib/mecab/dic/mecab-ko-dic"  # which KoNLPy looks for


@dataclass(frozen=True)
class KonlpyMecab(Konlpy):
    """MeCab by KoNLPy and mecab-python3; :class:`malvec.tokenizers.Mecab` needs less and is faster.

    Args:
        dictionary: folder of the compiled dictionary; None is KoNLPy's usual one, or that of
            python-mecab-ko-dic.
    """

    dictionary: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "dictionary", checked_path("dictionary", self.dictionary))

    def tags(self) -> tuple[str, ...]:
        """Those of its dictionary; none where that cannot be read."""
        found = self._found()
        return Mecab(dictionary=found).tags() if found else ()

    def check(self) -> None:
        """``ImportError`` or ``FileNotFoundError`` that says what to install, unless all is
        there."""
        require_konlpy("KonlpyMecab", "jpype", "MeCab")
        self.find_dictionary()

    def find_dictionary(self) -> str:
        """The folder of the dictionary; ``FileNotFoundError`` where there is none."""
        if found := self._found():
            return found
        raise FileNotFoundError(
            2,
            "there is no Korean dictionary for MeCab here; pip install python-mecab-ko-dic"
            " brings one",
            self.dictionary or _INSTALLED,
        )

    def _found(self) -> str | None:
        places = [self.dictionary] if self.dictionary else [_INSTALLED, dictionary_folder()]
        return next((place for place in places if place and os.path.isdir(place)), None)

    def _pairs(self) -> Callable[[str], list[Pair]]:
        tagger: Any = importlib.import_module("konlpy.tag").Mecab
        # the settings file may be missing
        settings = f"{self.find_dictionary()} -r {os.devnull}"
        pos: Callable[[str], list[Pair]] = tagger(settings).pos
        return lambda text: without_blanks(pos(text))
