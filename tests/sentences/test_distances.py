"""Distances between texts by definition; transport against assignment of as many pieces."""

from __future__ import annotations

import itertools
import math
import unicodedata
from collections import Counter

import numpy as np
import pytest
from made.subword_vectors import subword_vectors
from scipy.optimize import linear_sum_assignment

import malvec as mv
from malvec.sentences import distances

WORDS = [f"w{i}" for i in range(12)]
MATRIX = np.random.default_rng(3).standard_normal((12, 5)).astype(np.float32)
VECTORS = mv.WordVectors(
    mv.Vocab.from_words(WORDS, range(12, 0, -1)),
    MATRIX,
    metadata={"tokenizer": '{"name": "whitespace"}'},
)
RANDOM = np.random.default_rng(6)
TEXTS = [" ".join(RANDOM.choice([*WORDS, "x"], size)) for size in (1, 2, 3, 4, 5, 6, 3, 2)]
PAIRS = list(itertools.combinations(TEXTS, 2))


def transported(a, b, unit):
    """Each text as so many equal pieces that both have as many; the cheapest assignment."""
    rows = []
    sides = [[word for word in text.split() if word in VECTORS] for text in (a, b)]
    pieces = math.lcm(*map(len, sides))
    for side in sides:
        vectors = np.array(
            [VECTORS[word].astype(float) for word in side for _ in range(pieces // len(side))]
        )
        rows.append(vectors / np.linalg.norm(vectors, axis=1, keepdims=True) if unit else vectors)
    costs = np.linalg.norm(rows[0][:, None] - rows[1], axis=2)
    return costs[linear_sum_assignment(costs)].mean(), max(costs.min(0).mean(), costs.min(1).mean())


@pytest.mark.parametrize("unit", [True, False])
def test_word_movers_is_the_cheapest_transport(unit):
    for a, b in PAIRS:
        if any(set(text.split()) == {"x"} for text in (a, b)):
            continue
        exact, bound = transported(a, b, unit)
        assert distances.word_movers(a, b, VECTORS, unit_length=unit) == pytest.approx(
            exact, abs=1e-6
        )
        assert distances.word_movers(
            a, b, VECTORS, unit_length=unit, relaxed=True
        ) == pytest.approx(bound, abs=1e-6)
        assert bound <= exact + 1e-9


def test_word_movers_finds_the_nearest_text():
    for text in TEXTS:
        found = distances.word_movers_nearest(text, TEXTS, VECTORS, topn=3)
        every = sorted(
            (distances.word_movers(text, other, VECTORS), i) for i, other in enumerate(TEXTS)
        )[:3]
        assert [i for i, _ in found] == [i for _, i in every]
        assert [d for _, d in found] == pytest.approx([d for d, _ in every])
    assert distances.word_movers(TEXTS[4], TEXTS[4], VECTORS) == 0


@pytest.mark.parametrize(("threshold", "exponent"), [(0.0, 2.0), (0.0, 1.0), (0.4, 2.0)])
def test_soft_cosine_is_that_of_the_definition(threshold, exponent):
    def alike(u, v):
        if u == v:
            return 1.0
        if u not in VECTORS or v not in VECTORS:
            return 0.0
        cosine = VECTORS.similarity(u, v)
        return cosine**exponent if cosine > threshold else 0.0

    def product(a, b):
        return sum(
            n * m * alike(u, v)
            for u, n in Counter(a.split()).items()
            for v, m in Counter(b.split()).items()
        )

    for a, b in PAIRS:
        expected = 1 - min(1, product(a, b) / math.sqrt(product(a, a) * product(b, b)))
        found = distances.soft_cosine(a, b, VECTORS, threshold=threshold, exponent=exponent)
        assert found == pytest.approx(expected, abs=1e-5)
    assert distances.soft_cosine(TEXTS[4], TEXTS[4], VECTORS) == pytest.approx(0, abs=1e-12)


def test_jaccard_and_cosine():
    assert distances.jaccard_distance("재미 있는 영화", "재미 없는 영화") == 0.5
    assert distances.jaccard_distance(
        "ab", "bc", tokenizer=mv.tokenizers.Characters()
    ) == pytest.approx(2 / 3)
    assert distances.jaccard_distance(["a b", "c"], ["c"]) == 0.5
    encoder = mv.Mean().fit(VECTORS)
    for a, b in PAIRS:
        assert distances.cosine(a, b, encoder) == pytest.approx(
            1 - encoder.similarity(a, b), abs=1e-6
        )
        assert distances.cosine(a.split(), b, encoder) == distances.cosine(a, b, encoder)


@pytest.mark.parametrize(
    ("a", "b", "infinite"),
    [("", "", 0), ("w1", "", math.inf), ("", "w1", math.inf), ("w1", "y", math.inf), ("y", "z", 0)],
)
def test_empty_texts_and_unseen_words(a, b, infinite):
    assert distances.word_movers(a, b, VECTORS) == infinite
    assert distances.word_movers(a, b, VECTORS, relaxed=True) == infinite
    nothing = not a and not b
    assert (
        distances.soft_cosine(a, b, VECTORS)
        == distances.jaccard_distance(a, b)
        == (0 if nothing else 1)
    )
    assert distances.cosine(a, b, mv.Mean().fit(VECTORS)) == 1
    assert distances.soft_cosine("y", "y", VECTORS) == 0


def test_words_that_were_not_seen_but_have_sub_words():
    vectors, _, _ = subword_vectors()
    near = distances.word_movers(["영화관에"], ["영화관"], vectors)
    assert 0 < near < distances.word_movers(["영화관에"], ["hello"], vectors) < math.inf
    assert distances.soft_cosine(["영화관에"], ["영화관"], vectors) < 1


def test_what_is_refused():
    bad = mv.WordVectors(
        VECTORS.vocab, np.where(np.arange(12)[:, None] == 3, np.nan, MATRIX).astype(np.float32)
    )
    with pytest.raises(ArithmeticError, match="'w3' is not finite"):
        distances.word_movers(["w3"], ["w1"], bad)
    with pytest.raises(ValueError, match="threshold=-1"):
        distances.soft_cosine("w1", "w2", VECTORS, threshold=-1)
    with pytest.raises(ValueError, match="pass tokenizer="):
        distances.word_movers("w1", "w2", bad)


def test_how_many_are_asked_for() -> None:
    vectors, _, _ = subword_vectors()
    assert distances.word_movers_nearest("영화", ["영화"], vectors, topn=0) == []
    for topn, error in ((-1, ValueError), (1.5, TypeError), (None, TypeError)):
        with pytest.raises(error, match="topn"):
            distances.word_movers_nearest(["영화"], [["영화"]], vectors, topn=topn)


@pytest.mark.parametrize("text", [None, 5, b"w1", ["w1", None], [["w1"]]])
def test_what_is_no_text(text: object) -> None:
    for ask in (
        lambda: distances.jaccard_distance(text, "w1"),
        lambda: distances.soft_cosine(text, ["w1"], VECTORS),
        lambda: distances.word_movers(["w1"], text, VECTORS),
        lambda: distances.word_movers_nearest(text, [["w1"]], VECTORS),
        lambda: distances.word_movers_nearest(["w1"], [text], VECTORS),
    ):
        with pytest.raises(TypeError, match="a text is a str or a list of words"):
            ask()
    for among in (None, 5, "w1 w2"):
        with pytest.raises(TypeError, match="among must be an iterable of str"):
            distances.word_movers_nearest(["w1"], among, VECTORS)


def test_texts_are_cleaned_as_the_corpus_was() -> None:
    texts = ["좋은 영화 배우", "나쁜 영화 감독"] * 20
    corpus = mv.Corpus.from_texts(texts, min_count=1, normalizer=mv.Normalizer(html=True))
    vectors = mv.Skipgram(dim=8, epochs=2, sample=0, threads=1).fit(corpus)
    encoder = mv.Mean().fit(vectors)
    a, b = "좋은<br>영화", "좋은 영화"
    c = unicodedata.normalize("NFD", b)
    for x, y in ((a, b), (c, b), (c.split(), b.split()), (c.split(), b)):
        assert distances.cosine(x, y, encoder) == pytest.approx(0, abs=1e-6)
        assert distances.soft_cosine(x, y, vectors) == pytest.approx(0, abs=1e-6)
        assert distances.word_movers(x, y, vectors) == pytest.approx(0, abs=1e-6)
    assert distances.jaccard_distance(c, b) == 0
    assert distances.jaccard_distance(c.split(), b.split()) == 0
