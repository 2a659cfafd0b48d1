"""``malvec similar`` and ``malvec analogy``."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from command_line import malvec
from made import files
from scipy import sparse

import malvec as mv


def test_queries_from_arguments_and_from_a_pipe(vectors_file: Path) -> None:
    direct = malvec("similar", vectors_file, "영화", "음악", "--topn", 2).stdout
    piped = malvec("similar", vectors_file, "--topn", 2, stdin="영화\n\n음악\n").stdout
    assert direct == piped
    rows = [line.split("\t") for line in direct.splitlines()]
    assert [row[0] for row in rows] == ["영화", "영화", "음악", "음악"]
    expected = mv.load(vectors_file).most_similar("영화", topn=1)[0]
    assert (rows[0][1], float(rows[0][2])) == (expected[0], pytest.approx(expected[1], abs=1e-4))


def test_analogies(vectors_file: Path) -> None:
    direct = malvec("analogy", vectors_file, "영화", "배우", "음악", "--json").stdout
    assert direct == malvec("analogy", vectors_file, "--json", stdin="영화 배우 음악\n").stdout
    answer = json.loads(direct)
    assert answer["query"] == "영화 배우 음악"
    assert len(answer["results"]) == len(mv.load(vectors_file).analogy("영화", "배우", "음악"))
    malvec("analogy", vectors_file, "영화", "배우", check=2)
    loaded, asked = mv.load(vectors_file), ("영화", "배우", "음악")
    options = ("--method", "3cosmul", "--restrict", 6, "--topn", 2)
    rows = [
        line.split("\t")
        for line in malvec("analogy", vectors_file, *asked, *options).stdout.splitlines()
    ]
    assert [row[1] for row in rows] == [
        word for word, _ in loaded.analogy(*asked, method="3cosmul", restrict=6, topn=2)
    ]
    malvec("analogy", vectors_file, *asked, "--method", "other", check=2)


def test_unknown_words_do_not_hide_the_known(vectors_file: Path) -> None:
    done = malvec("similar", vectors_file, "없는말", "영화", "-n", 1, check=1)
    assert done.stdout.startswith("영화\t")
    assert "없는말" in done.stderr
    assert done.stderr.count("\n") == 1


def test_each_word_that_parts_stand_for_is_told(tmp_path: Path) -> None:
    path = tmp_path / "v.safetensors"
    corpus = mv.Corpus.from_texts(
        ["가 나 다 라"] * 9, tokenizer=mv.tokenizers.Characters(), min_count=1
    )
    mv.Skipgram(dim=4, epochs=1, threads=1, sample=0).fit(corpus).save(path)
    done = malvec("similar", path, "--json", "-n", 1, stdin="가\n가나\n나다\n가나\n")
    told = [line.partition(":")[2].strip() for line in done.stderr.splitlines()]
    assert told == [
        f"{word!r} is not among the words: the mean of {parts} stands for it"
        for word, parts in (("가나", "가, 나"), ("나다", "나, 다"), ("가나", "가, 나"))
    ]
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each.get("composed") for each in answers] == [
        None,
        {"가나": ["가", "나"]},
        {"나다": ["나", "다"]},
        {"가나": ["가", "나"]},
    ]


def test_fasttext_models_and_unseen_words(tmp_path: Path) -> None:
    model = files.DATA / "fasttext" / "tiny.bin"
    own, back, plain = tmp_path / "v.safetensors", tmp_path / "back.bin", tmp_path / "plain.bin"
    malvec("convert", model, own)
    asked = [malvec("similar", path, "안녕하세오", "-n", 3).stdout for path in (model, own)]
    assert asked[0] == asked[1]
    assert [line.split("\t")[0] for line in asked[0].splitlines()] == ["안녕하세오"] * 3
    malvec("convert", own, back, "--to", "fasttext")
    assert malvec("similar", back, "안녕하세오", "-n", 1).stdout.split()[1] in list(mv.load(own))
    assert "no sub-words" in malvec("convert", own, plain).stderr
    assert "not among" in malvec("similar", plain, "안녕하세오", check=1).stderr
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("안녕\t안녕하세오\t9\n영화\t영화관\t8\n영화\thello\t1\n")
    assert malvec("evaluate", own, "--similarity", pairs).stdout.split()[-2:] == ["3", "3"]


STRANGE = ["a", "\x1b]0;title\x07\x1b[31mred", "tab\there", "new\nline", "\x9b31m", "\udcff"]


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    """Vectors whose words would steer a terminal and part columns."""
    path = tmp_path / "strange.safetensors"
    mv.WordVectors(mv.Vocab.from_words(STRANGE), np.ones((len(STRANGE), 2), np.float32)).save(path)
    return path


def test_words_cannot_steer_a_terminal(strange: Path) -> None:
    done = malvec("similar", strange, "a")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [len(row) for row in rows] == [3] * 5
    assert {row[1] for row in rows} == {
        r"\u001b]0;title\u0007\u001b[31mred",
        r"tab\there",
        r"new\nline",
        r"\u009b31m",
        r"\xff",
    }


def test_json_of_such_words_is_json(strange: Path) -> None:
    (line,) = malvec("similar", strange, "a", "--json").stdout.splitlines()
    assert not set(line) & set("\x1b\x07\x9b\udcff")
    assert {found["word"] for found in json.loads(line)["results"]} == set(STRANGE[1:])


def test_messages_cannot_steer_a_terminal(strange: Path, tmp_path: Path) -> None:
    asked = "\x1b[31mred"
    for done in (
        malvec("similar", strange, asked, check=1),
        malvec("similar", tmp_path / asked, "a", check=1),
        malvec("similar", strange, "a", f"--{asked}", check=2),
        malvec(asked, check=2),
    ):
        assert "\x1b" not in done.output
        assert "1b[31mred" in done.stderr


@pytest.fixture(scope="module")
def factors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Factors of users and items with names."""
    path = tmp_path_factory.mktemp("factors") / "factors.safetensors"
    plays = [("kim", "봄날", 5), ("kim", "밤편지", 3), ("lee", "봄날", 4), ("choi", "팔레트", 5)]
    mv.Als(dim=2, threads=1).fit(plays).save(path)
    return path


