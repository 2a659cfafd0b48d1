"""Paired tests of two models: what they say of equal, better and incomparable results; their rate
of false alarms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from malvec.evaluate import analogy, categories, compare, similarity
from malvec.evaluate.outcomes import Outcomes, share, spearman
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

WORDS = [f"w{i}" for i in range(80)]


class Result:
    def __init__(self, values, statistic=spearman, used=None, items="same"):
        used = np.ones(len(values), bool) if used is None else used
        self.outcomes = Outcomes(
            kind="similarity",
            statistic=statistic,
            values=np.asarray(values, np.float64),
            used=used,
            items=items,
        )


def models():
    random = np.random.default_rng(1)
    truth = random.standard_normal((80, 12))
    noisy = truth + 2 * random.standard_normal(truth.shape)
    pairs = []
    for a, b in random.integers(0, 80, (200, 2)):
        pairs.append(
            (
                f"w{a}",
                f"w{b}",
                float(truth[a] @ truth[b] / np.linalg.norm(truth[a]) / np.linalg.norm(truth[b])),
            )
        )
    made = [
        WordVectors(Vocab.from_words(WORDS), matrix.astype(np.float32)) for matrix in (truth, noisy)
    ]
    return *made, pairs


def test_the_better_model_is_told():
    good, poor, pairs = models()
    a, b = similarity(good, pairs), similarity(poor, pairs)
    for method in ("bootstrap", "steiger"):
        test = compare(a, b, method=method)
        assert (test.first, test.second) == (pytest.approx(a.score), pytest.approx(b.score))
        assert test.difference == pytest.approx(a.score - b.score)
        assert 0 < test.low < test.difference < test.high
        assert test.p < 0.01
        assert (test.items, test.only_first, test.only_second) == (200, 0, 0)
        back = compare(b, a, method=method)
        assert (back.difference, back.p) == (pytest.approx(-test.difference), pytest.approx(test.p))
        assert compare(a, b, method=method) == test  # the same seed
    assert "against" in str(compare(a, b))


def test_equal_models_are_not_told_apart():
    good, _, pairs = models()
    a = similarity(good, pairs)
    for method in ("bootstrap", "steiger"):
        assert (compare(a, a, method=method).p, compare(a, a, method=method).difference) == (1, 0)
    questions = [("w1", "w2", "w3", "w4")] * 5
    assert compare(analogy(good, questions), analogy(good, questions), method="mcnemar").p == 1


def null_results(random, statistic):
    """Two models that are equally good and make partly the same mistakes."""
    truth, shared = random.standard_normal((2, 60))
    a, b = (truth + shared + random.standard_normal(60) for _ in range(2))
    if statistic is share:
        return [Result(np.stack([each > 0, np.ones(60)], axis=1), share) for each in (a, b)]
    return [Result(np.stack([truth, each], axis=1)) for each in (a, b)]


@pytest.mark.parametrize(
    ("method", "statistic", "least"),
    [("bootstrap", share, 1), ("steiger", spearman, 1), ("bootstrap", spearman, 0)],
)
def test_false_alarms_are_no_more_frequent_than_they_claim(method, statistic, least):
    random = np.random.default_rng(2)
    bootstrap = 200 if method == "bootstrap" else 0
    alarms = sum(
        compare(*null_results(random, statistic), method=method, bootstrap=bootstrap).p < 0.05
        for _ in range(150)
    )
    # 7.5 expected; ranks of resamples have ties, which makes the bootstrap a little cautious
    assert least <= alarms <= 16


def test_steiger_against_independent_arithmetic():
    """The published formulas, with all three coefficients written out; n = 103, r12 = .50, r13 =
    .30, r23 = .40 by construction."""
    random = np.random.default_rng(3)
    wanted = np.array([[1, 0.5, 0.3], [0.5, 1, 0.4], [0.3, 0.4, 1]])
    raw = random.standard_normal((103, 3))
    raw -= raw.mean(axis=0)
    white = raw @ np.linalg.inv(np.linalg.cholesky(raw.T @ raw / 103)).T
    data = white @ np.linalg.cholesky(wanted).T
    r12, r13, r23 = (float(spearman(data[:, pair])) for pair in ([0, 1], [0, 2], [1, 2]))
    mean = (r12 + r13) / 2
    s = (r23 * (1 - 2 * mean**2) - 0.5 * mean**2 * (1 - 2 * mean**2 - r23**2)) / (1 - mean**2) ** 2
    z = (math.atanh(r12) - math.atanh(r13)) * math.sqrt(100) / math.sqrt(2 - 2 * s)
    test = compare(Result(data[:, [0, 1]]), Result(data[:, [0, 2]]), method="steiger")
    assert test.p == pytest.approx(math.erfc(abs(z) / math.sqrt(2)))
    assert 0.01 < test.p < 0.3


def test_mcnemar_counts_only_disagreements():
    a = np.array([[1, 1]] * 10 + [[0, 1]] * 2 + [[1, 1]] * 30)
    b = np.array([[0, 1]] * 10 + [[1, 1]] * 2 + [[1, 1]] * 30)
    test = compare(Result(a, share), Result(b, share), method="mcnemar")
    assert test.p == pytest.approx(2 * sum(math.comb(12, k) for k in range(3)) / 2**12)
    assert test.difference == pytest.approx(8 / 42)


def test_only_items_that_count_for_both():
    used = np.ones(50, bool)
    used[:5] = False
    other = np.ones(50, bool)
    other[48:] = False
    values = np.random.default_rng(4).standard_normal((50, 2))
    test = compare(Result(values, used=used), Result(values, used=other))
    assert (test.items, test.only_first, test.only_second) == (43, 2, 5)
    assert test.first == pytest.approx(float(spearman(values[5:48])))


def test_what_cannot_be_compared():
    good, poor, pairs = models()
    a = similarity(good, pairs)
    kinds = [(f"w{i}", "ab"[i % 2]) for i in range(20)]
    for other, message in (
        (similarity(poor, pairs[1:]), "two sets of similarity"),
        (categories(poor, kinds), "similarity and categories"),
        (
            Result(np.zeros((200, 2)), used=np.zeros(200, bool), items=a.outcomes.items),
            "no item of the set",
        ),
    ):
        with pytest.raises(ValueError, match=message):
            compare(a, other)
    with pytest.raises(ValueError, match="right or wrong"):
        compare(a, a, method="mcnemar")
    with pytest.raises(ValueError, match="compares correlations"):
        compare(categories(good, kinds), categories(poor, kinds), method="steiger")
    with pytest.raises(ValueError, match="method='t'"):
        compare(a, a, method="t")
    with pytest.raises(ValueError, match="needs resamples"):
        compare(a, a, bootstrap=0)
    assert compare(categories(good, kinds), categories(poor, kinds)).items == 20
