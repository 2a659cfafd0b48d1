"""The habits of the code, read from the sources; each rule is also shown to catch an offence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sources import (
    ALL_FILES,
    CPP,
    CPP_FILES,
    PYTHON_FILES,
    ROOT,
    Rule,
    imported_names,
    layer_of,
    plainly_called,
    without_comments,
    without_strings,
)

LOOSE_NAMES = {"utils", "util", "common", "helpers", "helper", "misc"}
UNSAFE_MODULES = {
    "pickle",
    "cPickle",
    "_pickle",
    "dill",
    "cloudpickle",
    "joblib",
    "marshal",
    "shelve",
}
RUNNING = {"eval", "exec", "compile", "__import__"}
PRINTING = {"cli"}


def python_habits(path: Path, text: str) -> Iterator[str]:
    """Nothing unpickles, evaluates or executes, so that opening a file runs no code; print only in
    the command line."""
    tree = ast.parse(text)
    for line, name in imported_names(path, tree):
        if name.split(".")[0] in UNSAFE_MODULES:
            yield f"{path.name}:{line}: imports {name}"
    forbidden = RUNNING if layer_of(path) in PRINTING else RUNNING | {"print"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and plainly_called(node) in forbidden:
            yield f"{path.name}:{node.lineno}: calls {plainly_called(node)}"
        if (
            isinstance(node, ast.keyword)
            and node.arg == "allow_pickle"
            and getattr(node.value, "value", True)
        ):
            yield f"{path.name}:{node.value.lineno}: allows pickle"


LOUD = re.compile(
    r"\bstd::(?:w?cout|w?cerr|w?clog)\b|(?<![\w.>])(?:std::|::)?"
    r"(?:printf|fprintf|vprintf|vfprintf|puts|fputs|putchar|perror|syslog|getenv|secure_getenv"
    r"|exit|_exit|quick_exit|abort|terminate)\s*\("
)


def cpp_habits(path: Path, text: str) -> Iterator[str]:
    """The core does not print, exit or read the environment."""
    if path.relative_to(CPP).parts[0] == "bindings":
        return
    for number, line in enumerate(without_strings(without_comments(text)).splitlines(), 1):
        if match := LOUD.search(line):
            yield f"{path.name}:{number}: {match[0].strip('( ')}"


def file_names(path: Path, text: str) -> Iterator[str]:
    """A file's name says what is in it."""
    if path.stem in LOOSE_NAMES or path.parent.name in LOOSE_NAMES:
        yield f"{path}: {path.stem} says nothing"


def repeated_types(sources: dict[str, str]) -> dict[str, list[str]]:
    """Types of C++ that two files define under one name, where linkers would take one of them for
    both. Those of anonymous namespaces and of the C interface have their own."""
    places: dict[str, list[str]] = {}
    for place, text in sources.items():
        visible = re.sub(r"namespace \{.*?\n\}  // namespace\n", "", text, flags=re.DOTALL)
        inner = "c_api::" if "namespace malvec::c_api" in text else ""
        for name in re.findall(r"^(?:struct|class) (\w+)(?:\s*:\s[^;{]*)?\s*\{", visible, re.M):
            places.setdefault(inner + name, []).append(place)
    return {name: found for name, found in places.items() if len(found) > 1}


def test_no_type_of_cpp_has_the_name_of_another() -> None:
    core = [path for path in CPP_FILES if "include" not in path.parts]
    sources = {str(path.relative_to(CPP)): path.read_text() for path in core}
    assert repeated_types(sources) == {}
    offence = {"a.h": "namespace malvec {\nstruct Rows {\n};\n}", "b.h": "class Rows : A {\n};\n"}
    assert repeated_types(offence) == {"Rows": ["a.h", "b.h"]}


def test_the_makefile_names_tests_that_exist() -> None:
    patterns = re.findall(r"[\w/]*\btest_[\w*]+\.py", (ROOT / "Makefile").read_text("utf-8"))
    assert patterns
    assert [pattern for pattern in patterns if not list((ROOT / "tests").glob(pattern))] == []


RULES = [(python_habits, PYTHON_FILES), (cpp_habits, CPP_FILES), (file_names, ALL_FILES)]


@pytest.mark.parametrize(("rule", "files"), RULES)
def test_the_sources_keep_the_rule(rule: Rule, files: list[Path]) -> None:
    assert files, "nothing was read"
    assert [offence for path in files for offence in rule(path, path.read_text("utf-8"))] == []


OFFENCES = [
    (python_habits, "python/malvec/io/word2vec.py", "import pickle"),
    (python_habits, "python/malvec/io/word2vec.py", "from joblib import load"),
    (python_habits, "python/malvec/io/word2vec.py", "eval('1')"),
    (python_habits, "python/malvec/io/word2vec.py", "exec('1')"),
    (python_habits, "python/malvec/io/word2vec.py", "compile('1', '', 'eval')"),
    (python_habits, "python/malvec/cli/train.py", "__import__('os')"),
    (
        python_habits,
        "python/malvec/io/word2vec.py",
        "import numpy\nnumpy.load('x', allow_pickle=True)",
    ),
    (python_habits, "python/malvec/models/skipgram.py", "print('x')"),
    (cpp_habits, "cpp/core/a.cpp", 'std::cout << "x";'),
    (cpp_habits, "cpp/core/a.cpp", 'std::cerr << "x";'),
    (cpp_habits, "cpp/core/a.cpp", 'printf("x");'),
    (cpp_habits, "cpp/core/a.cpp", 'std::fprintf(stderr, "x");'),
    (cpp_habits, "cpp/core/a.cpp", "if (bad) exit(1);"),
    (cpp_habits, "cpp/core/a.cpp", "std::abort();"),
    (cpp_habits, "cpp/core/a.cpp", 'auto x = "// not a comment"; getenv("HOME");'),
    (file_names, "cpp/core/utils.h", ""),
    (file_names, "python/malvec/helpers.py", ""),
    (file_names, "python/malvec/common/words.py", ""),
    (file_names, "tests/misc.py", ""),
]


@pytest.mark.parametrize(("rule", "path", "text"), OFFENCES)
def test_an_offence_is_caught(rule: Rule, path: str, text: str) -> None:
    assert list(rule(ROOT / path, text))


INNOCENT = [
    (python_habits, "python/malvec/cli/train.py", "print('x')"),
    (python_habits, "python/malvec/sniff.py", "re.compile('x')"),
    (
        python_habits,
        "python/malvec/io/word2vec.py",
        "'''eval, exec and pickle'''\nmodel.eval()\nnumpy.load('x', allow_pickle=False)",
    ),
    (
        cpp_habits,
        "cpp/core/a.cpp",
        '// printf("x")\n/* exit(1)\n */ std::snprintf(b, n, "exit(1)"); job.exit(); at_exit(f);',
    ),
    (file_names, "cpp/core/random.h", ""),
]


@pytest.mark.parametrize(("rule", "path", "text"), INNOCENT)
def test_the_innocent_pass(rule: Rule, path: str, text: str) -> None:
    assert list(rule(ROOT / path, text)) == []
