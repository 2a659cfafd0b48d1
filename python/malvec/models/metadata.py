"""What results store of how they were made, and the check of what they are made of."""

from __future__ import annotations

import json

from malvec.corpus import Corpus
from malvec.runtime.recipe import Recipe

__all__ = ["check_corpus", "made_by"]


def check_corpus(corpus: object) -> None:
    """``TypeError`` for anything but a corpus."""
    if not isinstance(corpus, Corpus):
        made = "make one with Corpus.from_files, from_texts or from_tokens"
        raise TypeError(f"fit() takes a malvec.Corpus, not {type(corpus).__name__}: {made}")


def made_by(recipe: Recipe, corpus: Corpus) -> dict[str, str]:
    """Recipe, tokenizer and cleaning of the text, as JSON."""
    return {
        "recipe": json.dumps(recipe.describe()),
        "tokenizer": json.dumps(corpus.tokenizer),
        "normalize": json.dumps(corpus.normalize),
    }
