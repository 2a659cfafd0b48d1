"""Tokenizers: any callable that takes a text and gives the list of its tokens; here those that
malvec brings.

They are frozen dataclasses: comparable, picklable, described by their settings, and loaded only
when used.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from typing import Any

from malvec.tokenizers.analysers.kiwi import Kiwi
from malvec.tokenizers.analysers.konlpy import Hannanum, Kkma, Komoran, KonlpyMecab, Okt
from malvec.tokenizers.analysers.mecab import Mecab
from malvec.tokenizers.analysers.user_dictionary import UserDictionary
from malvec.tokenizers.analysers.user_words import AddedWords, WithUserWords, add_words
from malvec.tokenizers.plain import Characters, Eojeols, Tokenizer, Whitespace
from malvec.tokenizers.running.batching import Batch, batch
from malvec.tokenizers.scored.scored import LTokenizer, MaxScore
from malvec.tokenizers.subwords.bert import bert, to_bert_vocabulary
from malvec.tokenizers.subwords.loading import load
from malvec.tokenizers.subwords.units import Units

__all__ = [
    "BY_NAME",
    "AddedWords",
    "Batch",
    "Characters",
    "Eojeols",
    "Hannanum",
    "Kiwi",
    "Kkma",
    "Komoran",
    "KonlpyMecab",
    "LTokenizer",
    "MaxScore",
    "Mecab",
    "Okt",
    "Tokenizer",
    "Units",
    "UserDictionary",
    "Whitespace",
    "WithUserWords",
    "add_words",
    "batch",
    "bert",
    "by_name",
    "describe",
    "from_description",
    "load",
    "to_bert_vocabulary",
]

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
}
_PROGRAMS = (
    "jvmpath",
)  # libraries that a tokenizer runs: a matter of this machine, not of how text is cut


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


def describe(tokenizer: Tokenizer | None) -> dict[str, Any]:
    """A tokenizer as a dict for JSON: its name and those settings that are not the usual ones; of a
    callable that is not malvec's, where it is defined.

    Example:
        >>> describe(Kiwi(user_words=("말벡",)))
        {'name': 'kiwi', 'user_words': ['말벡']}
    """
    if tokenizer is None:
        return {"name": "whitespace"}
    if isinstance(tokenizer, Units):
        return tokenizer.describe()
    if isinstance(tokenizer, WithUserWords):
        words = [list(entry) for entry in tokenizer.user_dictionary.entries]
        return {
            "name": "user-words",
            "tokenizer": describe(tokenizer.tokenizer),
            "user_dictionary": {"entries": words},
        }
    for name, kind in BY_NAME.items():
        if type(tokenizer) is kind:
            return {"name": name, **_settings(tokenizer)}
    named: Any = tokenizer if hasattr(tokenizer, "__qualname__") else type(tokenizer)
    home = (
        getattr(named, "__module__", None) or named.__objclass__.__module__
    )  # methods of built-in types have the latter
    return {"name": "custom", "callable": f"{home}.{named.__qualname__}"}


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
        if value != usual[name] and name not in _PROGRAMS
    }


def _plain(value: Any) -> Any:
    if isinstance(value, UserDictionary):
        return {"entries": [list(entry) for entry in value.entries]}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return list(value) if isinstance(value, tuple) else value


def from_description(description: Mapping[str, Any]) -> Tokenizer:
    """The tokenizer that :func:`describe` described.

    Raises:
        ValueError: it was not one of malvec's own, or is damaged; the message says which.

    Example:
        >>> from_description({"name": "whitespace"})
        Whitespace()
    """
    try:
        return _described(description)
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
        return Units.unpacked(settings["zlib"])
    if name == "user-words":
        return WithUserWords(_described(description["tokenizer"]), description["user_dictionary"])
    programs = [setting for setting in _PROGRAMS if setting in settings]
    if (
        programs or name not in BY_NAME
    ):  # a file must not choose what is run, nor what else is opened
        raise ValueError(
            f"the description of the tokenizer names {programs[0] if programs else repr(name)}:"
            " pass the tokenizer again"
        )
    return by_name(name, **settings)
