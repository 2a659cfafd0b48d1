"""Readers of sets: layouts, and what is wrong."""

from __future__ import annotations

import pytest

from malvec.evaluate import similarity
from malvec.evaluate.set_files import read_pairs, read_questions


@pytest.mark.parametrize("mark", ["\t", ",", ";", " ", "   ", " \t"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_delimiters_headers_and_comments(tmp_path, mark, bom):
    lines = [
        ["word1", "word2", "score"],
        ["사랑", "성", "6.77"],
        ["tiger", "cat", "7"],
        [],
        ["#note", "x", "3"],
        ["a", "b", "1e1"],
    ]
    (tmp_path / "s").write_text(
        bom + "\r\n".join(mark.join(line) for line in lines), encoding="utf-8"
    )
    table = read_pairs(tmp_path / "s")
    assert table.pairs == [("사랑", "성", 6.77), ("tiger", "cat", 7.0), ("a", "b", 10.0)]
    assert table.skipped_lines == 2


def test_phrases_quotes_and_extra_columns(tmp_path):
    (tmp_path / "s").write_text(
        'word1\tword2\tPOS\tSimLex999\nnew york\t"big, city"\tN\t6.5\t9\nold\tnew\tA\t1.58\t2\n'
    )
    assert read_pairs(tmp_path / "s").pairs == [
        ("new york", "big, city", 6.5),
        ("old", "new", 1.58),
    ]


@pytest.mark.parametrize("line", ["tiger cat", "tiger", "tiger cat many", "tiger cat nan"])
def test_a_bad_line_is_named(tmp_path, line):
    (tmp_path / "s").write_text(f"love sex 6.77\n\n{line}\nbook paper 7\n")
    with pytest.raises(ValueError, match="line 3"):
        read_pairs(tmp_path / "s")
    (tmp_path / "s").write_bytes("love sex 1".encode("utf-16"))
    with pytest.raises(ValueError, match="UTF-16"):
        read_pairs(tmp_path / "s")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "s is empty"),
        (b"\n \n", "s is empty"),
        (b"a:b:1\nc:d:2\n", "s: none of its 2 lines|s: no line of four words; 2 lines"),
        ("love sex 1".encode("utf-16-le"), "s is not text in UTF-8.*UTF-16"),
        (bytes(range(256)) * 9, "s is not text in UTF-8"),
    ],
)
def test_files_that_are_no_tables_are_named(tmp_path, content, message):
    (tmp_path / "s").write_bytes(content)
    for read in (read_pairs, read_questions):
        with pytest.raises(ValueError, match=message):
            read(tmp_path / "s")


def test_messages_hold_no_binary_bytes_and_name_the_file(tmp_path, vectors):
    (tmp_path / "s").write_bytes(
        b"love sex 6.77\n" + bytes(range(1, 9)) + b"\x1b[31m\xff\xfe" * 500 + b"\n"
    )
    with pytest.raises(ValueError, match="line 2") as caught:
        read_pairs(tmp_path / "s")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 300
    (tmp_path / "s").write_bytes(b"w1 w2 3\n")
    with pytest.raises(ValueError, match=r"s: 1 of 1 word pairs are known, too few to score$"):
        similarity(vectors, tmp_path / "s")


def test_bare_carriage_returns_end_lines(tmp_path):
    (tmp_path / "s").write_bytes(b"w1 w2 3\rw3 w4 5\r\nw5 w6 7\n")
    assert len(read_pairs(tmp_path / "s").pairs) == 3
    (tmp_path / "s").write_bytes(b": name\ra b c d\re f g h")
    assert len(read_questions(tmp_path / "s").questions) == 2
