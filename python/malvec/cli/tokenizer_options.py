"""The tokenizer that the options of a command describe."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import click

import malvec as mv
from malvec.tokenizers import Tokenizer

__all__ = ["TOKENIZERS", "chosen_tokenizer", "wished_tokenizer"]

TOKENIZERS = tuple(mv.tokenizers.BY_NAME)


def chosen_tokenizer(job: Any) -> Tokenizer:
    """The tokenizer of a job; wrong usage where there is none of that name, or it has no such
    option."""
    name, user_dictionary, keep_tags = job.tokenizer, job.user_dictionary, job.keep_tags
    time_limit, scores = job.time_limit, job.scores
    kind: Any = mv.tokenizers.BY_NAME.get(name)
    knobs = {field.name for field in dataclasses.fields(kind)} if kind is not None else set()
    if (scores is not None) != ("scores" in knobs):
        raise click.BadParameter(
            "the tokenizers l-tokenizer, max-score and nouns, no others, need --scores, a table of"
            " malvec words"
        )
    if keep_tags is not None and "keep" not in knobs:
        raise click.BadParameter(
            f"--keep-tags: the tokenizer {name} gives no tags; those of mecab, kiwi or okt do"
        )
    settings: dict[str, Any] = {
        "scores": None if scores is None else str(scores),
        "keep": None if keep_tags is None else tuple(keep_tags.replace(",", " ").split()),
        "time_limit": None if time_limit is None else time_limit or math.inf,
        "user_dictionary": None if user_dictionary is None else str(user_dictionary),
    }
    made = by_name(
        name, {key: value for key, value in settings.items() if value is not None and key in knobs}
    )
    if user_dictionary is None or "user_dictionary" in knobs:
        return made
    words = mv.tokenizers.UserDictionary.from_file(user_dictionary)
    return mv.tokenizers.WithUserWords(made, words)


def wished_tokenizer(job: Any) -> Tokenizer | None:
    """The tokenizer of a job that has one of its own unless told otherwise."""
    if job.tokenizer is not None:
        return chosen_tokenizer(job)
    for name in ("user_dictionary", "keep_tags", "scores"):
        if getattr(job, name) is not None:
            raise click.BadParameter(
                f"--{name.replace('_', '-')} goes with --tokenizer: the model's own stays as it is"
            )
    return None


def by_name(name: str, settings: dict[str, Any]) -> Tokenizer:
    """The tokenizer; wrong usage where there is none of that name or a setting cannot be."""
    try:
        return mv.tokenizers.by_name(name, **settings)
    except mv.FormatError:
        raise
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
