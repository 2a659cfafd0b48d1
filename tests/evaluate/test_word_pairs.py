"""Similarity against its one-at-a-time twin; coverage; knobs; nothing changes."""

from __future__ import annotations

import numpy as np
import pytest
from made.judgements import INDEX, questions_of
from reference import evaluate as slow

import malvec as mv
from malvec import evaluate
from malvec.evaluate import analogy, similarity


def test_similarity_matches_the_twin(vectors, pairs):
    result = similarity(vectors, pairs)
    assert result.score == pytest.approx(slow.similarity(INDEX, vectors.matrix, pairs))
    assert result.low <= result.score <= result.high
    known = sum(a in INDEX and b in INDEX for a, b, _ in pairs)
    assert (result.used, result.known, result.total) == (known, known, 80)
    assert set(result.missing_words) == {
        word for a, b, _ in pairs for word in (a, b) if word not in INDEX
    }
    assert f"{known} of 80" in str(result)
    assert similarity(vectors, pairs) == result  # the same seed


def test_similarity_with_unknown_words(vectors, pairs):
    zero = similarity(vectors, pairs, missing="zero", bootstrap=0)
    assert zero.used == 80
    assert zero.coverage == zero.known / 80 < 1
    assert np.isnan(zero.low)
    with pytest.raises(KeyError, match="w6"):
        similarity(vectors, pairs, missing="error")
    with pytest.raises(ValueError, match=r"0 of 1 word pairs are known.*none"):
        similarity(vectors, [("none", "nothing", 1.0)])
    with pytest.raises(ValueError, match="missing='x': must be one of"):
        similarity(vectors, pairs, missing="x")
    assert similarity(vectors, [("w1", "w2", 3.0)] * 4).score == 0  # nothing to rank


def test_fall_back_to_lower_case_and_nfc(vectors):
    decomposed = "\u1100\u1161"
    table = [("Paris", "w1", 1.0), (decomposed, "w2", 2.0), ("Seoul", "W3", 3.0)]
    assert similarity(vectors, table).known == 3
    assert (
        similarity(vectors, [*table, ("w1", "w2", 4.0), ("w2", "w3", 5.0)], fall_back=False).known
        == 2
    )


def test_nothing_is_changed(vectors, pairs):
    before = vectors.matrix.tobytes(), list(vectors)
    similarity(vectors, pairs)
    analogy(vectors, questions_of(20))
    assert (vectors.matrix.tobytes(), list(vectors)) == before


@pytest.mark.parametrize(
    ("knobs", "error"),
    [
        ({"bootstrap": 2.5}, TypeError),
        ({"bootstrap": -1}, ValueError),
        ({"bootstrap": 2**70}, ValueError),
        ({"confidence": 1}, ValueError),
        ({"confidence": "0.9"}, TypeError),
        ({"seed": -1}, ValueError),
        ({"seed": 1.5}, TypeError),
    ],
)
def test_knobs_that_cannot_be_are_named(vectors, pairs, knobs, error):
    name = next(iter(knobs))
    for judge, source in ((similarity, pairs), (analogy, questions_of(20))):
        with pytest.raises(error, match=f"{name}="):
            judge(vectors, source, **knobs)
    for more in ({"restrict": -1}, {"threads": 2**31}):
        with pytest.raises(ValueError, match=f"{next(iter(more))}="):
            analogy(vectors, "not/read", **more)


def test_scores_that_are_not_finite() -> None:
    vectors = mv.WordVectors(mv.Vocab.from_words(list("abc")), np.eye(3, dtype=np.float32))
    with pytest.raises(ValueError, match="pair 1 has the score nan"):
        evaluate.similarity(vectors, [("a", "b", 1.0), ("a", "c", float("nan"))])
