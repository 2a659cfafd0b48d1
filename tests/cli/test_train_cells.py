"""``malvec train`` over counts: what it reads, refuses and leaves behind."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import attempt, malvec
from made.cells import SQUARE, counts_of_few_words
from scipy import sparse

import malvec as mv
from malvec.cli.train_cells import CELL_RECIPES


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    """A file of the cells of the test of GloVe."""
    SQUARE.save(tmp_path / "counts.safetensors")
    return tmp_path / "counts.safetensors"


def train(*arguments: Any) -> Any:
    return attempt(["train", *map(str, arguments)])


def test_vectors_are_those_of_the_recipe(counts: Path, tmp_path: Path) -> None:
    output = tmp_path / "vectors.safetensors"
    told = train(
        "glove",
        "--input",
        counts,
        "--output",
        output,
        "--dim",
        8,
        "--epochs",
        3,
        "--x-max",
        10,
        "--json",
        "--quiet",
    )
    assert told.exit_code == 0, told.output
    vectors, expected = mv.load(output), mv.Glove(dim=8, epochs=3, x_max=10).fit(SQUARE)
    assert np.array_equal(vectors.matrix, expected.matrix)
    assert vectors.report.losses == expected.report.losses
    assert json.loads(told.stdout)["recipe"]["x_max"] == 10
    assert (
        train(
            "glove",
            "-i",
            counts,
            "-o",
            tmp_path / "v.txt",
            "--dim",
            8,
            "--epochs",
            3,
            "--x-max",
            10,
        ).exit_code
        == 0
    )
    assert mv.io.load_word2vec(tmp_path / "v.txt")["w0"] == pytest.approx(expected["w0"], abs=1e-6)


def test_a_checkpoint_is_gone_on_with_or_not(counts: Path, tmp_path: Path) -> None:
    common = (
        "glove",
        "-i",
        counts,
        "-o",
        tmp_path / "v.safetensors",
        "--checkpoint",
        tmp_path / "c",
        "--dim",
        4,
        "-q",
    )
    assert train(*common, "--epochs", 2).exit_code == 0
    differs = train(*common, "--epochs", 3)
    assert differs.exit_code == 1
    assert "recipe differs: epochs=3, there 2" in differs.stderr
    again = [part for part in common if part != "-q"]
    assert "going on from" in train(*again, "--epochs", 2).stderr
    assert train(*common, "--epochs", 3, "--no-resume").exit_code == 0


@pytest.mark.parametrize("recipe", CELL_RECIPES)
def test_every_knob_is_an_option(recipe: type[Any]) -> None:
    shown = attempt(["train", recipe.__name__.lower(), "--help"]).stdout
    for name in ("input", "output", *(knob.name for knob in fields(recipe))):
        assert f"--{name.replace('_', '-')}" in shown


def test_what_cannot_be_is_said_at_once(counts: Path, tmp_path: Path) -> None:
    for arguments, message in (
        (("-i", counts, "-o", counts), "also an input"),
        (("-i", counts, "-o", tmp_path / "v.safetensors", "--dim", 0), "dim=0"),
        (("-i", counts, "-o", tmp_path / "v.safetensors", "--every", "soon"), "every="),
        (("-i", counts, "-o", tmp_path / "v.xyz"), "the name must end in"),
    ):
        told = train("glove", *arguments)
        assert told.exit_code == 2
        assert message in " ".join(told.stderr.replace("│", " ").split())


def test_a_matrix_without_names(tmp_path: Path) -> None:
    sparse.save_npz(tmp_path / "m.npz", sparse.csr_array(np.ones((3, 3))))
    told = train("glove", "-i", tmp_path / "m.npz", "-o", tmp_path / "v.safetensors")
    assert told.exit_code == 1
    assert "have no names" in told.stderr
    assert train("glove", "-i", tmp_path / "m.npz", "-o", tmp_path / "v.txt").exit_code == 2


def test_counts_become_ppmi_on_the_way(tmp_path: Path) -> None:
    counts_of_few_words().save(tmp_path / "counts.safetensors")
    options = (
        "train",
        "svd",
        "-i",
        tmp_path / "counts.safetensors",
        "--dim",
        2,
        "--quiet",
        "--reweight",
        "ppmi",
        "-o",
    )
    malvec(*options, tmp_path / "v.safetensors")
    expected = mv.Svd(dim=2).fit(mv.counts.ppmi(counts_of_few_words()))
    np.testing.assert_array_equal(mv.load(tmp_path / "v.safetensors").matrix, expected.matrix)
    mv.counts.ppmi(counts_of_few_words()).save(tmp_path / "ppmi.safetensors")
    malvec(
        "train",
        "svd",
        "-i",
        tmp_path / "ppmi.safetensors",
        "--dim",
        2,
        "-o",
        tmp_path / "p.safetensors",
    )
    np.testing.assert_array_equal(mv.load(tmp_path / "p.safetensors").matrix, expected.matrix)
    options = (*options[:3], tmp_path / "ppmi.safetensors", *options[4:])
    told = malvec(*options, tmp_path / "w.safetensors", check=2)
    assert "these cells were weighed before" in told.stderr
    malvec(*options, tmp_path / "w.safetensors", "--reweight", "log", check=2)
    malvec(*options, tmp_path / "w.safetensors", "--reweight", "none", "--shift", 5, check=2)


@pytest.mark.parametrize("separator", ["\t", ","])
@pytest.mark.parametrize("name", ["als", "mf"])
def test_ratings_a_line_each(name: str, separator: str, tmp_path: Path) -> None:
    lines = [
        ("user", "item", "value"),
        ("kim", "봄날", 5),
        ("lee", "봄날", 4),
        ("kim", "밤편지", 3),
    ]
    path, out = tmp_path / "r.txt", tmp_path / "f.safetensors"
    path.write_text("".join(separator.join(map(str, line)) + "\n" for line in lines))
    options = ("--dim", 2, "--epochs", 2, "-q")
    done = train(name, "-i", path, "-o", out, *options)
    assert done.exit_code == 0, done.output
    factors = mv.load(out)
    assert (list(factors.row_names), list(factors.column_names)) == (
        ["kim", "lee"],
        ["봄날", "밤편지"],
    )
    assert "ratings" in train(name, "-i", path, "-o", out, "--reweight", "ppmi", *options).output
    path.write_text("kim,봄날,5\nlee\n")
    told = train(name, "-i", path, "-o", out, *options)
    assert told.exit_code == 1
    assert "r.txt, line 2: a rating is user, item and value" in told.output


def test_ids_that_are_numbers_are_asked_by_them(tmp_path: Path) -> None:
    path, out = tmp_path / "u.data", tmp_path / "f.safetensors"
    path.write_text("196\t242\t3\t881250949\n186\t302\t3\t891717742\n1\t242\t1\t878887116\n")
    assert train("als", "-i", path, "-o", out, "--dim", 2, "-q").exit_code == 0
    factors = mv.load(out)
    assert list(factors.row_side) == [196, 186, 1]
    assert factors.recommend(196, 1) == factors.recommend("196", 1)
    assert factors.recommend(196, 1)[0][0] == 302
    with pytest.raises(KeyError):
        factors.recommend(0)
    path.write_text("0196,a\n186,b\n")
    assert train("als", "-i", path, "-o", out, "--dim", 2, "-q").exit_code == 0
    assert list(mv.load(out).row_side) == ["0196", "186"]
    path.write_text("")
    assert "no ratings" in train("als", "-i", path, "-o", out, "-q").output


def test_a_corpus_is_not_counts(tmp_path: Path) -> None:
    corpus = tmp_path / "c.safetensors"
    mv.Corpus.from_texts(["a b"], min_count=1).save(corpus)
    told = train("glove", "-i", corpus, "-o", tmp_path / "v.safetensors")
    assert "a corpus, not counts" in told.output
