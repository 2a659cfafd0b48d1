"""The bundled reviews and sets."""

import doctest

from malvec import datasets
from malvec.evaluate.set_files import read_pairs, read_questions


def test_reviews_are_complete() -> None:
    reviews = list(datasets.reviews())
    assert len(reviews) == 100_000
    assert all(1 <= review.rating <= 10 and review.film > 0 for review in reviews)
    assert all(
        review.text.strip() == review.text != "" and "\t" not in review.text for review in reviews
    )


def test_texts_are_those_of_the_reviews() -> None:
    texts = datasets.review_texts()
    assert texts[:100] == [
        review.text for review, _ in zip(datasets.reviews(), range(100), strict=False)
    ]
    assert sum("영화" in text for text in texts) > 20_000


def test_the_example_is_true() -> None:
    assert doctest.testmod(datasets).failed == 0


def test_the_sets_ask_for_words_of_the_reviews() -> None:
    pairs, asked = read_pairs(datasets.word_pairs()), read_questions(datasets.analogies())
    assert (pairs.skipped_lines, asked.skipped_lines) == (1, 1)
    scores = [score for *_, score in pairs.pairs]
    assert (len(scores), scores) == (50, sorted(scores, reverse=True))
    assert len({frozenset(pair[:2]) for pair in pairs.pairs}) == 50
    questions = [words for _, words in asked.questions]
    assert len(set(questions)) == len(questions) == 40
    text = "\n".join(datasets.review_texts())
    for word in {*sum(questions, ()), *(word for a, b, _ in pairs.pairs for word in (a, b))}:
        assert text.count(word) >= 9, word
