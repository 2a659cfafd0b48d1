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
    given = separator if separator in (" / ", "\t") else None
    records = mv.text.readers.Labelled(path, given).records()
    assert [(r.text, r.label) for r in records] == [(f"좋다{separator}정말", "1"), ("나쁘다", "0")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1\t재미있다\t1\n", "line 1: has 3 columns"),
        ("document\tlabel\n재미있다\t1\n", "line 1: names columns"),
        ("1\t재미있는 영화\n", "line 1: begins with the label"),
    ],
)
def test_labelled_takes_no_table_for_its_own(write: Write, text: str, message: str) -> None:
    with pytest.raises(mv.FormatError, match=f"{message}.*Csv reads"):
        list(mv.text.readers.Labelled(write("a.tsv", text)))


def test_labelled_by_tabs(write: Write) -> None:
    path = write("a.tsv", "재미있다\t1\n3\t4\n")
    records = list(mv.text.readers.Labelled(path).records())
    assert [(r.text, r.label) for r in records] == [("재미있다", "1"), ("3", "4")]


def test_nsmc_with_other_columns(write: Write) -> None:
    path = write("a.tsv", "\tid\tdocument\tlabel\n0\t101\t재미있다\t1\n")
    assert list(mv.text.readers.Nsmc(path).records()) == [
        Record("재미있다", "1", {"": "0", "id": "101"})
    ]
    path = write("b.tsv", "id\treview\tscore\tx\n1\t좋다\t5\ty\n")
    with pytest.raises(mv.FormatError, match="no column document and label"):
        list(mv.text.readers.Nsmc(path))
