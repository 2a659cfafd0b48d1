"""``malvec encode``: files, pipes, fitted encoders."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from command_line import malvec
from made.sentences import TEXTS, vectors_of

import malvec as mv
from malvec.storage import container


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("encode")
    vectors_of().save(path / "v.safetensors")
    (path / "texts.txt").write_text("\n".join(TEXTS) + "\n", "utf-8")
    return path


@pytest.mark.parametrize("method", ["mean", "idf", "sif", "usif"])
def test_a_file_of_vectors(folder: Path, tmp_path: Path, method: str) -> None:
    recipe = {"mean": mv.Mean, "idf": mv.IdfMean, "sif": mv.Sif, "usif": mv.Usif}[method]
    expected = recipe().fit(vectors_of(), TEXTS).encode(TEXTS)
    done = malvec(
        "encode",
        folder / "v.safetensors",
        folder / "texts.txt",
        "--method",
        method,
        "-o",
        tmp_path / "s.npy",
    )
    assert "300 texts" in done.stderr
    np.testing.assert_array_equal(np.load(tmp_path / "s.npy", mmap_mode="r"), expected)


def test_an_encoder_that_was_kept(folder: Path, tmp_path: Path) -> None:
    encoder = mv.Sif().fit(vectors_of(), TEXTS)
    texts, kept = folder / "texts.txt", tmp_path / "encoder.safetensors"
    malvec(
        "encode",
        folder / "v.safetensors",
        texts,
        "--method",
        "sif",
        "--save",
        kept,
        "-o",
        tmp_path / "all.safetensors",
    )
    np.testing.assert_array_equal(
        container.read(tmp_path / "all.safetensors")[0]["vectors"], encoder.encode(TEXTS)
    )
    printed = malvec("encode", kept, stdin="w1 w2\n\nx\n")
    rows = [[float(number) for number in line.split("\t")] for line in printed.stdout.splitlines()]
    np.testing.assert_allclose(rows, encoder.encode(["w1 w2", "", "x"]), rtol=1e-4)
    assert printed.stderr.count("3 texts, 2 empty") == 1
    malvec("encode", kept, texts, "-o", tmp_path / "s.tsv")
    np.testing.assert_allclose(
        np.loadtxt(tmp_path / "s.tsv"), encoder.encode(TEXTS), rtol=1e-4, atol=1e-6
    )


def test_an_encoder_is_kept_without_encoding(folder: Path, tmp_path: Path) -> None:
    texts, kept = folder / "texts.txt", tmp_path / "encoder.safetensors"
    vectors = folder / "v.safetensors"
    done = malvec("encode", vectors, texts, "--method", "sif", "--save", kept)
    assert (done.stdout, done.stderr.splitlines()[-1]) == ("", f"malvec: saved {kept}")
    expected = mv.Sif().fit(vectors_of(), TEXTS).encode(TEXTS)
    np.testing.assert_array_equal(mv.SentenceEncoder.load(kept).encode(TEXTS), expected)
    again = tmp_path / "again.safetensors"
    malvec("encode", vectors, "--method", "sif", "--fit", texts, "--save", again, "-q")
    np.testing.assert_array_equal(mv.SentenceEncoder.load(again).encode(TEXTS), expected)


def test_nothing_to_read(folder: Path, tmp_path: Path) -> None:
    malvec("encode", folder / "v.safetensors", "-o", tmp_path / "s.npy", stdin="")
    assert np.load(tmp_path / "s.npy").shape == (0, 20)


def test_what_is_refused(folder: Path, tmp_path: Path) -> None:
    vectors = folder / "v.safetensors"
    assert "--fit" in malvec("encode", vectors, "--method", "sif", stdin="w1\n", check=2).stderr
    assert "'best' is not one of" in malvec("encode", vectors, "--method", "best", check=2).stderr
    assert "must end in" in malvec("encode", vectors, "-o", tmp_path / "s.txt", check=2).stderr
    assert "nowhere" in malvec("encode", vectors, tmp_path / "nowhere.txt", check=1).stderr
    assert not (tmp_path / "s.txt").exists()
