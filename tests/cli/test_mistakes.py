"""Typical mistakes at the shell, each as a user types it: a sentence on stderr says what to do."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from command_line import malvec

TEXT = "영화 배우 감독 영화 좋다\n음악 노래 가수 음악 듣다\n" * 20

MISTAKES = [
    ("trian", 2, "Did you mean 'train'"),
    ("train skip-gram text.txt", 2, "Did you mean 'skipgram'"),
    ("train skipgram text.txt", 2, "Missing option '--output'"),
    ("train skipgram nofile.txt -o v.safetensors", 1, "nofile.txt: No such file"),
    ("train skipgram text.txt -o v.pkl", 2, "the name must end in .safetensors, .txt"),
    ("train skipgram text.txt -o no/where/v.safetensors", 1, "no/where: there is no such folder"),
    ("train skipgram text.txt -o v.safetensors --dims 10", 2, "--dim"),
    ("train skipgram text.txt -o v.safetensors --dim ten", 2, "'--dim'"),
    ("train skipgram text.txt -o v.safetensors --loss softmax", 2, "not one of 'ns', 'hs'"),
    ("train skipgram text.txt -o v.safetensors --tokenizer mecb", 2, "mecab"),
    ("train skipgram text.txt -o v.safetensors --format jsonl", 1, "line 1: not JSON"),
    ("train skipgram text.txt -o text.txt", 2, "it would be overwritten"),
    ("train skipgram text.txt -o v.safetensors --min-count 9999", 1, "lower min_count"),
    ("train skipgram text.txt -o v.safetensors --clean html5", 2, "html"),
    ("train skipgram text.txt -o v.safetensors --every 10minutes", 2, "'30s', '10min', '2h'"),
    ("train skipgram --config no.toml -o v.safetensors", 2, "no.toml: No such file"),
    ("similar vectors.safetensors 없는말", 1, "not among"),
    ("similar text.txt 영화", 1, "it seems to be text"),
    ("analogy vectors.safetensors 영화 배우", 2, "an analogy has three words"),
    ("recommend vectors.safetensors kim", 1, "holds word vectors, not factors"),
    ("topics vectors.safetensors", 1, "holds word vectors, not a topic model"),
    ("evaluate vectors.safetensors", 2, "give --similarity, --analogy"),
    ("evaluate vectors.safetensors --similarity no.csv", 1, "no.csv: No such file"),
    ("convert vectors.safetensors out.xyz", 2, "the name must end in .safetensors, .txt"),
    ("compress vectors.safetensors vectors.safetensors", 2, "it would be overwritten"),
    ("explore vectors.safetensors", 2, "Missing option '--output'"),
    ("classify vectors.safetensors text.txt", 1, "not a classifier of texts"),
    ("space vectors.safetensors text.txt", 1, "holds word vectors, not a spacing model"),
    ("info nofile", 1, "nofile: No such file"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A text, and vectors of it."""
    folder = tmp_path_factory.mktemp("shell")
    text, vectors = folder / "text.txt", folder / "vectors.safetensors"
    text.write_text(TEXT, "utf-8")
    malvec("train", "skipgram", text, "-o", vectors, "--dim", 4, "--sample", 0, "--quiet")
    return folder


@pytest.mark.parametrize(("line", "code", "says"), MISTAKES, ids=[line for line, *_ in MISTAKES])
def test_a_mistake_gets_a_sentence(
    line: str, code: int, says: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    told = malvec(*shlex.split(line), check=code).stderr.splitlines()
    assert says in told[0]
    assert len(told[0]) < 300
    assert len(told) <= 2, "the second line names the help"
    assert all(each.startswith("malvec: ") for each in told)
    assert "opens it" not in told[0], "that is of Python"
    assert "(malvec." not in told[0]
