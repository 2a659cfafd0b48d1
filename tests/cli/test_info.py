"""``malvec info`` of files of every kind, and of files of others."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import malvec as mv
from malvec.cli.app import app

TEXTS = ["영화 배우 감독", "배우 연기 좋다", "음악 노래 가수"] * 20
CORPUS = mv.Corpus.from_texts(TEXTS, min_count=1, keep_empty=True)
VECTORS = mv.Skipgram(dim=4, epochs=1, sample=0, threads=1).fit(CORPUS)


def shown(path: Path, *options: str) -> str:
    done = CliRunner().invoke(app, ["info", str(path), *options])
    assert done.exit_code == 0, done.output
    return done.stdout


MADE: dict[str, tuple[Callable[[], Any], list[str]]] = {
    "corpus": (lambda: CORPUS, ["corpus", "60 sentences", "whitespace()", "form=NFC"]),
    "counts": (lambda: mv.count(CORPUS), ["window=10", "weight=harmonic", "first rows"]),
    "vectors": (lambda: VECTORS, ["words        8", "dim          4", "Skipgram(dim=4"]),
    "compressed": (lambda: mv.vectors.compress(VECTORS, "int8"), ["compression  method=int8"]),
    "encoder": (
        lambda: mv.Sif().fit(VECTORS, TEXTS),
        ["recipe       Sif(", "vectors      Skipgram(", "fitted to 60 texts"],
    ),
    "language model": (lambda: mv.Nplm(dim=4, epochs=1).fit(CORPUS), ["Nplm(dim=4"]),
    "documents": (lambda: mv.Lsa(dim=2).fit(CORPUS), ["tags         60", "Lsa(dim=2"]),
    "factors": (lambda: mv.Als(dim=2, epochs=1).fit(np.eye(3)), ["Als(epochs=1", "3 rows"]),
    "spacing": (lambda: mv.Spacing(min_count=1).fit(TEXTS), ["Spacing(", "windows"]),
    "statistics": (lambda: mv.word_discovery.count_words(TEXTS), ["180 eojeols"]),
}


@pytest.mark.parametrize("name", MADE)
def test_what_malvec_saved(name: str, tmp_path: Path) -> None:
    make, wanted = MADE[name]
    path = tmp_path / "m.safetensors"
    make().save(path)
    text = shown(path, "--verify")
    for each in [*wanted, "bytes", "kind", "checksums"]:
        assert each in text
    assert "report None" not in text
    assert max(map(len, text.splitlines())) < 400
    facts = json.loads(shown(path, "--json"))
    assert facts["bytes"] == path.stat().st_size
    assert facts["arrays"]
    shutil.copy(path, tmp_path / "m.txt")  # the content counts, not the name
    assert json.loads(shown(tmp_path / "m.txt", "--json"))["kind"] == facts["kind"]


def test_checkpoints(tmp_path: Path) -> None:
    mv.Glove(dim=4, epochs=3).fit(mv.count(CORPUS), checkpoint=tmp_path)
    for path in (tmp_path, tmp_path / "checkpoint.safetensors"):
        text = shown(path)
        assert "Glove(" in text
        assert "epochs done  3" in text
    assert json.loads(shown(tmp_path, "--json"))["kind"] == "checkpoint"


def test_files_of_others(tmp_path: Path) -> None:
    mv.io.save_word2vec(VECTORS, tmp_path / "v.vec.gz")
    np.save(tmp_path / "e.npy", np.eye(3, dtype=np.float32))
    (tmp_path / "t.txt").write_text("이 영화 좋다\n")
    (tmp_path / "p.html").write_text("<!DOCTYPE html>")
    for name, wanted in {
        "v.vec.gz": ["a gzip archive of word2vec text vectors", "words        8"],
        "e.npy": ["a NumPy .npy array", "float32 [3, 3]"],
        "t.txt": ["text (malvec.Corpus.from_files reads it)"],
        "p.html": ["an HTML or XML page"],
    }.items():
        text = shown(tmp_path / name)
        for each in wanted:
            assert each in text
        assert json.loads(shown(tmp_path / name, "--json"))["format"]


def test_words_that_are_long_or_steer_terminals(tmp_path: Path) -> None:
    words = ["\x1b[31mred", "new\nline", "x" * 5000]
    path = tmp_path / "v.safetensors"
    mv.WordVectors(mv.Vocab.from_words(words), np.ones((3, 2), np.float32)).save(path)
    text = shown(path)
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) < 400


def test_a_file_under_another_name_is_queried(tmp_path: Path) -> None:
    VECTORS.save(tmp_path / "v.safetensors")
    (tmp_path / "v.safetensors").rename(tmp_path / "m.txt")
    done = CliRunner().invoke(app, ["similar", str(tmp_path / "m.txt"), "영화", "-n", "1"])
    assert done.exit_code == 0, done.output


def test_a_checkpoint_is_queried_and_converted(tmp_path: Path) -> None:
    mv.Skipgram(dim=4, epochs=1, sample=0).fit(CORPUS, checkpoint=tmp_path / "run")
    for path in (tmp_path / "run", tmp_path / "run" / "checkpoint.safetensors"):
        done = CliRunner().invoke(app, ["similar", str(path), "영화", "-n", "1"])
        assert done.exit_code == 0, done.output
    out = tmp_path / "v.safetensors"
    assert CliRunner().invoke(app, ["convert", str(tmp_path / "run"), str(out)]).exit_code == 0
    assert len(mv.load(out)) == 8
    mv.Als(dim=2, epochs=1).fit(np.eye(3), checkpoint=tmp_path / "als")
    done = CliRunner().invoke(app, ["convert", str(tmp_path / "als"), str(out)])
    assert list(mv.load(out)) == ["0", "1", "2"], done.output
    mv.count(CORPUS).save(tmp_path / "c.safetensors")
    done = CliRunner().invoke(app, ["convert", str(tmp_path / "c.safetensors"), str(out)])
    assert done.exit_code == 1
    assert "holds counts" in str(done.exception)
