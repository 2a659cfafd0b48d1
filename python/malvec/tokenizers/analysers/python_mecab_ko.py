"""MeCab by the package python-mecab-ko: the program that :class:`malvec.tokenizers.Mecab` is
compared with, and that makes user dictionaries for it."""

from __future__ import annotations

import csv
import importlib
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from malvec.runtime.fresh_python import module_command
from malvec.tokenizers.analysers.analyser import Engine
from malvec.tokenizers.analysers.lexicon import Morpheme, align, without_blanks
from malvec.tokenizers.analysers.mecab_csv import MecabCsv
from malvec.tokenizers.analysers.user_dictionary import UserDictionary

__all__ = ["compile_dictionary", "start"]

_VOWELS = 28  # finals of a vowel: a syllable that ends in a vowel is a multiple of it


def start(dictionary: str, words: UserDictionary | MecabCsv | str | None) -> Engine:
    """The analyser of a dictionary's folder, with words, lines or a compiled dictionary of a user.

    Raises:
        ValueError: MeCab cannot load the dictionaries, or compile the words.
    """
    with tempfile.TemporaryDirectory() as folder:
        compiled = words if isinstance(words, str) else None
        lines = tuple(map(_plain, words.lines)) if isinstance(words, MecabCsv) else ()
        if isinstance(words, UserDictionary):
            lines = _lines_of(words)
        if lines:
            compiled = str(compile_dictionary(lines, Path(folder), dictionary))
        analyser: Any = importlib.import_module("mecab").MeCab(
            dictionary_path=dictionary, user_dictionary_path=compiled
        )
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


def compile_dictionary(lines: Iterable[str], folder: Path, dictionary: str | None) -> Path:
    """Compiles lines of MeCab's CSV into a folder by the tool and the model of python-mecab-ko,
    which also find what a word costs.

    Raises:
        ValueError: the tool takes them not; the message is its own.
    """
    source, compiled = folder / "words.csv", folder / "words.dic"
    source.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    system = ["--dicdir", dictionary] if dictionary else []
    done = subprocess.run(
        module_command("mecab", "dict-index", *system, "--userdic", str(compiled), str(source)),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not compiled.exists():
        raise ValueError(
            "the user dictionary cannot be compiled by mecab-dict-index:"
            f" {(done.stderr or done.stdout).strip()[-300:]}"
        )
    return compiled


def _lines_of(words: UserDictionary) -> tuple[str, ...]:
    return tuple(f"{_quoted(word)},,,,{_features(word, tag)}" for word, tag in words.tags.items())


def _features(word: str, tag: str) -> str:
    final = "T" if "가" <= word[-1] <= "힣" and (ord(word[-1]) - ord("가")) % _VOWELS else "F"
    return f"{tag},*,{final},{_quoted(word)},*,*,*,*"


def _plain(line: str) -> str:
    """Without quotes that no column needs: mecab-dict-index cannot read those around a tag."""
    return ",".join(map(_quoted, next(csv.reader([line], skipinitialspace=True))))


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"' if "," in word or '"' in word else word
