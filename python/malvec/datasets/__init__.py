"""What comes with the package: 100,000 Korean film reviews, and two tiny sets to try an evaluation
with.

The reviews are a random sample, in random order, of the reviews of Naver's film pages collected by
Lucy Park as the raw data of the Naver sentiment movie corpus (https://github.com/e9t/nsmc), which
is in the public domain (CC0 1.0). The sets were written for malvec: they show within a second
whether vectors of Korean words have learnt anything, and are too small and too easy to rank models
by. No network is needed.
"""

from __future__ import annotations

import io
import lzma
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

__all__ = ["Review", "analogies", "review_texts", "reviews", "word_pairs"]


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


def word_pairs() -> Path:
    """The file of 50 pairs of Korean nouns with a score of how alike they are, from 0 to 10, as its
    author sees it: a smoke test.

    Example:
        >>> word_pairs().read_text("utf-8").splitlines()[1].split()
        ['엄마', '어머니', '9.7']
    """
    return _file("pairs-ko.tsv")


def analogies() -> Path:
    """The file of 40 analogies between Korean nouns, of families, opposites, countries and
    occupations: a smoke test.

    Example:
        >>> analogies().read_text("utf-8").splitlines()[1:3]
        [': 가족', '남자 여자 아빠 엄마']
    """
    return _file("analogies-ko.txt")


def _file(name: str) -> Path:
    return Path(str(files(__name__) / name))
