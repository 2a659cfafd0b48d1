"""A small encoder of which the questions in examples/embed can be asked."""

from __future__ import annotations

import random
from pathlib import Path

import malvec as mv

WORDS = (
    "희망",
    "절망",
    "꿈",
    "재미있는",
    "재밋다",
    "지루한",
    "영화",
    "배우",
    "남자",
    "여자",
    "아빠",
    "엄마",
)


def encoder_file(folder: Path) -> Path:
    """A file of an encoder with sub-words of jamo, trained on words that meet by chance."""
    chance = random.Random(7)
    texts = [" ".join(chance.choices(WORDS, k=6)) for _ in range(400)]
    corpus = mv.Corpus.from_texts(texts, min_count=1)
    recipe = mv.Skipgram(dim=12, epochs=2, threads=1, subwords="jamo", buckets=500, sample=0)
    path = folder / "encoder.safetensors"
    mv.Sif().fit(recipe.fit(corpus, progress=False), texts).save(path)
    return path
