"""What may be given as texts, and as paths: an answer, or one sentence that says what to do."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import malvec as mv
from malvec.text.texts import one_or_several

TEXTS = ["좋은 영화 좋은 배우", "나쁜 영화 나쁜 감독"] * 3


class Frame:
    """As pandas has it: an iterable of the names of its columns."""

    columns = ("review", "label")
    iloc = None

    def __iter__(self) -> Any:
        return iter(self.columns)


TAKERS: dict[str, Callable[[Any], Any]] = {
    "corpus": lambda texts: mv.Corpus.from_texts(texts, min_count=1),
    "words": lambda texts: mv.word_discovery.count_words(texts),
    "spacing": lambda texts: mv.Spacing(min_count=1).fit(texts),
    "minhash": lambda texts: mv.text.minhash(texts),
    "near_duplicates": lambda texts: mv.text.near_duplicates(texts),
    "deduplicate": lambda texts: mv.text.deduplicate(texts),
    "batch": lambda texts: mv.tokenizers.batch(str.split, texts),
    "scored": lambda texts: mv.tokenizers.LTokenizer({"영화": 1.0}).batch(texts),
}
WRONG = [
    (Frame(), "a DataFrame: name its column, such as frame.'review'"),
    ({"영화": 1}, "a dict: give its values"),
    ({"영화"}, "a set, which has no order"),
    (None, "not (from )?NoneType"),
    (3, "not (from )?int"),
    (["영화", None], "number 1, from 0, is NoneType.*leave such rows out"),
    (["영화", math.nan], "number 1, from 0, is float: nan"),
    ([("영화", "배우")], "number 0, from 0, is tuple.*from_tokens"),
]


@pytest.mark.parametrize("taker", TAKERS)
@pytest.mark.parametrize(("given", "message"), WRONG, ids=[message for _, message in WRONG])
def test_what_is_no_text(taker: str, given: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        TAKERS[taker](given)


@pytest.mark.parametrize("taker", TAKERS)
def test_what_stands_for_texts(taker: str) -> None:
    for given in (tuple(TEXTS), iter(TEXTS), np.array(TEXTS), np.array(TEXTS, object)):
        TAKERS[taker](given)


def test_a_series_is_its_values() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"review": TEXTS}, index=range(5, 11))
    assert len(mv.Corpus.from_texts(frame["review"], min_count=1)) == len(TEXTS)
    with pytest.raises(TypeError, match="frame\\['review'\\]"):
        mv.Corpus.from_texts(frame)


def test_what_is_no_path(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("하나 둘")
    with path.open() as file:
        for wrong, message in (
            (file, "not an open file.*give its name"),
            (bytes(path), "not bytes"),
            ([bytes(path)], "not bytes"),
            (3, "not int"),
            (None, "not NoneType"),
        ):
            with pytest.raises(TypeError, match=message):
                mv.Corpus.from_files(wrong, min_count=1)  # type: ignore[arg-type]
            with pytest.raises(TypeError, match=message):
                list(mv.text.readers.Lines(wrong))  # type: ignore[arg-type]


def test_one_text_or_several() -> None:
    assert one_or_several("한 줄") == ["한 줄"]
    assert one_or_several([["token", "list"], "가"]) == [["token", "list"], "가"]
    for given in (None, 3, b"a", {"a"}, {"a": "b"}):
        with pytest.raises(TypeError, match="texts must be an iterable of str, not"):
            one_or_several(given)


def test_a_table_is_not_taken_for_the_names_of_its_columns() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"text": ["가 나"], "label": [1]})
    with pytest.raises(TypeError, match=r"a DataFrame: name its column, such as frame\['text'\]"):
        one_or_several(frame)
    assert one_or_several(frame["text"]) == ["가 나"]
