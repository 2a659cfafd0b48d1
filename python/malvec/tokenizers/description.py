"""Tokenizers by name, and as JSON: what a file keeps of the tokenizer of its text."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from malvec.tokenizers.analysers.kiwi import Kiwi
from malvec.tokenizers.analysers.konlpy import Hannanum, Kkma, Komoran, KonlpyMecab, Okt
from malvec.tokenizers.analysers.mecab import Mecab
from malvec.tokenizers.analysers.user_dictionary import UserDictionary
from malvec.tokenizers.analysers.user_words import WithUserWords
from malvec.tokenizers.phrases import WithPhrases, stored_phrases
from malvec.tokenizers.plain import Characters, Eojeols, TokenLists, Whitespace
from malvec.tokenizers.regex import RegexTokenizer
from malvec.tokenizers.scored.scored import (
    LTokenizer,
    MaxScore,
    NounTokenizer,
    ScoredTokenizer,
    stored_scores,
)
from malvec.tokenizers.stop_words import WithoutStopWords
from malvec.tokenizers.subwords.loading import load
from malvec.tokenizers.subwords.sentencepiece_tokenizer import SentencePieceTokenizer
from malvec.tokenizers.subwords.subword_tokenizer import SubwordTokenizer
from malvec.tokenizers.tokenizer import Tokenizer, TokenizerLike, WrappedTokenizer, as_tokenizer

__all__ = ["BY_NAME", "StoredTokenizer", "by_name", "describe", "from_description", "runs_in_core"]

BY_NAME: dict[str, type[Any]] = {
    "whitespace": Whitespace,
    "characters": Characters,
    "eojeols": Eojeols,
    "mecab": Mecab,
    "kiwi": Kiwi,
    "okt": Okt,
    "komoran": Komoran,
    "hannanum": Hannanum,
    "kkma": Kkma,
    "konlpy-mecab": KonlpyMecab,
    "l-tokenizer": LTokenizer,
    "max-score": MaxScore,
    "nouns": NounTokenizer,
    "regex": RegexTokenizer,
}
# Matters of this machine, not of how text is cut.
_MACHINE = ("jvmpath", "num_workers", "max_heap_size")
# Settings that are texts. Any other text in a description would be a path, and a file must not
# choose what else is opened or run.
_TEXTS = ("model_type", "typos", "pattern")


@dataclass(frozen=True, repr=False)
class StoredTokenizer(WrappedTokenizer):
    """The tokenizer that a file describes. It is made when it is first used, so that a file opens
    whatever its text was cut with.

    Args:
        json: the description.
    """

    json: str

    @cached_property
    def tokenizer(self) -> Tokenizer:  # type: ignore[override]
        """The tokenizer itself.

        Raises:
            ValueError: it was a callable that only its owner has, or the description is damaged;
                the message says what to pass.
        """
        try:
            described = json.loads(self.json)
        except (ValueError, RecursionError):
            raise ValueError("how the text was tokenised is not legible: pass tokenizer=") from None
        try:
            return from_description(described)
        except (ValueError, OSError) as error:
            raise ValueError(f"{error}: tokenizer=") from None

    def __call__(self, text: str) -> list[str]:
        """The tokens of a text."""
        return self.tokenizer(text)

    def __repr__(self) -> str:
        described = self.describe()
        name = described.get("name") if isinstance(described, dict) else None
        return f"StoredTokenizer({name!r:.60})"

    def describe(self) -> Any:
        """The description, as it was stored."""
        try:
            return json.loads(self.json)
        except (ValueError, RecursionError):
            return self.json


def by_name(name: str, **settings: Any) -> Tokenizer:
    """The tokenizer of this name, or in this file (see :func:`load`).

    Raises:
        ValueError: there is none; the message lists those there are.

    Example:
        >>> by_name("characters")("말벡")
        ['말', '벡']
    """
    if name not in BY_NAME and not settings and os.path.isfile(name):
        return load(name)
    if name not in BY_NAME:
        raise ValueError(
            f"no tokenizer is called {name!r}; there are {', '.join(BY_NAME)}, and files:"
            " tokenizer.json, .model, vocab.txt"
        )
    made: Tokenizer = BY_NAME[name](**settings)
    return made


def describe(tokenizer: TokenizerLike | None) -> dict[str, Any] | None:
    """A tokenizer as a dict for JSON: its name and those settings that are not the usual ones; of a
    callable that is not malvec's, where it is defined. None for text that came as token lists.

    Example:
        >>> describe(Kiwi(user_words=("말벡",)))
        {'name': 'kiwi', 'user_words': ['말벡']}
    """
    made = Whitespace() if tokenizer is None else as_tokenizer(tokenizer)
    if isinstance(made, WithPhrases):
        return {"name": "phrases", "tokenizer": describe(made.tokenizer), **made.settings()}
    if isinstance(made, WithoutStopWords):
        return {"name": "stop-words", "tokenizer": describe(made.tokenizer), **made.settings()}
    if isinstance(made, WithUserWords):
        words = [list(entry) for entry in made.user_dictionary.entries]
        return {
            "name": "user-words",
            "tokenizer": describe(made.tokenizer),
            "user_dictionary": {"entries": words},
        }
    for name, kind in BY_NAME.items():
        if type(made) is kind:
            packed = made.packed() if isinstance(made, ScoredTokenizer) else {}
            return {"name": name, **_settings(made), **packed}
    return made.describe()


def _settings(tokenizer: Any) -> dict[str, Any]:
    changed = {
        field.name: getattr(tokenizer, field.name)
        for field in dataclasses.fields(tokenizer)
        if field.init
    }
    usual = {field.name: field.default for field in dataclasses.fields(tokenizer)}
    return {
        name: _plain(value)
        for name, value in changed.items()
        if value != usual[name] and name not in (*_MACHINE, "scores")
    }


def _plain(value: Any) -> Any:
    if isinstance(value, UserDictionary):
        return {"entries": [list(entry) for entry in value.entries]}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return list(value) if isinstance(value, tuple) else value


def runs_in_core(tokenizer: Tokenizer) -> bool:
    """Whether the core makes this tokenizer of its description, and cuts by it without Python.

    Example:
        >>> runs_in_core(WithoutStopWords(Whitespace(), ["그"])), runs_in_core(Mecab())
        (True, False)
    """
    while type(tokenizer) is WithoutStopWords:
        tokenizer = tokenizer.tokenizer
    return type(tokenizer) in (Whitespace, Characters, Eojeols, LTokenizer, MaxScore)


def from_description(description: Mapping[str, Any] | None) -> Tokenizer:
    """The tokenizer that :func:`describe` described.

    Raises:
        ValueError: it was not one of malvec's own, or is damaged; the message says which.

    Example:
        >>> from_description({"name": "whitespace"})
        Whitespace()
    """
    try:
        return TokenLists() if description is None else _described(description)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(
            f"the description of the tokenizer is damaged: {type(error).__name__}: {error}"
        ) from None


def _described(description: Mapping[str, Any]) -> Tokenizer:
    settings = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in description.items()
    }
    name = settings.pop("name")
    if name == "custom":
        raise ValueError(
            f"the tokenizer was {description.get('callable')}, a callable of yours: pass it again"
        )
    if name == "units":
        return SubwordTokenizer.unpacked(settings["zlib"])
    if name == "sentencepiece":
        return SentencePieceTokenizer.unpacked(settings["base64"])
    if name == "user-words":
        within = from_description(description["tokenizer"])
        return WithUserWords(within, **_only_data({"user_dictionary": settings["user_dictionary"]}))
    if name == "stop-words":
        within = from_description(description["tokenizer"])
        return WithoutStopWords(within, settings["words"], settings["tags"])
    if name == "phrases":
        stored = stored_phrases(description)
        return WithPhrases(from_description(description["tokenizer"]), **stored)
    if name not in BY_NAME:
        raise ValueError(
            f"the description of the tokenizer names {name!r:.200}: pass the tokenizer again"
        )
    if "zlib" in settings:
        settings["scores"] = stored_scores(settings.pop("zlib"))
    made: Tokenizer = BY_NAME[name](**_only_data(settings))
    return made


def _only_data(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings but for those of the machine; ``ValueError`` where one is a path."""
    for setting, value in settings.items():
        if isinstance(value, str) and setting not in _TEXTS:
            raise ValueError(
                f"the description of the tokenizer names {setting}={value!r:.200}, and what a file"
                " describes opens no others: pass the tokenizer again"
            )
    return {name: value for name, value in settings.items() if name not in _MACHINE}
