"""Files in the current folder are data: no Python that malvec starts runs them, whatever their
names."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import malvec as mv
from malvec.storage import container

PLANTED = (
    *("mecab", "_mecab", "mecab_ko_dic", "kiwipiepy", "konlpy", "jpype", "tokenizers", "tqdm"),
    *("malvec", "numpy", "multiprocessing", "pickle", "runpy", "socket", "struct", "signal"),
    *("json", "io", "tempfile", "re", "threading", "resource", "trainer"),
)
NOTE = "from pathlib import Path\nPath(__file__).with_name('EXECUTED').write_text(__name__)\n"
COMMAND = "from malvec.cli import main\nmain()\n"
WORKER = """
import multiprocessing
from malvec.tokenizers.running.workers import Worker

def serve(connection, watch):
    connection.send(sorted(connection.recv()))

def main(method):
    if method:
        multiprocessing.set_start_method(method)
    worker = Worker(serve, fresh=not method)
    worker.connection.send("ba")
    assert worker.connection.recv() == ["a", "b"]
    worker.stop()
"""
KIWI = """
import kiwipiepy
import malvec as mv
print(mv.tokenizers.Kiwi().batch(["영화가 좋다"], 1, time_limit=60))
"""
OKT = "import malvec as mv\nprint(mv.tokenizers.Okt()('영화가 좋다'))"


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A folder with programs under the names of modules, beside one for what the tests run."""
    for folder in ("here", "elsewhere"):
        (tmp_path / folder).mkdir()
    for name in PLANTED:
        (tmp_path / "here" / f"{name}.py").write_text(NOTE)
    (tmp_path / "here" / "words.txt").write_text("가우스전자\n")
    (tmp_path / "here" / "in.txt").write_text("가우스전자를 봤다\n")
    return tmp_path / "here"


def run(planted: Path, program: str, *arguments: str) -> str:
    """What a program prints that lies elsewhere and is run in the folder; nothing of the folder
    may have been run."""
    script = planted.parent / "elsewhere" / "program.py"
    script.write_text(program)
    done = subprocess.run(
        [sys.executable, str(script), *arguments],
        cwd=planted,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    ran = planted / "EXECUTED"
    assert not ran.exists(), ran.read_text()
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_dictionary_is_compiled_by_the_right_mecab(planted: Path) -> None:
    pytest.importorskip("mecab")
    arguments = ("in.txt", "--tokenizer", "mecab", "--user-dictionary", "words.txt")
    assert run(planted, COMMAND, "tokenize", *arguments).startswith("가우스전자 를")


def test_a_model_file_runs_nothing_that_lies_beside_it(planted: Path, tmp_path: Path) -> None:
    pytest.importorskip("mecab")
    corpus = mv.Corpus.from_texts(["영화 좋다"] * 9, min_count=1)
    vectors = mv.Skipgram(dim=4, epochs=1, sample=0, threads=1).fit(corpus)
    mv.Mean().fit(vectors).save(tmp_path / "plain.safetensors")
    tensors, metadata = container.read(tmp_path / "plain.safetensors")
    described = {"name": "mecab", "user_dictionary": {"entries": [["영화", "NNG"]]}}
    metadata = {name: text for name, text in metadata.items() if not name.endswith(("sums", "32"))}
    metadata["tokenizer"] = json.dumps(described)
    container.write(planted / "model.safetensors", tensors, metadata)
    run(planted, COMMAND, "encode", "model.safetensors", "in.txt", "--output", "out.npy")
    assert (planted / "out.npy").exists()


@pytest.mark.parametrize("method", [None, "spawn", "forkserver"])
def test_processes_that_are_started_anew(planted: Path, method: str | None) -> None:
    (planted.parent / "elsewhere" / "serving.py").write_text(WORKER)
    run(planted, f"from serving import main\nif __name__ == '__main__':\n    main({method!r})")


@pytest.mark.parametrize(("name", "program"), [("Kiwi", KIWI), ("Okt", OKT)])
def test_analysers_that_do_not_survive_a_fork(planted: Path, name: str, program: str) -> None:
    try:
        getattr(mv.tokenizers, name)().check()
    except ImportError:
        pytest.skip(f"{name} is not installed")
    assert "영화" in run(planted, program)


def test_the_training_of_subwords(planted: Path) -> None:
    pytest.importorskip("tokenizers")
    program = "import malvec as mv\nprint(mv.Bpe(vocab_size=30).fit(['영화가 좋다'] * 9)('영화가'))"
    assert "영화" in run(planted, program)
