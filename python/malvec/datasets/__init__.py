"""A small corpus that comes with the package: 100,000 Korean film reviews.

A random sample, in random order, of the reviews of Naver's film pages collected by Lucy Park as the
raw data of the Naver sentiment movie corpus (https://github.com/e9t/nsmc), which is in the public
domain (CC0 1.0). No network is needed.
"""

from __future__ import annotations

import io
import lzma
from collections.abc import Iterator
from importlib.resources import files
from typing import NamedTuple

__all__ = ["Review", "review_texts", "reviews"]


class Review(NamedTuple):
    """One film review: the film's number, the rating from 1 to 10, and the text, one line without
    tabs."""

    film: int
    rating: int
    text: str


def reviews() -> Iterator[Review]:
    """The reviews one after another.

    Example:
        >>> next(reviews())
        Review(film=44332, rating=10, text='보기 드물게 고요한 영화. 진심이 느껴지는..')
    """
    with (files(__name__) / "reviews.tsv.xz").open("rb") as packed, lzma.open(packed) as plain:
        for line in io.TextIOWrapper(plain, encoding="utf-8", newline="\n"):
            film, rating, text = line.rstrip("\n").split("\t")
            yield Review(int(film), int(rating), text)


def review_texts() -> list[str]:
    """The texts alone, ready for ``Corpus.from_texts``."""
    return [review.text for review in reviews()]
