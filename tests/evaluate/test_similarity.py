"""Evaluation against one-at-a-time twins; readers of sets; coverage; nothing changes."""

from __future__ import annotations

import numpy as np
import pytest
from reference import evaluate as slow

import malvec as mv
from malvec import evaluate
from malvec.evaluate import analogy, similarity
from malvec.evaluate.set_files import read_pairs, read_questions
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

WORDS = [f"w{i}" for i in range(60)] + ["Seoul", "가", "paris"]
INDEX = {word: i for i, word in enumerate(WORDS)}


@pytest.fixture
def vectors():
    matrix = np.random.default_rng(1).standard_normal((len(WORDS), 10)).astype(np.float32)
    return WordVectors(Vocab.from_words(WORDS), matrix)


@pytest.fixture
def pairs():
    rng = np.random.default_rng(2)
    return [
        (f"w{a}", f"w{b}", float(score))
        for a, b, score in zip(*rng.integers(0, 70, (2, 80)), rng.integers(0, 9, 80), strict=True)
    ]


def test_similarity_matches_the_twin(vectors, pairs):
    result = similarity(vectors, pairs)
    assert result.score == pytest.approx(slow.similarity(INDEX, vectors.matrix, pairs))
    assert result.low <= result.score <= result.high
    known = sum(a in INDEX and b in INDEX for a, b, _ in pairs)
    assert (result.used, result.known, result.total) == (known, known, 80)
    assert set(result.missing_words) == {
        word for a, b, _ in pairs for word in (a, b) if word not in INDEX
    }
    assert f"{known} of 80" in str(result)
    assert similarity(vectors, pairs) == result  # the same seed


def test_similarity_with_unknown_words(vectors, pairs):
    zero = similarity(vectors, pairs, missing="zero", bootstrap=0)
    assert zero.used == 80
    assert zero.coverage == zero.known / 80 < 1
    assert np.isnan(zero.low)
    with pytest.raises(KeyError, match="w6"):
        similarity(vectors, pairs, missing="error")
    with pytest.raises(ValueError, match=r"0 of 1 word pairs are known.*none"):
        similarity(vectors, [("none", "nothing", 1.0)])
    with pytest.raises(ValueError, match="missing is"):
        similarity(vectors, pairs, missing="x")
    assert similarity(vectors, [("w1", "w2", 3.0)] * 4).score == 0  # nothing to rank


def test_fall_back_to_lower_case_and_nfc(vectors):
    decomposed = "\u1100\u1161"
    table = [("Paris", "w1", 1.0), (decomposed, "w2", 2.0), ("Seoul", "W3", 3.0)]
    assert similarity(vectors, table).known == 3
    assert (
        similarity(vectors, [*table, ("w1", "w2", 4.0), ("w2", "w3", 5.0)], fall_back=False).known
        == 2
    )


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


def questions_of(count, seed=5):
    rng = np.random.default_rng(seed)
    return [tuple(f"w{i}" for i in row) for row in rng.integers(0, 62, (count, 4))]


@pytest.mark.parametrize("method", ["3cosadd", "3cosmul"])
@pytest.mark.parametrize("threads", [1, 4])
def test_analogy_matches_the_twin(vectors, method, threads):
    matrix = vectors.matrix.copy()
    questions = questions_of(150)
    for a, b, c, d in questions[:60]:
        if all(word in INDEX for word in (a, b, c, d)):
            matrix[INDEX[d]] = matrix[INDEX[b]] - matrix[INDEX[a]] + matrix[INDEX[c]]
    planted = WordVectors(vectors.words, matrix)
    result = analogy(planted, questions, method=method, threads=threads)
    known = sum(all(word in INDEX for word in words) for words in questions)
    assert result.details["correct"] == slow.right_answers(INDEX, matrix, questions, method) > 3
    assert (result.used, result.total) == (known, 150)
    assert result.low <= result.score <= result.high
    wrong = analogy(planted, questions, method=method, missing="wrong", threads=threads)
    assert (wrong.details["correct"], wrong.used, wrong.coverage) == (
        result.details["correct"],
        150,
        known / 150,
    )


def test_sections_and_restriction(vectors, tmp_path):
    (tmp_path / "q").write_text(
        "# a comment\n: capitals of the world\nw1 w2 w3 w4\nW5 w6 w7 W8\n\n: gram1\nw1 w2 w3"
        " none\nw59 w2 w3 w4\n: empty\n"
    )
    result = analogy(vectors, tmp_path / "q", restrict=50)
    assert [(s.name, s.used, s.total) for s in result.sections] == [
        ("capitals of the world", 2, 2),
        ("gram1", 0, 2),
    ]
    assert result.missing_words == ("none", "w59")
    assert result.skipped_lines == 1
    assert analogy(vectors, tmp_path / "q").used == 3
    with pytest.raises(KeyError, match="none"):
        analogy(vectors, tmp_path / "q", missing="error")


def test_bad_questions(vectors, tmp_path):
    (tmp_path / "q").write_text(": s\na b c d\na b c\n")
    with pytest.raises(ValueError, match="line 3: 3 words"):
        read_questions(tmp_path / "q")
    with pytest.raises(ValueError, match="question 1 has 3"):
        analogy(vectors, [("w1", "w2", "w3", "w4"), ("a", "b", "c")])
    with pytest.raises(ValueError, match="0 of 1 questions"):
        analogy(vectors, [("a", "b", "c", "d")])
    with pytest.raises(ValueError, match="method"):
        analogy(vectors, [], method="x")


def test_nothing_is_changed(vectors, pairs):
    before = vectors.matrix.tobytes(), list(vectors)
    similarity(vectors, pairs)
    analogy(vectors, questions_of(20))
    assert (vectors.matrix.tobytes(), list(vectors)) == before


@pytest.mark.parametrize(
    ("knobs", "error"),
    [
        ({"bootstrap": 2.5}, TypeError),
        ({"bootstrap": -1}, ValueError),
        ({"bootstrap": 2**70}, ValueError),
        ({"confidence": 1}, ValueError),
        ({"confidence": "0.9"}, TypeError),
        ({"seed": -1}, ValueError),
        ({"seed": 1.5}, TypeError),
    ],
)
def test_knobs_that_cannot_be_are_named(vectors, pairs, knobs, error):
    name = next(iter(knobs))
    for judge, source in ((similarity, pairs), (analogy, questions_of(20))):
        with pytest.raises(error, match=f"{name}="):
            judge(vectors, source, **knobs)
    for more in ({"restrict": -1}, {"threads": 2**31}):
        with pytest.raises(ValueError, match=f"{next(iter(more))}="):
            analogy(vectors, "not/read", **more)


def test_scores_that_are_not_finite() -> None:
    vectors = mv.WordVectors(mv.Vocab.from_words("abc"), np.eye(3, dtype=np.float32))
    with pytest.raises(ValueError, match="pair 1 has the score nan"):
        evaluate.similarity(vectors, [("a", "b", 1.0), ("a", "c", float("nan"))])
