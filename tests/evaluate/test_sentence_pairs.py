"""Sentence similarity for any encoder; its reader."""

from __future__ import annotations

import numpy as np
import pytest
from made.judgements import INDEX, PAIRS

from malvec import evaluate


def mean_of(vectors):
    def encode(texts):
        rows = [
            [
                vectors.matrix[INDEX[w]] / np.linalg.norm(vectors.matrix[INDEX[w]])
                for w in t.split()
                if w in INDEX
            ]
            for t in texts
        ]
        return np.array([np.mean(row, axis=0) if row else np.zeros(10) for row in rows])

    return encode


def test_sentences_by_any_encoder(vectors):
    class Encoder:
        encode = staticmethod(mean_of(vectors))

    result = evaluate.sentences(vectors, PAIRS)
    assert result.score == pytest.approx(evaluate.sentences(Encoder(), PAIRS).score)
    assert result.score == pytest.approx(evaluate.sentences(mean_of(vectors), PAIRS).score)
    rows = [mean_of(vectors)([a, b]) for a, b, _ in PAIRS]
    ours = [
        0 if not (a.any() and b.any()) else a @ b / np.linalg.norm(a) / np.linalg.norm(b)
        for a, b in rows
    ]
    judged = np.array([score for *_, score in PAIRS])
    expected = np.corrcoef(np.argsort(np.argsort(ours)), np.argsort(np.argsort(judged)))[0, 1]
    assert result.score == pytest.approx(expected)
    assert result.details["pearson"] == pytest.approx(np.corrcoef(ours, judged)[0, 1])
    assert (result.used, result.known, result.total) == (5, 4, 5)
    assert evaluate.sentences(vectors, PAIRS, missing="skip").used == 4
    with pytest.raises(ValueError, match="1 pairs have a zero vector"):
        evaluate.sentences(vectors, PAIRS, missing="error")


@pytest.mark.parametrize(
    ("encoder", "error", "message"),
    [
        (lambda texts: np.ones((3, 2)), ValueError, "3 rows for 10 texts"),
        (lambda texts: np.full((10, 2), np.nan), ValueError, "text 0 that is not finite"),
        (lambda texts: ["a"] * 10, TypeError, "not numbers"),
        (lambda texts: np.ones(10), TypeError, r"shape \(10,\)"),
        (7, TypeError, "int is neither"),
    ],
)
def test_an_encoder_that_does_not_keep_its_promise(encoder, error, message):
    with pytest.raises(error, match=message):
        evaluate.sentences(encoder, PAIRS)


def test_a_file_as_korsts_has_it(vectors, tmp_path):
    lines = [f'{"ab"[i % 2]}\tx\t{score}\t"{a}\t{b}' for i, (a, b, score) in enumerate(PAIRS)]
    (tmp_path / "s").write_text(
        "genre\tid\tscore\tsentence1\tsentence2\n" + "\n".join(lines) + "\n", "utf-8"
    )
    result = evaluate.sentences(vectors, tmp_path / "s")
    assert (result.total, result.skipped_lines) == (5, 1)
    assert [(s.name, s.total) for s in result.sections] == [("a", 3), ("b", 2)]
    bare = tmp_path / "bare"
    bare.write_text("".join(f"{a}\t{b}\t{score}\n" for a, b, score in PAIRS))
    assert evaluate.sentences(vectors, bare).score == evaluate.sentences(vectors, PAIRS).score
    assert evaluate.sentences(vectors, bare).sections == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\tb\t1\nc\td\n", "line 2: 2 columns split by tabs, not 3"),
        ("a\tb\t1\nc\td\tmany\n", "line 2: the score is not a number: 'many'"),
        ("a\tb\tnan\nc\td\t1\n", "line 1: the score is not a number"),
        ("a,b,1\nc,d,2\n", "line 1: 1 columns split by tabs"),
        (
            "sentence1\tsentence2\tx\na\tb\t1\n",
            "line 1: no column score; there are sentence1, sentence2, x",
        ),
        ("a\tb\t1\n", "1 pairs of sentences: at least two"),
        ("sentence1\tsentence2\tscore\n", "0 pairs of sentences"),
        ("", "is empty"),
    ],
)
def test_a_bad_file_of_sentences(vectors, tmp_path, text, message):
    (tmp_path / "s").write_text(text)
    with pytest.raises(ValueError, match=message):
        evaluate.sentences(vectors, tmp_path / "s")
