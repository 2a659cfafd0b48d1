"""``malvec index``, and ``malvec similar`` of what it writes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from command_line import malvec

import malvec as mv

TEXTS = ["영화 좋다", "배우 연기 좋다", "음악 노래", "가수 음악 듣다", "영화 좋다", ""]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    path = tmp_path / "texts.txt"
    path.write_text("\n".join(TEXTS) + "\n", "utf-8")
    return path


def test_vectors(vectors_file: Path, tmp_path: Path) -> None:
    made = tmp_path / "v.index"
    done = malvec("index", vectors_file, "-o", made)
    assert "exact8 of" in done.stderr
    assert f"saved {made}" in done.stderr
    for asked in (("영화", "음악", "-n", 3), ("영화", "--restrict", 4, "--json")):
        assert (
            malvec("similar", made, *asked).stdout == malvec("similar", vectors_file, *asked).stdout
        )
    assert "없는말" in malvec("similar", made, "없는말", check=1).stderr
    again = malvec("analogy", made, "영화", "배우", "음악").stdout
    assert again == malvec("analogy", vectors_file, "영화", "배우", "음악").stdout
    assert "is an index already" in malvec("index", made, "-o", tmp_path / "w", check=2).stderr
    report = json.loads(malvec("index", vectors_file, "-o", made, "--json", "-q").stdout)
    assert (report["of"], report["kind"], report["recall"]) == ("word_vectors", "exact8", 1.0)


def test_only_some_names(vectors_file: Path, tmp_path: Path) -> None:
    allowed = tmp_path / "allowed.txt"
    allowed.write_text("배우\n음악\n없는말\n\n", "utf-8")
    done = malvec("similar", vectors_file, "영화", "--where", allowed)
    assert {line.split("\t")[1] for line in done.stdout.splitlines()} == {"배우", "음악"}
    assert "1 of 3 names are not there" in done.stderr
    allowed.write_text("없는말\n", "utf-8")
    none = malvec("similar", vectors_file, "영화", "--where", allowed, check=1).stderr
    assert f"{allowed}: none of its 1 names is there: '없는말'" in none
    allowed.write_text("\n", "utf-8")
    empty = malvec("similar", vectors_file, "영화", "--where", allowed, check=2).stderr
    assert f"{allowed} has no names" in empty


def test_names_that_are_subtracted_or_not_found(vectors_file: Path) -> None:
    vectors, how = mv.load(vectors_file), ("--minus", "음악", "--exclude", "배우", "-n", 2)
    lines = malvec("similar", vectors_file, "영화", *how).stdout.splitlines()
    expected = vectors.most_similar("영화", negative=["음악"], exclude=["배우"], topn=2)
    assert [line.split("\t")[1] for line in lines] == [word for word, _ in expected]


def test_texts_are_cut_once(vectors_file: Path, texts: Path, tmp_path: Path) -> None:
    made, apart = tmp_path / "once.index", tmp_path / "apart.index"
    how = ("--encoder", vectors_file, "--method", "idf", "-q")
    with mock.patch.object(mv.Index, "build", wraps=mv.Index.build) as build:
        malvec("index", texts, *how, "-o", made)
    assert isinstance(build.call_args.args[0], np.ndarray), "encoded already"
    malvec("index", texts, *how, "--fit", texts, "-o", apart)
    once, twice = mv.load(made), mv.load(apart)
    assert list(once.names) == list(twice.names)
    np.testing.assert_allclose(once.matrix, twice.matrix, rtol=1e-5)
    assert (once.report.repeated, once.report.empty) == (1, 1)
    assert (
        malvec("similar", made, "배우 연기").stdout == malvec("similar", apart, "배우 연기").stdout
    )


def test_texts_by_an_encoder(vectors_file: Path, texts: Path, tmp_path: Path) -> None:
    made = tmp_path / "t.index"
    done = malvec("index", texts, "--encoder", vectors_file, "-o", made)
    assert "4 rows" in done.stderr
    assert "1 names came again with the same vector: kept once" in done.stderr
    assert "1 rows without a name were left out" in done.stderr
    direct = malvec("similar", made, "배우 연기", "노래 듣다", "-n", 2).stdout
    assert direct == malvec("similar", made, "-n", 2, stdin="배우 연기\n노래 듣다\n").stdout
    assert direct.splitlines()[0].startswith("배우 연기\t배우 연기 좋다\t")
    assert "no word of '뷁' has a vector" in malvec("similar", made, "뷁", check=1).stderr
    info = json.loads(malvec("info", made, "--json").stdout)
    assert (info["kind"], info["report"]["of"], info["report"]["rows"]) == ("index", "rows", 4)
    assert "saved" not in malvec("info", made, "--verify").stderr


def test_a_matrix_with_names(vectors_file: Path, texts: Path, tmp_path: Path) -> None:
    matrix, made, packed = tmp_path / "s.npy", tmp_path / "s.index", tmp_path / "n.txt.gz"
    malvec("encode", vectors_file, texts, "-o", matrix, "-q")
    packed.write_bytes(gzip.compress(texts.read_bytes()))
    own = tmp_path / "s.safetensors"
    malvec("encode", vectors_file, texts, "-o", own, "-q")
    answers = set()
    for source, names in ((matrix, texts), (matrix, packed), (own, texts)):
        malvec("index", source, "--names", names, "-o", made, "-q")
        answers.add(malvec("similar", made, "음악 노래").stdout)
        assert "with an encoder" in malvec("similar", made, "아무 글", check=1).stderr
    assert len(answers) == 1
    malvec("index", matrix, "--names", texts, "--encoder", vectors_file, "-o", made, "-q")
    assert "음악 노래" in malvec("similar", made, "노래").stdout
    malvec("convert", made, tmp_path / "w.safetensors")
    assert list(mv.load(tmp_path / "w.safetensors")) == list(dict.fromkeys(TEXTS))[:4]
    malvec("index", matrix, "-o", made, "-q")
    assert malvec("similar", made, "2", "-n", 1).stdout.split("\t")[:2] == ["2", "3"]


def test_documents(text_file: Path, tmp_path: Path) -> None:
    model, made = tmp_path / "d.safetensors", tmp_path / "d.index"
    malvec(
        "train", "doc2vec", text_file, "-o", model, "--dim", 8, "--epochs", 1, "--threads", 1, "-q"
    )
    malvec("index", model, "-o", made, "-q")
    assert (
        malvec("similar", made, "3", "-n", 2).stdout
        == malvec("similar", model, "3", "-n", 2).stdout
    )


def test_texts_are_encoded_by_what_is_in_an_index(
    vectors_file: Path, texts: Path, tmp_path: Path
) -> None:
    encoder, model, made = (tmp_path / name for name in ("e.safetensors", "d.safetensors", "x"))
    malvec("encode", vectors_file, texts, "--method", "idf", "--save", encoder, "-q")
    malvec("train", "lsa", texts, "-o", model, "--dim", 2, "--min-count", 1, "-q")
    for source in (encoder, model):
        malvec("index", source, "-o", made, "-q")
        answers = {malvec("encode", file, texts, "-q").stdout for file in (source, made)}
        assert len(answers) == 1
        assert answers != {""}


def test_hnsw_is_advised_against_for_few(vectors_file: Path, tmp_path: Path) -> None:
    pytest.importorskip("usearch")
    made = tmp_path / "v.index"
    done = malvec("index", vectors_file, "-o", made, "--kind", "hnsw", "--recall", 0.9)
    advice = "up to 2,000,000 rows exact8 is advised"
    assert 0 <= done.stderr.find(advice) < done.stderr.find("connectivity="), "before it is built"
    assert malvec("similar", made, "영화").stdout == malvec("similar", vectors_file, "영화").stdout


def test_what_does_not_fit(vectors_file: Path, texts: Path, tmp_path: Path) -> None:
    made, matrix = tmp_path / "x.index", tmp_path / "m.npy"
    np.save(matrix, np.eye(4, dtype=np.float32))

    def told(*arguments: object, code: int = 2) -> str:
        done = malvec("index", *arguments, "-o", made, check=code)
        assert not made.exists()
        return done.stderr

    assert "has 6 lines" in told(matrix, "--names", texts)
    assert "line i is the name of row i" in told(matrix, "--names", texts)
    assert "--names is of a matrix" in told(vectors_file, "--names", texts)
    assert "seems to be text: texts are indexed with --encoder FILE" in told(texts)
    assert "go with --encoder" in told(vectors_file, "--method", "sif")
    assert "one file of vectors, or texts and --encoder" in told()
    assert "one file of vectors, or texts and --encoder" in told(matrix, vectors_file)
    (tmp_path / "names.txt").write_text("가\n나\n가\n라\n", "utf-8")
    assert "rows 0 and 2 are both called '가'" in told(
        matrix, "--names", tmp_path / "names.txt", code=1
    )
    assert "components" in told(matrix, "--encoder", vectors_file, code=1)
    malvec("index", vectors_file, "-o", vectors_file, check=2)


def test_the_names_may_be_fields_of_a_table(vectors_file: Path, tmp_path: Path) -> None:
    table, made = tmp_path / "t.jsonl", tmp_path / "t.index"
    table.write_text(json.dumps({"review": "영화\n좋다"}) + "\n" + json.dumps({"review": "음악"}))
    malvec(
        "index",
        table,
        "--format",
        "jsonl",
        "--field",
        "review",
        "--encoder",
        vectors_file,
        "-o",
        made,
        "-q",
    )
    assert list(mv.load(made).names) == ["영화\n좋다", "음악"]
    assert malvec("similar", made, "음악").stdout.split("\t")[1] == r"영화\n좋다"
