"""``malvec config``."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest
from command_line import malvec

import malvec as mv
from malvec.cli.linking import flags


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    """A package with a library, in a folder whose name has a blank."""
    folder = tmp_path / "a b"
    (folder / "lib").mkdir(parents=True)
    (folder / "lib" / "libmalvec.so.1").touch()
    return folder


def told(prefix: Path, *options: str) -> str:
    with mock.patch.object(mv, "__file__", str(prefix / "__init__.py")):
        return malvec("config", *options).stdout


def test_flags_are_printed_in_one_line(prefix: Path) -> None:
    lib = f"{prefix}/lib"
    assert told(prefix, "--prefix") == f"'{prefix}'\n"
    assert told(prefix, "--cmakedir") == f"'{lib}/cmake/malvec'\n"
    assert (
        told(prefix, "--libs", "--cflags")
        == f"'-I{prefix}/include' '-L{lib}' '-Wl,-rpath,{lib}' -lmalvec\n"
    )


def test_without_options_all_is_told(prefix: Path) -> None:
    lines = told(prefix).splitlines()
    assert [line.split()[0] for line in lines] == ["cflags", "libs", "cmakedir", "prefix"]


def test_a_malvec_without_the_library_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"MALVEC_LIBRARY=ON"):
        flags(tmp_path)
    with mock.patch.object(mv, "__file__", str(tmp_path / "__init__.py")):
        done = malvec("config", "--libs", check=1)
    assert str(tmp_path / "lib") in done.stderr
