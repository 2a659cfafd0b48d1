"""Tokenizers by name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from malvec.tokenizers.tokenizer import Tokenizer

__all__ = ["BY_NAME", "OTHERS", "by_name"]


class Kinds(Mapping[str, type[Any]]):
    """Classes by name, each imported when it is looked up."""

    def __init__(self, places: dict[str, str]) -> None:
        self._places = places

    def __getitem__(self, name: str) -> type[Any]:
        module, _, kind = self._places[name].rpartition(".")
        found: type[Any] = getattr(import_module(f"malvec.tokenizers.{module}"), kind)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def name_of(self, made: Any) -> str | None:
        """The name of the class of an object, or None."""
        kind = f"{type(made).__module__}.{type(made).__name__}"
        places = self._places.items()
        return next((name for name, place in places if f"malvec.tokenizers.{place}" == kind), None)


BY_NAME = Kinds(
    {
        "whitespace": "plain.Whitespace",
        "characters": "plain.Characters",
        "eojeols": "plain.Eojeols",
        "mecab": "analysers.mecab.Mecab",
        "kiwi": "analysers.kiwi.Kiwi",
        "okt": "analysers.konlpy.Okt",
        "komoran": "analysers.konlpy.Komoran",
        "hannanum": "analysers.konlpy.Hannanum",
        "kkma": "analysers.konlpy.Kkma",
        "konlpy-mecab": "analysers.konlpy.KonlpyMecab",
        "l-tokenizer": "scored.scored.LTokenizer",
        "max-score": "scored.scored.MaxScore",
        "nouns": "scored.scored.NounTokenizer",
        "regex": "regex.RegexTokenizer",
    }
)
OTHERS = Kinds(
    {
        "units": "subwords.subword_tokenizer.SubwordTokenizer",
        "sentencepiece": "subwords.sentencepiece_tokenizer.SentencePieceTokenizer",
        "phrases": "phrases.WithPhrases",
        "stop-words": "stop_words.WithoutStopWords",
        "user-words": "analysers.user_words.WithUserWords",
    }
)


def by_name(name: str, **settings: Any) -> Tokenizer:
    """The tokenizer of this name, or in this file (see :func:`load`).

    Raises:
        ValueError: there is none; the message lists those there are.

    Example:
        >>> by_name("characters")("말벡")
        ['말', '벡']
    """
    if name not in BY_NAME and not settings and os.path.isfile(name):
        from malvec.tokenizers.subwords.loading import load

        return load(name)
    if name not in BY_NAME:
        raise ValueError(
            f"no tokenizer or file is called {name!r:.200}; there are {', '.join(BY_NAME)}, and"
            " files: tokenizer.json, .model, vocab.txt"
        )
    made: Tokenizer = BY_NAME[name](**settings)
    return made
