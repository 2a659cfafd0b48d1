"""The Java machine: where it is, and starting it for KoNLPy."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from malvec.runtime.extras import how_to_install

__all__ = ["JavaNotFoundError", "find_java", "java_version", "require_konlpy", "start_java"]

LIBRARY = {"darwin": "libjvm.dylib", "win32": "jvm.dll"}.get(sys.platform, "libjvm.so")
PLACES = (
    "lib/server",
    "jre/lib/server",
    "jre/lib/amd64/server",
    "lib/amd64/server",
    "Contents/Home/lib/server",
    "bin/server",
)
PARENTS = ("/usr/lib/jvm", "/usr/java", "/Library/Java/JavaVirtualMachines")
FIX = "sudo apt install default-jre-headless, or set JAVA_HOME to the folder of a Java 8 or newer"


class JavaNotFoundError(ImportError):
    """There is no Java machine where it was looked for."""


def find_java(jvmpath: str | None = None) -> Path:
    """The library of the Java machine: the one that is given, or that of JAVA_HOME, of ``java`` on
    the PATH, or of a usual place.

    Raises:
        JavaNotFoundError: there is none, or JAVA_HOME leads nowhere; the message says what was
            tried and how to mend it.
    """
    if jvmpath is not None:
        if not os.path.isfile(jvmpath):
            raise JavaNotFoundError(
                f"jvmpath={jvmpath!r}: there is no such file; it must be the path of {LIBRARY}, or"
                " None to look for it"
            )
        return Path(jvmpath)
    home = os.environ.get("JAVA_HOME")
    if home:
        for library in _libraries(Path(home)):
            return library
        tried = os.path.join(home, PLACES[0], LIBRARY)
        raise JavaNotFoundError(
            f"JAVA_HOME={home} has no Java: there is no {tried}. Unset JAVA_HOME to look elsewhere;"
            f" or {FIX}"
        )
    for folder in _homes():
        for library in _libraries(folder):
            return library
    raise JavaNotFoundError(
        "no Java found: JAVA_HOME is not set, no java on the PATH, nothing in"
        f" {', '.join(PARENTS)}; {FIX}"
    )


def _homes() -> Iterator[Path]:
    program = shutil.which("java")
    if program and os.path.isabs(program):  # a PATH with "." in it finds others' files
        yield Path(program).resolve().parent.parent
    for parent in map(Path, PARENTS):
        if parent.is_dir():
            yield from sorted(parent.iterdir(), reverse=True)


def _libraries(home: Path) -> Iterator[Path]:
    yield from (home / place / LIBRARY for place in PLACES if (home / place / LIBRARY).is_file())


def java_version(library: Path) -> str | None:
    """What the installation says its version is, without running it."""
    for folder in library.parents[1:4]:
        release = folder / "release"
        if release.is_file():
            for line in release.read_text(errors="replace").splitlines():
                if line.startswith("JAVA_VERSION="):
                    return line.partition("=")[2].strip('"')
    return None


def require_konlpy(name: str, *modules: str) -> None:
    """``ImportError`` that says what to install, unless KoNLPy and these modules are there."""
    for module in ("konlpy", *modules):
        if importlib.util.find_spec(module) is None:
            package = {"jpype": "jpype1", "MeCab": "mecab-python3"}.get(module, module)
            raise ImportError(
                f"the tokenizer {name} needs {package}: {how_to_install('konlpy')}", name=module
            )


def start_java(jvmpath: str | None, heap: int) -> None:
    """Starts the Java machine of this process with KoNLPy's classes; does nothing where it runs.

    Raises:
        RuntimeError: it was started before this process was forked, so that it cannot run here; or
            it cannot start.
    """
    jpype: Any = importlib.import_module("jpype")
    if jpype.isJVMStarted():
        if _started.get("process", os.getpid()) != os.getpid():
            raise RuntimeError(
                "a Java machine does not survive a fork: start the processes first, or let malvec"
                " do it (processes=2)"
            )
        return
    java = Path(importlib.import_module("konlpy").__file__ or "").parent / "java"
    options = [
        "-Dfile.encoding=UTF8",
        f"-Xmx{heap}m",
        "-Xrs",
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData",
    ]
    try:
        jpype.startJVM(
            str(find_java(jvmpath)),
            *options,
            classpath=[str(java), str(java / "bin"), str(java / "*")],
            convertStrings=True,
        )
    except Exception as error:
        raise RuntimeError(
            f"Java could not be started ({error}); is max_heap_size={heap} MB too much for this"
            " machine?"
        ) from None
    _started["process"] = os.getpid()
    quiet = jpype.JClass("java.io.PrintStream")(
        jpype.JClass("java.io.OutputStream").nullOutputStream()
    )
    # analysers print, and that would get among the output of the program
    jpype.JClass("java.lang.System").setOut(quiet)


_started: dict[str, int] = {}
