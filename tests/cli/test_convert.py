"""``malvec convert`` and ``malvec info``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from command_line import malvec

import malvec as mv


def test_convert_there_and_back(vectors_file: Path, tmp_path: Path) -> None:
    binary, text, back = tmp_path / "v.bin", tmp_path / "v.txt", tmp_path / "v.safetensors"
    malvec("convert", vectors_file, binary)
    malvec("convert", binary, text)
    malvec("convert", text, back)
    assert list(mv.load(back).vocab) == list(mv.load(vectors_file).vocab)
    assert mv.load(back).matrix == pytest.approx(mv.load(vectors_file).matrix, rel=1e-5)
    odd = tmp_path / "odd"
    malvec("convert", vectors_file, odd, check=2)
    malvec("convert", vectors_file, odd, "--to", "text")
    assert malvec("similar", odd, "영화").stdout == malvec("similar", vectors_file, "영화").stdout
    malvec("convert", odd, text, "--from", "text")
    malvec("convert", odd, text, "--from", "malvec", check=1)
    malvec("convert", vectors_file, text, "--to", "glove")
    assert malvec("similar", text, "영화").stdout == malvec("similar", vectors_file, "영화").stdout
    malvec("convert", vectors_file, text, "--to", "nothing", check=2)


@pytest.mark.parametrize(
    "name",
    ["v.txt.zst", "v.safetensors.gz", "v.safetensors.xz", "v.ftz.gz", "v.txt.gz.gz", "v.gz", "v"],
)
def test_names_that_would_lie_are_refused(vectors_file: Path, tmp_path: Path, name: str) -> None:
    assert malvec("convert", vectors_file, tmp_path / name, check=2).stdout == ""
    if name.endswith(("zst", "s.gz")):
        malvec("convert", vectors_file, tmp_path / name, "--to", "malvec", check=2)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "magic"),
    [("v.txt.gz", b"\x1f\x8b"), ("v.1.2.vec.xz", b"\xfd7zXZ"), ("v.bin.bz2", b"BZh")],
)
def test_names_that_are_kept(vectors_file: Path, tmp_path: Path, name: str, magic: bytes) -> None:
    malvec("convert", vectors_file, tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(magic)
    assert (
        malvec("similar", tmp_path / name, "영화").stdout
        == malvec("similar", vectors_file, "영화").stdout
    )


@pytest.mark.filterwarnings("ignore:.*hold blanks")
def test_documents_and_topics_are_converted(seasons: mv.Corpus, tmp_path: Path) -> None:
    tags = [f"film {i % 5}" for i in range(len(seasons))]
    model = mv.Lsa(dim=2).fit(seasons, tags=tags)
    model.save(tmp_path / "d.safetensors")
    done = malvec("convert", tmp_path / "d.safetensors", tmp_path / "d.vec")
    assert "documents alone" in done.stderr
    written = mv.io.load_word2vec(tmp_path / "d.vec")
    assert list(written) == [tag.replace(" ", "_") for tag in model.tags]
    assert written.matrix == pytest.approx(model.matrix, rel=1e-5)
    malvec("convert", tmp_path / "d.safetensors", tmp_path / "d.npy", "-q")
    assert np.array_equal(np.load(tmp_path / "d.npy"), model.matrix)
    assert (tmp_path / "d.names.txt").read_text("utf-8").splitlines() == list(model.tags)


def test_factors_are_converted_by_side(tmp_path: Path) -> None:
    users = mv.Vocab.from_words(["kim", "lee", "choi"])
    factors = mv.Als(dim=2, epochs=1).fit(np.eye(3), row_names=users)
    factors.save(tmp_path / "f.safetensors")
    for side, names in (("rows", list(users)), ("columns", ["0", "1", "2"])):
        out = tmp_path / f"{side}.txt"
        assert side in malvec("convert", tmp_path / "f.safetensors", out, "--side", side).stderr
        assert list(mv.io.load_word2vec(out)) == names


def test_names_of_several_lines_are_no_list(tmp_path: Path) -> None:
    words = mv.Vocab.from_words(["one", "two\nlines"])
    mv.WordVectors(words, np.ones((2, 3), np.float32)).save(tmp_path / "v.safetensors")
    refused = malvec("convert", tmp_path / "v.safetensors", tmp_path / "v.npy", check=1)
    assert "several lines" in refused.stderr
    assert not list(tmp_path.glob("v.n*"))
    malvec("convert", tmp_path / "v.npy", tmp_path / "w.txt", "--from", "numpy", check=2)


def test_vectors_go_into_a_pipe(vectors_file: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "malvec",
        "convert",
        str(vectors_file),
        "/dev/stdout",
        "--to",
        "text",
    ]
    assert subprocess.run(command, capture_output=True, check=True).stdout.startswith(
        b"%d 16\n" % len(mv.load(vectors_file))
    )


def test_info(vectors_file: Path, tmp_path: Path) -> None:
    shown = malvec("info", vectors_file, "--verify").stdout
    assert "skipgram" in shown.lower()
    facts = json.loads(malvec("info", vectors_file, "--json").stdout)
    assert facts["dim"] == 16
    assert facts["words"] == len(mv.load(vectors_file))
    lines = shown.splitlines()
    assert any(
        line.startswith("recipe") and "Skipgram(dim=16, window=5, " in line for line in lines
    )
    assert sum(f"float32 [{facts['words']}" in each for each in facts["arrays"].values()) == 3
    assert "float32" not in shown
    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(vectors_file.read_bytes()[:-100])
    assert str(damaged) in malvec("info", damaged, check=1).stderr
