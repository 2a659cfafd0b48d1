"""Readers: what is wrong is named with its place; hostile files end in an error, and soon."""

from __future__ import annotations

import bz2
from pathlib import Path
from typing import Any

import pytest
from made.files import Write
from made.wikipedia import EXTRACTED, dump, page

import malvec as mv
from malvec.text.readers import by_name

WRONG: list[tuple[str, str | bytes, str, dict[str, Any], str]] = [
    (
        "nsmc",
        "id\tdocument\tlabel\n1\t좋다\n",
        "a.txt, line 2: has 2 columns, not the 3",
        {},
        "a.txt",
    ),
    ("nsmc", "id\tx\ty\n", "no column document and label", {}, "a.txt"),
    ("labelled", "좋다\t1\n나쁘다\n", "line 2: there is no", {}, "a.txt"),
    ("jsonl", '{"text": "a"}\n{"text": ', "line 2: not JSON", {}, "a.txt"),
    ("jsonl", "[1]\n", "not a JSON object: '1", {}, "a.txt"),
    ("jsonl", '{"review": "a"}\n', "no field is called 'text'; there are review", {}, "a.txt"),
    ("jsonl", '{"text": 5}\n', "holds int, not a text", {}, "a.txt"),
    ("jsonl", "[" * 100_000, "line 1: ", {}, "a.txt"),
    ("wikiextractor", "no article\n", "line 1: <doc", {}, "a.txt"),
    ("wikiextractor", EXTRACTED[:100], "no </doc>; is the file cut", {}, "a.txt"),
    ("wikipedia", dump(page("a", "b"))[:-20], "cut, damaged, or not XML", {}, "a.xml"),
    ("wikipedia", "<html></html>", "no MediaWiki dump: its first element is <html>", {}, "a.xml"),
    (
        "wikipedia",
        '<!DOCTYPE a [<!ENTITY b "bb">]><mediawiki>&b;</mediawiki>',
        "document type declaration",
        {},
        "a.xml",
    ),
    (
        "wikipedia",
        bz2.compress(dump(page("a", "b" * 9999)).encode())[:-20],
        "cut or damaged",
        {},
        "a.xml",
    ),
]


@pytest.mark.parametrize(("reader", "content", "message", "settings", "name"), WRONG)
def test_what_is_wrong_is_named(
    reader: str, content: Any, message: str, settings: dict[str, Any], name: str, write: Write
) -> None:
    with pytest.raises(mv.FormatError, match=message.replace("(", r"\(")):
        list(by_name(reader, write(name, content), **settings))


def test_a_missing_file_is_named_at_once(tmp_path: Path) -> None:
    for reader in mv.text.readers.BY_NAME:
        if reader != "parquet":
            with pytest.raises(FileNotFoundError, match="nowhere"):
                list(by_name(reader, tmp_path / "nowhere"))


def test_settings_are_checked(tmp_path: Path) -> None:
    for wrong in (
        {"name": "xml"},
        {"name": "wikipedia", "unit": "page"},
        {"name": "lines", "field": "x"},
        {"name": "labelled", "separator": ""},
    ):
        with pytest.raises(ValueError, match="|".join(map(str, wrong.values()))):
            by_name(wrong.pop("name"), tmp_path, **wrong)


def test_readers_feed_a_corpus(write: Write) -> None:
    path = write("a.jsonl", '{"t": "가 나 가"}\n{"t": "나"}\n')
    corpus = mv.Corpus.from_texts(mv.text.readers.Jsonl(path, "t"), min_count=1)
    assert (len(corpus), dict(zip(corpus.vocab, corpus.vocab.counts, strict=True))) == (
        2,
        {"가": 2, "나": 2},
    )
