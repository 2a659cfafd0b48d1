"""Tokenizers as JSON: what a file keeps of the tokenizer of its text."""

from __future__ import annotations

import dataclasses
import json
import weakref
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from malvec import _core
from malvec.errors import FormatError
from malvec.tokenizers.described import MACHINE, from_description
from malvec.tokenizers.kinds import BY_NAME, OTHERS
from malvec.tokenizers.plain import Whitespace
from malvec.tokenizers.tokenizer import Tokenizer, TokenizerLike, WrappedTokenizer, as_tokenizer

__all__ = ["StoredTokenizer", "core_tokenizer", "describe"]


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
            described = self._parsed()
        except ValueError:
            raise ValueError("how the text was tokenised is not legible: pass tokenizer=") from None
        try:
            return from_description(described)
        except (FormatError, OSError) as error:
            raise ValueError(f"{error}: pass tokenizer=") from None
        except ValueError as error:
            raise ValueError(f"{error}: tokenizer=") from None

    def _parsed(self) -> Any:
        return _core.parse_json(self.json.encode("utf-8", "surrogatepass"))

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
            return self._parsed()
        except ValueError:
            return self.json


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
    if hasattr(made, "settings") and (name := OTHERS.name_of(made)):
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
        if value != usual[name] and name not in (*MACHINE, "scores")
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
    if (name := OTHERS.name_of(made)) in _AROUND:
        inner = core_tokenizer(made.tokenizer)
        around = json.dumps({"name": name, **made.settings()})
        return None if inner is None else inner.within(around)
    if BY_NAME.name_of(made) not in _IN_CORE and name not in _IN_CORE:
        return None
    core: _core.CoreTokenizer | None = (
        made.core() if hasattr(made, "core") else _core.CoreTokenizer(json.dumps(describe(made)))
    )
    return None if core is None or core.why_not else core
