"""Corpora of which nothing can be learnt."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import malvec as mv


@pytest.mark.parametrize("made", [mv.Skipgram, mv.Cbow, mv.Doc2Vec])
def test_nothing_trained_is_an_error(made: type[Any]) -> None:
    with pytest.raises(ValueError, match=r"nothing was trained .* random: .*raise sample"):
        made(dim=4, sample=1e-9).fit(mv.Corpus.from_tokens([["a"], ["b"]], min_count=1))


def test_nothing_trained_leaves_initial_vectors_as_they_are() -> None:
    corpus = mv.Corpus.from_tokens([["a", "b", "c"]] * 9, min_count=1)
    first = mv.Skipgram(dim=4, epochs=1, sample=0).fit(corpus)
    apart = mv.Corpus.from_tokens([[word] for word in corpus.vocab], min_count=1)
    with pytest.warns(UserWarning, match=r"nothing was trained.* as they were"):
        again = mv.Skipgram(dim=4).fit(apart, initial=first)
    assert np.array_equal(first[list(again)], again.matrix)
