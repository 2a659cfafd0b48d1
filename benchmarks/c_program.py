"""Programs in C that use libmalvec."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import malvec as mv
from benchmarks.machine import ROOT

__all__ = ["compiled", "installed_library"]


def installed_library() -> Path:
    """Where pip puts it."""
    return Path(mv.__file__).parent / "lib" / "libmalvec.so.1"


def compiled(source: Path, folder: Path, library: Path) -> Path:
    """The program of a source, in a folder."""
    program = folder / source.stem
    command = [os.environ.get("CC", "cc"), "-std=c99", "-O2", source, "-o", program]
    command += ["-I", ROOT / "cpp/include", library, f"-Wl,-rpath,{library.resolve().parent}"]
    subprocess.run([str(part) for part in command], check=True)
    return program