def test_items_are_recommended(factors: Path) -> None:
    expected = mv.load(factors).recommend("lee", 2)
    rows = [
        line.split("\t")
        for line in malvec("recommend", factors, "lee", "-n", 2).stdout.splitlines()
    ]
    assert rows == [["lee", item, f"{score:.4f}"] for item, score in expected]
    assert "봄날" not in [row[1] for row in rows]
    assert "봄날" in malvec("recommend", factors, "lee", "--seen").stdout
    (line,) = malvec("recommend", factors, "--json", stdin="lee\n").stdout.splitlines()
    assert json.loads(line)["results"][0]["word"] == expected[0][0]
    assert "nobody" in malvec("recommend", factors, "nobody", check=1).stderr


def test_similar_users_and_items(factors: Path) -> None:
    loaded = mv.load(factors)
    items = malvec("similar", factors, "봄날", "-n", 1).stdout.split("\t")
    assert items[1] == loaded.similar_items("봄날", 1)[0][0]
    users = malvec("similar", factors, "kim", "--side", "rows", "-n", 1).stdout.split("\t")
    assert users[1] == loaded.similar_users("kim", 1)[0][0]
    malvec("similar", factors, "봄날", "--restrict", 3, check=2)


def test_factors_without_names_are_asked_by_number(tmp_path: Path) -> None:
    path = tmp_path / "f.safetensors"
    mv.Als(dim=2, threads=1).fit(sparse.csr_array(np.eye(4))).save(path)
    assert malvec("recommend", path, "2", "-n", 1, "--seen").stdout.split("\t")[:2] == ["2", "2"]


def test_a_number_is_never_a_place_where_there_are_names(factors: Path) -> None:
    assert "'0' is not among" in malvec("recommend", factors, "0", check=1).stderr
    assert "'0' is not among" in malvec("similar", factors, "0", check=1).stderr


def test_topics_are_shown(tmp_path: Path, text_file: Path) -> None:
    pytest.importorskip("tomotopy")
    path = tmp_path / "topics.safetensors"
    options = ("--topics", 2, "--iterations", 20, "--threads", 1, "-q")
    malvec("train", "lda", text_file, "-o", path, *options)
    model = mv.load(path)
    rows = [line.split("\t") for line in malvec("topics", path, "-n", 3).stdout.splitlines()]
    assert [row[2].split() for row in rows] == [
        [word for word, _ in model.topic_words(topic, 3)] for topic in range(2)
    ]
    assert sum(float(row[1]) for row in rows) == pytest.approx(1, abs=1e-3)
    told = [json.loads(line) for line in malvec("topics", path, "--json").stdout.splitlines()]
    assert [each["topic"] for each in told] == [0, 1]
    np.testing.assert_allclose(
        np.array(malvec("encode", path, stdin="영화 배우\n").stdout.split(), float),
        model.infer("영화 배우"),
        atol=1e-4,
    )
    assert "--method" in malvec("encode", path, "--method", "sif", stdin="a\n", check=2).stderr
