"""``malvec compress``, and sub-words on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import malvec
from made.subword_vectors import subword_vectors

import malvec as mv


@pytest.fixture(scope="module")
def subword_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Vectors with the rows of all buckets, as other programs keep them."""
    path = tmp_path_factory.mktemp("subwords") / "v.safetensors"
    words = ("영화", "배우", "감독", "연기", "좋다", "음악", "노래", "가수", "듣다")
    subword_vectors(words=words, buckets=20_000)[0].save(path)
    return path


def test_unseen_words_are_answered(subword_file: Path) -> None:
    assert mv.load(subword_file).subword_table.ngrams_of == "jamo"
    assert len(malvec("similar", subword_file, "영화관", "-n", 2).stdout.splitlines()) == 2


@pytest.mark.parametrize("options", [(), ("--method", "int8"), ("--parts", 4, "--no-prune")])
def test_a_smaller_file_that_answers(subword_file: Path, tmp_path: Path, options: tuple) -> None:
    done = malvec("compress", subword_file, tmp_path / "small.safetensors", *options)
    assert "MiB ->" in done.stderr
    assert "found again" in done.stderr
    assert (tmp_path / "small.safetensors").stat().st_size < subword_file.stat().st_size / 3
    assert malvec("similar", tmp_path / "small.safetensors", "영화관", "-n", 1).stdout.startswith(
        "영화관\t"
    )
    assert "compression" in malvec("info", tmp_path / "small.safetensors").stdout


def test_facts_as_json(subword_file: Path, tmp_path: Path) -> None:
    told = json.loads(
        malvec("compress", subword_file, tmp_path / "small.safetensors", "--json").stdout
    )
    assert told["bytes_after"] == (tmp_path / "small.safetensors").stat().st_size
    assert told["ngrams_after"] < told["ngrams_before"] == 20000
    assert 0 < told["recall"] <= 1


def test_wrong_usage(subword_file: Path, tmp_path: Path) -> None:
    for target, options in (
        ("x.bin", ()),
        ("x.safetensors", ("--method", "zip")),
        ("x.safetensors", ("--parts", 7)),
    ):
        malvec("compress", subword_file, tmp_path / target, *options, check=2)
    malvec("compress", subword_file, subword_file, check=2)
    malvec("compress", tmp_path / "none.safetensors", tmp_path / "x.safetensors", check=1)
    assert not list(tmp_path.iterdir())
