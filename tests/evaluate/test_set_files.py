"""Readers of sets: layouts, and what is wrong."""

from __future__ import annotations

import pytest

from malvec.errors import FormatError
from malvec.evaluate import similarity
from malvec.evaluate.set_files import read_categories, read_pairs, read_questions


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
        ("love sex 1".encode("utf-16-le"), "s looks like UTF-16"),
        (bytes(range(256)) * 9, "s looks like a binary file"),
        (b"love sex 1\n\0", "s is not text in UTF-8 but binary"),
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


def test_other_encodings_are_named_and_read(tmp_path):
    pairs = "".join(f"단어{i}\t낱말{i}\t{i}\n" for i in range(9))
    (tmp_path / "s").write_bytes(pairs.encode("cp949"))
    with pytest.raises(FormatError, match="looks like CP949"):
        read_pairs(tmp_path / "s")
    assert read_pairs(tmp_path / "s", "cp949").pairs[1] == ("단어1", "낱말1", 1.0)


def test_quoted_fields_are_fields(tmp_path):
    (tmp_path / "s").write_text('word1,word2,score\n"New York, USA",city,3.5\n"say ""hi""",b,1\n')
    assert read_pairs(tmp_path / "s").pairs == [
        ("New York, USA", "city", 3.5),
        ('say "hi"', "b", 1),
    ]
    (tmp_path / "s").write_text('"a, b";x\n"c";y\n')
    assert read_categories(tmp_path / "s")[0] == [("a, b", "x"), ("c", "y")]


@pytest.mark.parametrize("score", ["8,9", "[8.9]", "(8)"])
def test_scores_of_another_spelling_are_no_headers(tmp_path, score):
    """Those at the top must not pass for headers."""
    (tmp_path / "s").write_text(f"love\tsex\t{score}\nold\tnew\t7\ntiger\tcat\t5\n")
    with pytest.raises(FormatError, match=r"line 1: .*is no number: write it as 1.5"):
        read_pairs(tmp_path / "s")
