"""Coherence of topics: numbers worked out by hand, and the slow twin."""

from __future__ import annotations

import math
import warnings
from typing import get_args

import numpy as np
import pytest
from reference.coherence import coherence as slow

import malvec as mv
from malvec.corpus.tags import Tags
from malvec.documents import coherence as module
from malvec.documents.coherence import Measure, coherence

Z = ["z"]


def corpus_of(texts: list[list[str]]) -> mv.Corpus:
    return mv.Corpus.from_tokens(texts, min_count=1, keep_empty=True)


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        ([["a", "b"], ["a"], ["b"], Z], 0),
        ([["a", "b"], ["a"], ["b"], *[Z] * 97], 3.2189),
        ([["a", *Z * 10], ["a", "b"], ["b"]], 0),  # two windows of ten
        ([["z", "a", *Z * 10], ["a", "b"], ["b"]], -0.1823),  # three windows
        ([["a", "b"], [], ["a"], [], ["b"], Z], 0),
    ],
)
def test_windows_without_topic_words_count(texts: list[list[str]], wanted: float) -> None:
    corpus = corpus_of(texts)
    assert coherence([["a", "b"]], corpus, "c_uci") == [pytest.approx(wanted, abs=5e-5)]
    if not wanted:
        assert coherence([["a", "b"]], corpus, "c_npmi") == [pytest.approx(0, abs=1e-9)]


@pytest.mark.parametrize("measure", get_args(Measure))
def test_it_is_what_the_slow_twin_says(measure: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BLOCK", 100)
    random = np.random.default_rng(4)
    texts = [
        [f"w{word}" for word in random.integers(0, 40, random.choice([0, 1, 9, 10, 11, 60, 150]))]
        for _ in range(40)
    ]
    texts = [[*text, "everywhere"] if text else [] for text in texts]
    topics = [[f"w{word}" for word in random.choice(40, 6, replace=False)] for _ in range(3)]
    topics += [["everywhere", "w1", "w2"]]
    found = coherence(topics, corpus_of(texts), measure)
    assert found == pytest.approx([slow(topic, texts, measure) for topic in topics], abs=1e-9)


def test_words_that_the_corpus_lacks() -> None:
    texts = [["a", "b"], ["a"], ["b"], Z]
    for measure in get_args(Measure):
        with pytest.warns(UserWarning, match="1 of 3 words of topics are not in the corpus"):
            found = coherence([["a", "b", "nowhere"]], corpus_of(texts), measure)
        assert found == pytest.approx([slow(["a", "b", "nowhere"], texts, measure)], abs=1e-9)


def test_topics_of_one_word_have_none() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = coherence([["a"], ["a", "b"]], corpus_of([["a", "b"]]), "c_v")
    assert math.isnan(found[0])
    assert found[1] == pytest.approx(1)


def test_a_model_asks_for_its_first_words() -> None:
    vocab = mv.Vocab.from_words(list("abcd"), [1] * 4)
    output = np.array([[0.5, 0], [0.5, 0], [0, 0.5], [0, 0.5]], np.float32)
    model = mv.documents.TopicModel(
        Tags(mv.Vocab.from_words(["i0"])),
        np.ones((1, 2), np.float32) / 2,
        vocab,
        output,
        alpha=np.ones(2),
    )
    texts = [["a", "b"], ["a"], ["b"], ["c", "d"]]
    found = model.coherence(corpus_of(texts), "c_uci", topn=2)
    assert found == pytest.approx([0, math.log(4)], abs=1e-9)
    with pytest.raises(ValueError, match="c_v, u_mass, c_uci, c_npmi"):
        model.coherence(corpus_of(texts), "c_w")
