"""Readers of lines: plain, labelled, NSMC."""

from __future__ import annotations

import pytest
from made.files import Write

import malvec as mv
from malvec.text.readers import Record


def test_lines(write: Write) -> None:
    reader = mv.text.readers.Lines(
        [write("a.txt", "\ufeff하나\r\n둘\n\n"), write("b.txt.gz", "셋")]
    )
    assert list(reader) == ["하나", "둘", "", "셋"]
    assert list(reader) == list(reader)


def test_bytes_that_are_not_utf8_stay(write: Write) -> None:
    (text,) = mv.text.readers.Lines(write("a.txt", b"caf\xe9"))
    assert text.encode("utf-8", "surrogateescape") == b"caf\xe9"


def test_nsmc_with_its_header(write: Write) -> None:
    path = write("ratings.txt", "id\tdocument\tlabel\n1\t재미있다\t1\n2\t\t0\n")
    records = list(mv.text.readers.Nsmc(path).records())
    assert records == [Record("재미있다", "1", {"id": "1"}), Record("", "0", {"id": "2"})]


def test_nsmc_as_crawled(write: Write) -> None:
    (record,) = mv.text.readers.Nsmc(write("crawl.tsv", "7\t봄날은 간다\t10\t슬프다\n")).records()
    assert record == Record("슬프다", "10", {"id": "7", "film": "봄날은 간다"})


@pytest.mark.parametrize("separator", ["\u241e", "\x1e", "\t", " / "])
def test_labelled(write: Write, separator: str) -> None:
    path = write("a.txt", f"좋다{separator}정말{separator}1\n나쁘다{separator}0\n")
    records = mv.text.readers.Labelled(path, separator if separator == " / " else None).records()
    assert [(r.text, r.label) for r in records] == [(f"좋다{separator}정말", "1"), ("나쁘다", "0")]
