"""What a program waits for before its first answer: opening an index and asking it import what they
need, and no more; so does the command line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

import malvec as mv

TEXTS = ["봄 비 가 온다", "봄 꽃 이 핀다", "여름 비 가 온다", "가을 꽃 이 진다"]
QUESTION = "malvec.load(sys.argv[1]).most_similar(sys.argv[2])"
COMMAND = """
from malvec.cli import main
sys.argv[1:1] = ["similar"]
try: main()
except SystemExit as end: assert end.code == 0
"""
PACKAGES = {"click", "matplotlib", "pydantic", "rich", "scipy", "sklearn", "tqdm", "typer"}
STANDARD = {"email", "importlib.metadata", "multiprocessing", "secrets", "xml.parsers"}
NUMPY = {"numpy.fft", "numpy.ma", "numpy.polynomial", "numpy.random", "numpy.testing"}
ROOMS = """corpus.build counts.counts datasets estimators evaluate explore factors.factors io
    models.tokens models.cells models.projections plot sentences.classifiers sentences.fitting
    text.readers.wikipedia text.spacing.model tokenizers.analysers.analyser
    tokenizers.running.processes tokenizers.subwords.subword_tokenizer vectors.alignment
    word_discovery cli"""
NOT_NEEDED = PACKAGES | STANDARD | NUMPY | {f"malvec.{room}" for room in ROOMS.split()}


def imported(code: str, *arguments: object) -> set[str]:
    """The modules that a program has imported when it ends."""
    program = f"import sys, malvec\n{code}\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.splitlines()[-1].split())


@pytest.fixture(scope="module")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    """Of words, and of sentences."""
    folder = tmp_path_factory.mktemp("indexes")
    corpus = mv.Corpus.from_texts(TEXTS, tokenizer=mv.tokenizers.Whitespace(), min_count=1)
    vectors = mv.Skipgram(dim=8, epochs=1, threads=1, sample=0).fit(corpus)
    mv.Index.build(vectors).save(folder / "words.index")
    mv.Index.build(TEXTS, encoder=mv.Mean().fit(vectors)).save(folder / "texts.index")
    return [folder / "words.index", folder / "texts.index"]


def test_malvec_itself_imports_nothing() -> None:
    loaded = imported("")
    assert not {"numpy", "malvec._core"} & loaded
    assert {name for name in loaded if name.startswith("malvec.")} == {"malvec.lazy"}


@pytest.mark.parametrize("place", [0, 1], ids=["words", "sentences"])
def test_a_question_to_an_index_imports_what_it_needs(place: int, indexes: Sequence[Path]) -> None:
    loaded = imported(QUESTION, indexes[place], "봄") - imported("import numpy")
    assert "malvec.index.index" in loaded
    assert not loaded & NOT_NEEDED


@pytest.mark.parametrize("place", [0, 1], ids=["words", "sentences"])
def test_a_command_imports_no_more_than_its_own(place: int, indexes: Sequence[Path]) -> None:
    loaded = imported(COMMAND, indexes[place], "봄") - imported("import numpy")
    assert loaded & NOT_NEEDED == {"click", "malvec.cli"}
    assert not loaded & {f"malvec.cli.{name}" for name in ("index", "train", "texts", "encoders")}


@pytest.mark.parametrize("name", sorted(NOT_NEEDED - PACKAGES))
def test_the_names_of_what_is_not_needed_are_right(name: str) -> None:
    assert find_spec(name) is not None
