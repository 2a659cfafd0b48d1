"""Items given in memory: tables and generators are answered, all else is one sentence."""

from __future__ import annotations

import numpy as np
import pytest
from made.judgements import WORDS

import malvec as mv
from malvec.evaluate import analogy, categories, outliers, sentences, similarity

NO_SETS = [None, 3, b"a b", {"a": "b"}, {("a", "b", 1.0)}]


@pytest.mark.parametrize("given", NO_SETS, ids=repr)
@pytest.mark.parametrize("evaluation", [similarity, analogy, outliers])
def test_what_is_no_set_is_told(vectors, evaluation, given):
    with pytest.raises(TypeError, match=r"read from a file, a list of .* not from"):
        evaluation(vectors, given)


@pytest.mark.parametrize("given", NO_SETS, ids=repr)
def test_what_is_no_set_of_sentences_is_told(given):
    with pytest.raises(TypeError, match=r"pairs are read from a file, a list of \(sentence, sent"):
        sentences(lambda texts: np.ones((len(texts), 2)), given)
    if not isinstance(given, dict):  # a dictionary of categories is one
        with pytest.raises(TypeError, match=r"items are read from .* \(word, category\)"):
            categories(mv.WordVectors(mv.Vocab.from_words(["a"]), np.ones((1, 2))), given)


@pytest.mark.parametrize(
    ("given", "kind", "message"),
    [
        (["a b 1"], TypeError, r"pair 0 is 'a b 1', not \(word, word, score\)"),
        ([("a", "b", 1), 5], TypeError, r"pair 1 is 5, not \(word, word, score\)"),
        ([("a", "b")], ValueError, r"pair 0 is \('a', 'b'\), not \(word, word, score\)"),
        ([("a", float("nan"), 1)], TypeError, "pair 0: a word is a str, not float: nan"),
        ([(b"a", "b", 1)], TypeError, "pair 0: a word is a str, not bytes: b'a'"),
        ([("a", "b", "much")], ValueError, "pair 0 has the score 'much', no finite number"),
        ([("a", "b", None)], ValueError, "pair 0 has the score None, no finite number"),
    ],
)
def test_pairs_that_cannot_be_are_told_by_number(vectors, given, kind, message):
    with pytest.raises(kind, match=message):
        similarity(vectors, given)


def test_questions_and_sets_that_cannot_be_are_told_by_number(vectors):
    with pytest.raises(ValueError, match=r"question 1 is \('w1', 'w2'\), not \(word, word, word"):
        analogy(vectors, [WORDS[:4], ("w1", "w2")])
    with pytest.raises(TypeError, match="question 0 is 'king', not"):
        analogy(vectors, ["king"])
    with pytest.raises(TypeError, match=r"set 0 is 'w1', not \(words, outliers\)"):
        outliers(vectors, ["w1"])


def test_a_table_is_read_row_by_row(vectors, pairs):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(pairs, columns=["one", "other", "human"])
    assert similarity(vectors, frame) == similarity(vectors, pairs)
    assert similarity(vectors, (pair for pair in pairs)) == similarity(vectors, pairs)
    with pytest.raises(ValueError, match=r"pair 0 is .*, not \(word, word, score\)"):
        similarity(vectors, frame[["one", "other"]])
