"""Our own loops, small and quick: ``make bench``. Compare figures of one machine and one hour
only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import malvec as mv

WORDS, TOKENS = 20_000, 500_000


@pytest.fixture(scope="module")
def text_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a million tokens, distributed by Zipf's law, 25 to a line."""
    random = np.random.default_rng(0)
    frequency = 1 / np.arange(1, WORDS + 1)
    ids = random.choice(WORDS, TOKENS, p=frequency / frequency.sum())
    path = tmp_path_factory.mktemp("bench") / "corpus.txt"
    path.write_text("\n".join(" ".join(f"w{i}" for i in line) for line in ids.reshape(-1, 25)))
    return path


@pytest.fixture(scope="module")
def corpus(text_file: Path) -> mv.Corpus:
    return mv.Corpus.from_files(text_file, min_count=1)


def test_encode(benchmark: Any, text_file: Path) -> None:
    corpus = benchmark.pedantic(mv.Corpus.from_files, (text_file,), {"min_count": 1}, rounds=5)
    assert len(corpus.ids) == TOKENS


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("recipe", [mv.Skipgram, mv.Cbow])
def test_train(benchmark: Any, corpus: mv.Corpus, recipe: Any, threads: int) -> None:
    vectors = benchmark.pedantic(
        recipe(epochs=1, sample=1e-3, threads=threads).fit, (corpus,), rounds=5
    )
    assert np.isfinite(vectors.matrix).all()


def test_search(benchmark: Any, corpus: mv.Corpus) -> None:
    vectors = mv.Skipgram(epochs=1).fit(corpus)
    vectors.most_similar("w1")  # the first question builds what later ones share
    found = benchmark(vectors.most_similar, "w1", topn=10)
    assert len(found) == 10
