"""``malvec train classifier`` and ``malvec classify``: labels of texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import malvec


@pytest.fixture(scope="module")
def labelled(vectors_file: Path) -> Path:
    path = vectors_file.with_name("labelled.tsv")
    path.write_text("영화 배우\tfilm\n감독 연기\tfilm\n음악 노래\tmusic\n가수 듣다\tmusic\n" * 9)
    return path


@pytest.fixture(scope="module")
def classifier(labelled: Path, vectors_file: Path) -> Path:
    path = labelled.with_name("classifier.safetensors")
    options = ("--format", "labelled", "--model", vectors_file, "-o", path, "-q")
    malvec("train", "classifier", labelled, *options)
    return path


def test_labels_are_told_with_their_probability(classifier: Path) -> None:
    done = malvec("classify", classifier, stdin="감독 영화\n노래\n")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [(row[0], row[2]) for row in rows] == [("film", "감독 영화"), ("music", "노래")]
    assert all(0.5 < float(row[1]) <= 1 for row in rows)
    (line,) = malvec("classify", classifier, "-n", 2, "--json", stdin="노래\n").stdout.splitlines()
    found = json.loads(line)
    assert [each["label"] for each in found["labels"]] == ["music", "film"]
    assert sum(each["probability"] for each in found["labels"]) == pytest.approx(1)


def test_labels_are_compared_with_known_ones(classifier: Path, labelled: Path) -> None:
    told = ("classify", classifier, labelled, "--format", "labelled", "--test")
    assert "accuracy 1.000" in malvec(*told).stdout
    assert json.loads(malvec(*told, "--json").stdout)["accuracy"] == 1


def test_texts_without_labels(classifier: Path, vectors_file: Path, labelled: Path) -> None:
    told = malvec("classify", classifier, labelled, "--test", check=1).stderr
    assert "text 1 has no label: choose a --format with labels" in told
    assert malvec("classify", vectors_file, labelled, check=1).stderr.count("\n") == 1
    rows = labelled.with_name("rows.jsonl")
    rows.write_text('{"text": "영화", "kind": "film"}\n{"text": "노래", "kind": "music"}\n')
    told = ("classify", classifier, rows, "--format", "jsonl", "--label", "kind", "--test")
    assert "accuracy" in malvec(*told).stdout


def test_texts_read_as_labels_are_told(vectors_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "swapped.tsv"
    path.write_text("".join(f"film\t영화 {number}\n" for number in range(120)))
    options = ("--format", "labelled", "--model", vectors_file, "-o", tmp_path / "c.safetensors")
    told = malvec("train", "classifier", path, *options).stderr
    assert "there are 120 labels for 120 texts, such as '영화 0'" in told
