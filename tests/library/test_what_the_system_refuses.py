"""Paths that are no files, and a system that gives no memory and no files: C and Python say the
same."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from fuzz.files import CASES
from made.c_api import COPY, FORMAT, IO, MEMORY, CError, CModel

import malvec as mv
from benchmarks.own.sparse_model import write_sparse

CODES: dict[type[Exception], int] = {mv.FormatError: FORMAT, OSError: IO, MemoryError: MEMORY}
LIMITED = """
import resource, sys
from library.test_what_the_system_refuses import refusals
from made.c_api import loaded
path, limit, size = sys.argv[1], getattr(resource, sys.argv[2]), int(sys.argv[3])
loaded()
refusals(path)
if limit == resource.RLIMIT_AS:
    size += int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(limit, (size, resource.getrlimit(limit)[1]))
print(refusals(path))
"""


def refusals(path: Path | str) -> tuple[int, int]:
    """The codes of what C and Python say, in words that begin alike; 0 where a file opens."""
    codes, told = [], []
    for ask in (lambda: CModel(path), lambda: mv.WordVectors.load(path)):
        try:
            ask()
            codes.append(0)
        except CError as error:
            codes.append(error.code)
            told.append(str(error))
        except (mv.FormatError, OSError, MemoryError) as error:
            codes.append(next(code for kind, code in CODES.items() if isinstance(error, kind)))
            told.append(str(error))
    assert all(told), told
    return codes[0], codes[1]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    CASES["word vectors"].write(tmp_path / "a.safetensors")
    return tmp_path / "a.safetensors"


def test_what_is_no_regular_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        for odd in (tmp_path / "pipe", tmp_path / "s", "/dev/zero", "/proc/self/cmdline"):
            assert refusals(odd) == (FORMAT, FORMAT), odd


def test_paths_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    (tmp_path / "file").write_bytes(b"")
    for odd in ("", "x" * 5000, tmp_path / "circle", tmp_path / "file" / "x", tmp_path / "none"):
        assert refusals(odd) == (IO, IO), odd
    assert refusals(tmp_path) == (IO, IO)


def test_a_file_that_may_not_be_read(path: Path) -> None:
    path.chmod(0)
    assert refusals(path) in ((IO, IO), (0, 0))  # root may


def test_a_path_with_nul_inside_is_told_by_python(path: Path) -> None:
    with pytest.raises((ValueError, OSError)):
        mv.load(f"{path}\0x")


@pytest.mark.parametrize(
    ("limit", "size", "expected"),
    [("RLIMIT_NOFILE", 3, IO), ("RLIMIT_AS", 1 << 25, MEMORY), ("RLIMIT_NOFILE", 99, 0)],
)
def test_a_system_that_gives_little(tmp_path: Path, limit: str, size: int, expected: int) -> None:
    tests, path = Path(__file__).parent.parent, tmp_path / "large.safetensors"
    write_sparse(path, 10**8)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, path, limit, str(size)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tests), *sys.path])},
        check=False,
    )
    assert done.stdout.split("\n")[0] == str((expected, expected)), done.stderr


def test_a_file_that_shrinks_when_it_is_opened(path: Path) -> None:
    raw = path.read_bytes()
    with CModel(path, COPY) as model:
        path.write_bytes(raw[: len(raw) // 2])
        assert model.similar([model.word(0)[0]])
    assert refusals(path) == (FORMAT, FORMAT)
