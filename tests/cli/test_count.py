"""``malvec count`` as users meet it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import malvec

import malvec as mv


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "text.txt"
    path.write_text("영화 배우 감독 영화\n배우 감독\n" * 5, "utf-8")
    return path


def test_text_to_counts(text: Path, tmp_path: Path) -> None:
    out = tmp_path / "counts.safetensors"
    done = malvec(
        "count",
        "-i",
        text,
        "-o",
        out,
        "--window",
        2,
        "--weight",
        "flat",
        "--memory",
        "64MiB",
        "--json",
        "--quiet",
    )
    counts = mv.count(mv.Corpus.from_files(text), window=2, weight="flat")
    assert (
        mv.Counts.load(out, verify=True).matrix.toarray().tolist()
        == counts.matrix.toarray().tolist()
    )
    assert json.loads(done.stdout)["cells"] == len(counts)
    assert done.stderr == ""


def test_a_saved_corpus_one_way_and_in_documents(text: Path, tmp_path: Path) -> None:
    corpus, out = mv.Corpus.from_files(text), tmp_path / "counts.safetensors"
    corpus.save(tmp_path / "corpus.safetensors")
    done = malvec("count", "-i", tmp_path / "corpus.safetensors", "-o", out, "--no-symmetric")
    assert (mv.Counts.load(out).matrix != mv.count(corpus, symmetric=False).matrix).nnz == 0
    assert f"saved {out}" in done.stderr
    malvec("count", "-i", tmp_path / "corpus.safetensors", "-o", out, "--documents", "-q")
    assert mv.Counts.load(out).shape == (10, 3)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--window", 0], "window=0"),
        (["--window", 31], "at most 30"),
        (["--weight", "steep"], "steep"),
        (["--memory", "lots"], "lots"),
        (["--tokenizer", "nobody"], "nobody"),
        (["-i", "other.safetensors"], "read alone"),
    ],
)
def test_wrong_usage(text: Path, tmp_path: Path, options: list[object], message: str) -> None:
    if "-i" in options:
        options = ["-i", tmp_path / "other.safetensors"]
        mv.Corpus.from_files(text).save(tmp_path / "other.safetensors")
    assert message in malvec(
        "count", "-i", text, "-o", tmp_path / "c.safetensors", *options, check=2
    ).stderr.replace("\n", " ")


def test_places(text: Path, tmp_path: Path) -> None:
    assert "safetensors" in malvec("count", "-i", text, "-o", tmp_path / "c.txt", check=2).stderr
    assert (
        "folder"
        in malvec("count", "-i", text, "-o", tmp_path / "no" / "c.safetensors", check=1).stderr
    )
    corpus = tmp_path / "corpus.safetensors"
    mv.Corpus.from_files(text).save(corpus)
    refused = malvec(
        "count", "-i", corpus, "-o", corpus, check=2
    ).stderr  # in a frame, broken where the path says
    assert "also an input" in " ".join(refused.replace("│", " ").split())
    assert (
        "at least"
        in malvec(
            "count", "-i", text, "-o", tmp_path / "c.safetensors", "--memory", "1kB", "-q", check=1
        ).stderr
    )


def test_a_saved_corpus_is_not_cut_anew(text: Path, tmp_path: Path) -> None:
    kept, out = tmp_path / "corpus.safetensors", tmp_path / "counts.safetensors"
    mv.Corpus.from_files(text).save(kept)
    options = ["--tokenizer", "mecab", "--min-count", 2]
    refused = malvec("count", "-i", kept, "-o", out, *options, check=2)
    assert "--tokenizer, --min-count: the words of a saved corpus stay" in refused.stderr


def test_a_tokenizer_by_scores_of_words(text: Path, tmp_path: Path) -> None:
    table, out = tmp_path / "table.tsv", tmp_path / "counts.safetensors"
    malvec("words", text, "-o", table, "--min-frequency", 1, "-q")
    scored = ["--tokenizer", "max-score", "--scores", table]
    malvec("count", "-i", text, "-o", out, *scored, "--min-count", 1, "-q")
    assert "영화" in mv.Counts.load(out).row_names
    assert malvec("tokenize", text, *scored).stdout.startswith("영화 배우 감독 영화\n")
