"""The tokenizer that JSON describes. The core reads the same descriptions, in
``cpp/files/tokenizer.cpp``, and takes and refuses the same."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from malvec.errors import FormatError
from malvec.tokenizers.analysers.user_dictionary import UserDictionary
from malvec.tokenizers.kinds import BY_NAME, OTHERS
from malvec.tokenizers.plain import TokenLists
from malvec.tokenizers.tokenizer import Tokenizer

__all__ = ["MACHINE", "from_description"]

_OPENED = ("jvmpath", "backend", "dictionary")
# Matters of this machine, not of how text is cut.
MACHINE = (*_OPENED, "num_workers", "max_heap_size")
# Settings that are texts. Any other text in a description would be a path, and a file must not
# choose what else is opened or run.
_TEXTS = ("model_type", "typos", "pattern", "fingerprint", "zlib", "base64", "delimiter", "phrases")
_SETTINGS = {
    "units": ("zlib",),
    "sentencepiece": ("base64",),
    "phrases": ("tokenizer", "delimiter", "connectors", "phrases"),
    "stop-words": ("tokenizer", "words", "tags"),
    "user-words": ("tokenizer", "user_dictionary"),
}
_DAMAGED = "the description of the tokenizer is damaged: "


class _NotKeptError(ValueError):
    """The description does not hold the tokenizer, which only its owner has."""


def from_description(description: Mapping[str, Any] | None) -> Tokenizer:
    """The tokenizer that :func:`describe` described.

    Raises:
        FormatError: the description is damaged; the message says where.
        ValueError: the tokenizer was not one of malvec's own; the message says which.

    Example:
        >>> from_description({"name": "whitespace"})
        Whitespace()
    """
    try:
        return _described(description)
    except _NotKeptError as error:
        raise ValueError(str(error)) from None
    except RecursionError:
        raise FormatError(f"{_DAMAGED}it has no end") from None
    except (ValueError, TypeError, OverflowError) as error:
        raise FormatError(f"{_DAMAGED}{error}") from None


def _described(description: Any) -> Tokenizer:
    """What is around others calls this, so that each error gets its words once."""
    if description is None:
        return TokenLists()
    if not isinstance(description, Mapping):
        raise TypeError(f"an object is expected, not {description!r:.60}")
    settings = {name: value for name, value in description.items() if name != "name"}
    name = description.get("name")
    if not isinstance(name, str):
        raise TypeError(
            f"its name is {name!r:.60}" if "name" in description else "'name' is missing"
        )
    if name == "custom":
        raise _NotKeptError(
            f"the tokenizer was {description.get('callable')}, a callable of yours: pass it again"
        )
    if name not in BY_NAME and name not in OTHERS:
        raise _NotKeptError(
            f"the description of the tokenizer names {name!r:.200}: pass the tokenizer again"
        )
    _check_texts(settings)
    return _by_name(name, settings) if name in BY_NAME else _other(name, settings)


def _by_name(name: str, settings: dict[str, Any]) -> Tokenizer:
    kind = BY_NAME[name]
    known = {field.name for field in dataclasses.fields(kind) if field.init}
    needed = {"zlib"} if "scores" in known else set[str]()
    _check_names(settings, known - {"scores"} | needed, needed)
    given = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in settings.items()
        if name not in MACHINE
    }
    if needed:
        given["scores"] = kind.stored_scores(given.pop("zlib"))
    if "user_dictionary" in given:
        given["user_dictionary"] = kind.stored_words(given["user_dictionary"])
    made: Tokenizer = kind(**given)
    return made


def _other(name: str, settings: dict[str, Any]) -> Tokenizer:
    kind: Any = OTHERS[name]
    known = set(_SETTINGS[name])
    of_old_file = name == "phrases" and "phrases" not in settings
    needed = {"tokenizer"} if of_old_file else known
    _check_names(settings, known, needed)
    if name in ("units", "sentencepiece"):
        unpacked: Tokenizer = kind.unpacked(*settings.values())
        return unpacked
    within = _described(settings.pop("tokenizer"))
    if name == "user-words":
        settings["user_dictionary"] = UserDictionary.stored(settings["user_dictionary"])
    for listed in {"connectors", "words", "tags"} & settings.keys():
        _check_words(listed, settings[listed])
    made: Tokenizer = (
        kind.stored(within, settings) if name == "phrases" else kind(within, **settings)
    )
    return made


def _check_texts(settings: Mapping[str, Any]) -> None:
    """``ValueError`` where a setting is a path, or is to be a text and is none."""
    for setting, value in settings.items():
        if setting in _TEXTS and not isinstance(value, str):
            raise TypeError(f"{setting} is {value!r:.60}, but a text is expected")
        if setting in _OPENED or (setting not in _TEXTS and isinstance(value, str)):
            raise _NotKeptError(
                f"the description of the tokenizer names {setting}={value!r:.200}, and what a file"
                " describes opens no others: pass the tokenizer again"
            )


def _check_names(settings: Mapping[str, Any], known: set[str], needed: set[str]) -> None:
    for name in sorted(settings.keys() - known):
        raise ValueError(f"it has no setting {name!r:.60}")
    for name in sorted(needed - settings.keys()):
        raise ValueError(f"{name!r} is missing")


def _check_words(name: str, given: Any) -> None:
    if not isinstance(given, list) or not all(isinstance(word, str) for word in given):
        raise TypeError(f"{name} is {given!r:.60}, but a list of words is expected")
