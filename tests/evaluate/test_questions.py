"""Analogies against the slow twin; sections, restriction, bad questions."""

from __future__ import annotations

import pytest
from made.judgements import INDEX, questions_of
from reference import evaluate as slow

from malvec.evaluate import analogy
from malvec.evaluate.set_files import read_questions
from malvec.vectors.word_vectors import WordVectors


@pytest.mark.parametrize("method", ["3cosadd", "3cosmul"])
@pytest.mark.parametrize("threads", [1, 4])
def test_analogy_matches_the_twin(vectors, method, threads):
    matrix = vectors.matrix.copy()
    questions = questions_of(150)
    for a, b, c, d in questions[:60]:
        if all(word in INDEX for word in (a, b, c, d)):
            matrix[INDEX[d]] = matrix[INDEX[b]] - matrix[INDEX[a]] + matrix[INDEX[c]]
    planted = WordVectors(vectors.vocab, matrix)
    result = analogy(planted, questions, method=method, threads=threads)
    known = sum(all(word in INDEX for word in words) for words in questions)
    assert result.details["correct"] == slow.right_answers(INDEX, matrix, questions, method) > 3
    assert (result.used, result.total) == (known, 150)
    assert result.low <= result.score <= result.high
    wrong = analogy(planted, questions, method=method, missing="wrong", threads=threads)
    assert (wrong.details["correct"], wrong.used, wrong.coverage) == (
        result.details["correct"],
        150,
        known / 150,
    )


def test_sections_and_restriction(vectors, tmp_path):
    (tmp_path / "q").write_text(
        "# a comment\n: capitals of the world\nw1 w2 w3 w4\nW5 w6 w7 W8\n\n: gram1\nw1 w2 w3"
        " none\nw59 w2 w3 w4\n: empty\n"
    )
    result = analogy(vectors, tmp_path / "q", restrict=50)
    assert [(s.name, s.used, s.total) for s in result.sections] == [
        ("capitals of the world", 2, 2),
        ("gram1", 0, 2),
    ]
    assert result.missing_words == ("none", "w59")
    assert result.skipped_lines == 1
    assert analogy(vectors, tmp_path / "q").used == 3
    with pytest.raises(KeyError, match="none"):
        analogy(vectors, tmp_path / "q", missing="error")


def test_bad_questions(vectors, tmp_path):
    (tmp_path / "q").write_text(": s\na b c d\na b c\n")
    with pytest.raises(ValueError, match="line 3: 3 words"):
        read_questions(tmp_path / "q")
    with pytest.raises(ValueError, match="question 1 is"):
        analogy(vectors, [("w1", "w2", "w3", "w4"), ("a", "b", "c")])
    with pytest.raises(ValueError, match="0 of 1 questions"):
        analogy(vectors, [("a", "b", "c", "d")])
    with pytest.raises(ValueError, match="method"):
        analogy(vectors, [], method="x")
