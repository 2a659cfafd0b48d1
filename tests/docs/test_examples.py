"""The scripts of examples/ run, on few reviews, and print something."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest
from docs.needs import lacking
from made.native import needs, run

import malvec as mv

EXAMPLES = sorted((Path(__file__).parent.parent.parent / "examples").glob("*.py"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_runs(path: Path, tmp_path: Path) -> None:
    code = path.read_text("utf-8")
    if lacking(code):
        pytest.skip(f"{path.name} needs {lacking(code)}")
    few = ["3000"] if "sys.argv" in code else []
    command = [sys.executable, str(path), *few]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) >= 3


def test_the_first_project_in_the_shell(tmp_path: Path) -> None:
    script = EXAMPLES[0].parent / "first_project.sh"
    code = script.read_text("utf-8")
    if lacking(code):
        pytest.skip(f"it needs {lacking(code)}")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = ["bash", str(script), "2000"]
    environment = {**os.environ, "PATH": path}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(re.findall(r"^(?:echo .* \| )?malvec ", code, re.MULTILINE)) == 12
    similar, label = done.stdout.splitlines()[:5], done.stdout.splitlines()[5]
    assert all(line.startswith("재밋다\t") for line in similar)
    assert label.startswith("good\t")


def test_reviews_in_c_and_cpp(tmp_path: Path) -> None:
    if not (Path(mv.__file__).parent / "include").exists():
        pytest.skip("malvec was not installed by pip, or without libmalvec")
    needs("cc", "c++", "cmake")
    script = EXAMPLES[0].parent / "embed" / "reviews.sh"
    texts = "".join(f"{text}\n" for text in islice(mv.datasets.review_texts(), 3000))
    (tmp_path / "reviews.txt").write_text(texts, "utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    told = run("bash", script, "reviews.txt", cwd=tmp_path, PATH=path)
    *lines, first, second, third = told.splitlines()
    half = len(lines) // 2
    assert lines[:half] == lines[half:], "C and C++ answer alike"
    assert all(0.3 < float(line.split("\t")[0]) < 1.01 for line in (first, second, third))
    asked = [line.split("\t")[0] for line in lines[:half]]
    analogy, encoded = ["한국영화:한국=일본영화:?"], ["재미있는 영화", "지루한 영화"]
    assert asked == [*["희망"] * 3, *["재밋엇다"] * 3, *analogy * 3, *encoded, "error 3"]


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 5
