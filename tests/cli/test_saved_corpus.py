"""A corpus that one command saved is the input of others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import attempt

import malvec as mv

TEXTS = ["영화 배우 감독", "배우 연기 좋다", "음악 노래 가수"] * 20


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "c.safetensors"
    mv.Corpus.from_texts(TEXTS, min_count=1, keep_empty=True).save(path)
    return path


def train(*arguments: Any) -> Any:
    return attempt(["train", *map(str, arguments)])


@pytest.mark.parametrize("name", ["skipgram", "cbow", "nplm", "doc2vec", "lsa"])
def test_training(name: str, saved: Path, tmp_path: Path) -> None:
    out = tmp_path / "v.safetensors"
    knobs = ("--dim", 2) if name == "lsa" else ("--dim", 4, "--epochs", 2, "--threads", 1)
    knobs += ("--sample", 0) if name in ("skipgram", "cbow", "doc2vec") else ()
    done = train(name, "-i", saved, "-o", out, *knobs, "-q")
    assert done.exit_code == 0, done.output
    held = mv.load(out)
    assert (held.vectors if name == "nplm" else held).vocab.same_words(mv.load(saved).vocab)


def test_as_from_the_text(saved: Path, tmp_path: Path) -> None:
    text, knobs = tmp_path / "t.txt", ("--dim", 4, "--threads", 1, "-q", "--sample", 0)
    text.write_text("\n".join(TEXTS))
    first, again = tmp_path / "a.safetensors", tmp_path / "again.safetensors"
    keep = ("--min-count", 1, "--save-corpus", again)
    assert train("skipgram", "-i", text, "-o", first, *keep, *knobs).exit_code == 0
    for source in (saved, again):
        out = tmp_path / "b.safetensors"
        assert train("skipgram", "-i", source, "-o", out, *knobs).exit_code == 0
        assert np.array_equal(mv.load(out).matrix, mv.load(first).matrix)
    under = again.rename(tmp_path / "corpus.dat")  # its content counts, not its name
    assert train("skipgram", "-i", under, "-o", out, *knobs).exit_code == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--tokenizer", "characters", "--min-count", 3), "--tokenizer, --min-count: the words of"),
        (("--clean", "html"), "--clean: the words of a saved corpus stay"),
        (("-i", __file__), "a saved corpus is read alone"),
        (("-o", "{saved}"), "is also an input"),
        (("--save-corpus", "c.txt"), "end in .safetensors"),
    ],
)
def test_what_cannot_be(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: Any, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    chosen = [str(each).replace("{saved}", str(saved)) for each in options]
    output = () if "-o" in options else ("-o", "v.safetensors")
    done = train("skipgram", "-i", saved, *output, *chosen)
    assert done.exit_code != 0
    assert message in " ".join(done.output.replace("│", " ").split())
