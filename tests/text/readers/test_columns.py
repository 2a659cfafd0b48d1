"""Columns of tables by their names."""

from __future__ import annotations

import pytest
from made.files import Write

import malvec as mv
from malvec.text.readers import Csv, Record


@pytest.mark.parametrize("mark", [",", ";", "|"])
def test_quoted_fields(write: Write, mark: str) -> None:
    quoted = f'"좋다{mark} ""정말""\n두 줄"'
    rows = [["id", "review", "stars"], ["1", quoted, "5"], ["2", "별로", "1"]]
    path = write("a.csv", "\ufeff" + "\r\n".join(mark.join(row) for row in rows))
    assert list(Csv(path, "review", "stars").records()) == [
        Record(f'좋다{mark} "정말"\n두 줄', "5", {"id": "1"}),
        Record("별로", "1", {"id": "2"}),
    ]


def test_quotes_mean_nothing_between_tabs(write: Write) -> None:
    path = write("a.tsv", 'label\ttext\n1\t"좋다\n0\t"나쁘다"\n\n')
    assert list(Csv(path)) == ['"좋다', '"나쁘다"']
    with pytest.raises(mv.FormatError, match="quoted=False"):
        list(Csv(path, quoted=True))


def test_an_index_without_a_name(write: Write) -> None:
    path = write("a.tsv", "\tid\tdocument\tlabel\n0\t101\t재미있다\t1\n")
    assert next(Csv(path, "document", "label").records()).text == "재미있다"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "line 2: no field is called 'text'; there are a, b"),
        ("a,text\n1,2\n3\n", "line 3: 1 columns, but the first line names 2"),
        ("text,text\n1,2\n", "two columns have one name"),
        ('text,b\n"open,2\n3,4\n', "line 3: unexpected end of data"),
    ],
)
def test_what_is_wrong_is_named(write: Write, text: str, message: str) -> None:
    with pytest.raises(mv.FormatError, match=message):
        list(Csv(write("a.csv", text)))
    with pytest.raises(ValueError, match="must be one character"):
        Csv("a.csv", delimiter="::")


def test_long_fields_and_no_rows(write: Write) -> None:
    assert list(Csv(write("a.csv", f"text,b\n{'가' * 200_000},1\n"))) == ["가" * 200_000]
    assert list(Csv(write("b.csv", "text,b\n"))) == list(Csv(write("c.csv", ""))) == []
