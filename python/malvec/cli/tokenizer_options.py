"""The tokenizer that the options of a command describe."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Any

import typer

import malvec as mv
from malvec.tokenizers import Tokenizer

__all__ = ["TOKENIZERS", "chosen_tokenizer"]

TOKENIZERS = tuple(mv.tokenizers.BY_NAME)


def chosen_tokenizer(
    name: str,
    user_dictionary: Path | None = None,
    keep_tags: str | None = None,
    time_limit: float | None = None,
    scores: Path | None = None,
) -> Tokenizer:
    """The tokenizer; wrong usage where there is none of that name, or it has no such option."""
    kind: Any = mv.tokenizers.BY_NAME.get(name)
    knobs = {field.name for field in dataclasses.fields(kind)} if kind is not None else set()
    if (scores is not None) != ("scores" in knobs):
        raise typer.BadParameter(
            "the tokenizers l-tokenizer and max-score, and no others, need --scores, a table of"
            " malvec words"
        )
    settings: dict[str, Any] = {} if scores is None else {"scores": str(scores)}
    if keep_tags is not None:
        if "keep" not in knobs:
            raise typer.BadParameter(
                f"--keep-tags: the tokenizer {name} gives no tags; those of mecab, kiwi or okt do"
            )
        settings["keep"] = tuple(tag for tag in keep_tags.split(",") if tag)
    if time_limit is not None and "time_limit" in knobs:
        settings["time_limit"] = time_limit or math.inf
    if user_dictionary is not None and "user_dictionary" in knobs:
        settings["user_dictionary"] = str(user_dictionary)
    try:
        made = mv.tokenizers.by_name(name, **settings)
    except mv.FormatError:
        raise
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    if user_dictionary is None or "user_dictionary" in knobs:
        return made
    return mv.tokenizers.WithUserWords(
        made, mv.tokenizers.UserDictionary.from_file(user_dictionary)
    )
