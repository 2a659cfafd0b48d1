"""Tokenizers by name, and as JSON: what a file keeps of the tokenizer of its text."""

from __future__ import annotations

import dataclasses
import json
import os
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

from malvec import _core
from malvec.tokenizers.plain import TokenLists, Whitespace
from malvec.tokenizers.tokenizer import Tokenizer, TokenizerLike, WrappedTokenizer, as_tokenizer

__all__ = [
    "BY_NAME",
    "StoredTokenizer",
    "by_name",
    "core_tokenizer",
    "describe",
    "from_description",
]


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
_OTHERS = Kinds(
    {
        "units": "subwords.subword_tokenizer.SubwordTokenizer",
        "sentencepiece": "subwords.sentencepiece_tokenizer.SentencePieceTokenizer",
        "phrases": "phrases.WithPhrases",
        "stop-words": "stop_words.WithoutStopWords",
        "user-words": "analysers.user_words.WithUserWords",
    }
)
_IN_CORE = (
    "whitespace",
    "characters",
    "eojeols",
    "l-tokenizer",
    "max-score",
    "mecab",
    "units",
    "sentencepiece",
)
_AROUND = ("stop-words", "phrases", "user-words")
_cores: dict[int, _core.CoreTokenizer | None] = {}  # by the id of the tokenizer, while that lives
# Matters of this machine, not of how text is cut.
_MACHINE = ("jvmpath", "num_workers", "max_heap_size", "backend", "dictionary")
# Settings that are texts. Any other text in a description would be a path, and a file must not
# choose what else is opened or run.
_TEXTS = ("model_type", "typos", "pattern", "fingerprint")


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
        from malvec.tokenizers.subwords.loading import load

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
        >>> describe(mv.tokenizers.Kiwi(user_words=("말벡",)))
        {'name': 'kiwi', 'user_words': ['말벡']}
    """
    made: Any = Whitespace() if tokenizer is None else as_tokenizer(tokenizer)
    if name := BY_NAME.name_of(made):
        packed = made.packed() if hasattr(made, "packed") else {}
        return {"name": name, **_settings(made), **packed}
    if hasattr(made, "settings") and (name := _OTHERS.name_of(made)):
        return {"name": name, "tokenizer": describe(made.tokenizer), **made.settings()}
    described: dict[str, Any] | None = made.describe()
    return described


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
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return value.settings() if hasattr(value, "settings") else dataclasses.asdict(value)
    return list(value) if isinstance(value, tuple) else value


def core_tokenizer(tokenizer: Tokenizer) -> _core.CoreTokenizer | None:
    """The same tokenizer as the core has it, which cuts by it without Python, in any number of
    threads; None where only Python has it.

    Example:
        >>> stop = mv.tokenizers.WithoutStopWords(Whitespace(), ["그"])
        >>> core_tokenizer(stop)("그 영화".encode()) == ["영화".encode()]
        True
        >>> core_tokenizer(mv.tokenizers.Okt()) is None
        True
    """
    if id(tokenizer) not in _cores:
        _cores[id(tokenizer)] = _made_in_core(tokenizer)
        weakref.finalize(tokenizer, _cores.pop, id(tokenizer), None).atexit = False
    return _cores[id(tokenizer)]


def _made_in_core(tokenizer: Tokenizer) -> _core.CoreTokenizer | None:
    made: Any = tokenizer
    if isinstance(made, StoredTokenizer):
        return core_tokenizer(made.tokenizer)
    if (name := _OTHERS.name_of(made)) in _AROUND:
        inner = core_tokenizer(made.tokenizer)
        around = json.dumps({"name": name, **made.settings()})
        return None if inner is None else inner.within(around)
    if BY_NAME.name_of(made) not in _IN_CORE and name not in _IN_CORE:
        return None
    core: _core.CoreTokenizer | None = (
        made.core() if hasattr(made, "core") else _core.CoreTokenizer(json.dumps(describe(made)))
    )
    return None if core is None or core.why_not else core


def from_description(description: Mapping[str, Any] | None) -> Tokenizer:
    """The tokenizer that :func:`describe` described.

    Raises:
        ValueError: it was not one of malvec's own, or is damaged; the message says which.

    Example:
        >>> from_description({"name": "whitespace"})
        Whitespace()
    """
    try:
        made: Tokenizer = TokenLists() if description is None else _described(description)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(
            f"the description of the tokenizer is damaged: {type(error).__name__}: {error}"
        ) from None
    return made


def _described(description: Mapping[str, Any]) -> Any:
    settings = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in description.items()
    }
    name: Any = settings.pop("name")
    if name == "custom":
        raise ValueError(
            f"the tokenizer was {description.get('callable')}, a callable of yours: pass it again"
        )
    if name == "units":
        return _OTHERS[name].unpacked(settings["zlib"])
    if name == "sentencepiece":
        return _OTHERS[name].unpacked(settings["base64"])
    if name == "phrases":
        return _OTHERS[name].stored(from_description(description["tokenizer"]), description)
    if name == "stop-words":
        within = from_description(description["tokenizer"])
        return _OTHERS[name](within, settings["words"], settings["tags"])
    if name == "user-words":
        within = from_description(description["tokenizer"])
        given = _only_data({"user_dictionary": settings["user_dictionary"]})
        return _OTHERS[name](within, **given)
    if name not in BY_NAME:
        raise ValueError(
            f"the description of the tokenizer names {name!r:.200}: pass the tokenizer again"
        )
    if "zlib" in settings:
        settings["scores"] = BY_NAME[name].stored_scores(settings.pop("zlib"))
    return BY_NAME[name](**_only_data(settings))


def _only_data(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings but for those of the machine; ``ValueError`` where one is a path."""
    for setting, value in settings.items():
        if isinstance(value, str) and setting not in _TEXTS:
            raise ValueError(
                f"the description of the tokenizer names {setting}={value!r:.200}, and what a file"
                " describes opens no others: pass the tokenizer again"
            )
    return {name: value for name, value in settings.items() if name not in _MACHINE}
