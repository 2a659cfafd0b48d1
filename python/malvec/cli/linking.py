"""``malvec config``: where the library for C and C++ lies, as compilers want to be told."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

import malvec as mv
from malvec.cli.grammar import Run
from malvec.cli.options import option
from malvec.cli.table import with_texts

__all__ = ["config"]


@dataclass(frozen=True, kw_only=True)
class ConfigJob(Run):
    """The options of ``malvec config``."""

    cflags: bool = option("where malvec.h and malvec.hpp are", "--cflags", default=False)
    libs: bool = option(
        "how to link, so that programs find the library when they start", "--libs", default=False
    )
    cmakedir: bool = option("what CMake calls malvec_DIR", "--cmakedir", default=False)
    prefix: bool = option("the folder that holds include and lib", "--prefix", default=False)


def config(job: ConfigJob) -> None:
    """Print how C and C++ programs find libmalvec. Without options all of it, with names."""
    told = flags(Path(mv.__file__).parent)
    chosen = [text for name, text in told.items() if getattr(job, name)]
    for line in [" ".join(chosen)] if chosen else with_texts(list(told.items())):
        print(line)


def flags(prefix: Path) -> dict[str, str]:
    """What can be asked for, by the names of the options.

    Raises:
        FileNotFoundError: this malvec came without the library.
    """
    lib = prefix / "lib"
    if not (lib / "libmalvec.so.1").exists():
        raise FileNotFoundError(
            f"there is no libmalvec.so.1 in {lib}: this malvec was built without it;"
            " pip install -C cmake.define.MALVEC_LIBRARY=ON . builds it"
        )
    words = {
        "cflags": [f"-I{prefix / 'include'}"],
        "libs": [f"-L{lib}", f"-Wl,-rpath,{lib}", "-lmalvec"],
        "cmakedir": [f"{lib / 'cmake' / 'malvec'}"],
        "prefix": [f"{prefix}"],
    }
    return {name: shlex.join(each) for name, each in words.items()}
