"""Sub-word tokenizers of every kind, trained on the reviews."""

from __future__ import annotations

from made.reviews import REVIEWS

import malvec as mv
from malvec.tokenizers import SubwordTokenizer
from malvec.tokenizers.subwords.training import SubwordRecipe

RECIPES: dict[str, SubwordRecipe] = {
    "bpe": mv.Bpe(vocab_size=2500),
    "bytes": mv.Bpe(vocab_size=1000, split="bytes"),
    "wordpiece": mv.WordPiece(vocab_size=4000),
    "whitespace": mv.WordPiece(vocab_size=1000, split="whitespace", normalization="nfd"),
    "unigram": mv.Unigram(vocab_size=1500, max_texts=700),
}
fitted: dict[str, SubwordTokenizer] = {}


def units_of(name: str) -> SubwordTokenizer:
    """Trained once, by the first test that needs it."""
    if name not in fitted:
        fitted[name] = RECIPES[name].fit(REVIEWS)
    return fitted[name]
