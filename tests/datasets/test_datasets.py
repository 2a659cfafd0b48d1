"""The bundled reviews."""

import doctest

from malvec import datasets


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
