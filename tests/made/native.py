"""libmalvec as it was built, and small programs in other languages that use it."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

import malvec as mv

ROOT = Path(__file__).parent.parent.parent
HEADERS = ROOT / "cpp" / "include"


def library() -> Path:
    """The path of libmalvec.so.1: ``MALVEC_LIBRARY``, or as pip installs it."""
    told = os.environ.get("MALVEC_LIBRARY")
    path = Path(told) if told else Path(mv.__file__).parent / "lib" / "libmalvec.so.1"
    if not path.exists():
        pytest.skip(f"there is no {path}: malvec was built without libmalvec")
    return path.resolve()


def archive() -> Path:
    """The path of libmalvec.a, which lies where all was built."""
    for folder in (library().parent, ROOT / "build" / "venv" / "lib"):
        if (folder / "libmalvec.a").exists():
            return folder / "libmalvec.a"
    pytest.skip("there is no libmalvec.a: malvec was not built here")


def needs(*programs: str) -> None:
    """Skips the test where a program is missing."""
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"there is no {program}")


def run(*command: object, cwd: Path | None = None, **environment: str) -> str:
    """What a command prints on stdout; it must succeed."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@cache
def compiler(*names: str) -> str:
    """The first of these compilers that there is; skips where there is none."""
    for name in names:
        if shutil.which(name):
            return name
    pytest.skip(f"there is none of {', '.join(names)}")
