"""The order of the layers and the habits of the code, read from the sources; each rule is also
shown to catch an offence."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "python" / "malvec"
CPP = ROOT / "cpp"

# What each folder of cpp/ may include besides itself.
CPP_LAYERS = {
    "core": set(),
    "text": {"core"},
    "corpus": {"core", "text"},
    "corpus/build": {"core", "text", "corpus"},
    "corpus/counting": {"core", "text", "corpus"},
    "corpus/phrases": {"core", "text", "corpus"},
    "corpus/words": {"core", "text", "corpus", "corpus/build"},
    "models": {"core", "text"},
    "models/cells": {"core", "text", "models"},
    "models/tokens": {"core", "text", "models"},
    "search": {"core"},
    "sentences": {"core"},
}
EVERY_LAYER = {*CPP_LAYERS, "bindings"}
CPP_LAYERS |= dict.fromkeys(("bindings", "bindings/numeric", "bindings/text"), EVERY_LAYER)

# The rooms of python/malvec: each imports only from the left of itself, never from its own group.
ORDER = """version | _core | errors runtime reports | storage | vocab | text | tokenizers | corpus | counts search | vectors
    | documents factors sentences io word_discovery | models evaluate | datasets plot | explore | __init__ | cli | __main__"""
PYTHON_ORDER = tuple(tuple(group.split()) for group in ORDER.split("|"))
RANKS = {module: rank for rank, group in enumerate(PYTHON_ORDER) for module in group}
LEVELS = {"_core_base", "_core_v2", "_core_v3", "_core_v4"}
COMPILED = LEVELS | {"_core_text", "_cpu_level", "_ingest"}
RANKS |= dict.fromkeys(COMPILED, -1)

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

Rule = Callable[[Path, str], Iterator[str]]


def layer_of(path: Path) -> str:
    """The layer a Python file belongs to: the module, or the package just below malvec."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py").removesuffix(".pyi")


def absolute_name(path: Path, node: ast.ImportFrom) -> str:
    """The module an import names, with leading dots resolved."""
    if node.level == 0:
        return node.module or ""
    package = ["malvec", *path.relative_to(PACKAGE).parts[:-1]]
    return ".".join(
        [*package[: len(package) - node.level + 1], *([node.module] if node.module else [])]
    )


def imported_names(path: Path, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything imported; ``from malvec import vocab`` counts as
    ``malvec.vocab``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = absolute_name(path, node)
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and called_name(node) in {"import_module", "__import__"}:
            yield from (
                (node.lineno, str(argument.value))
                for argument in node.args[:1]
                if isinstance(argument, ast.Constant)
            )


def called_name(node: ast.Call) -> str:
    """The last part of the name of what is called."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else plainly_called(node)


def plainly_called(node: ast.Call) -> str:
    """The name of what is called, if it is a name and not an attribute."""
    return node.func.id if isinstance(node.func, ast.Name) else ""


def python_imports(path: Path, text: str) -> Iterator[str]:
    """Imports point left."""
    here = layer_of(path)
    if here not in RANKS:
        yield f"{path.name}: {here} has no place in PYTHON_ORDER"
        return
    for line, name in imported_names(path, ast.parse(text)):
        parts = name.split(".")
        if parts[0] != "malvec":
            continue
        there = parts[1] if len(parts) > 1 and parts[1] in RANKS else "__init__"
        if here != there and RANKS[there] >= RANKS[here]:
            yield f"{path.name}:{line}: {here} imports {name}"


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


def without_comments(text: str) -> str:
    """C++ with comments removed; lines keep their numbers."""
    pattern = r'("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*.*?\*/'
    return re.sub(pattern, lambda m: m[1] or "\n" * m[0].count("\n"), text, flags=re.DOTALL)


def without_strings(text: str) -> str:
    """C++ with the contents of string literals removed."""
    return re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text)


def cpp_includes(path: Path, text: str) -> Iterator[str]:
    """Own headers are included as "layer/name.h", from a layer to the left; Python's are for the
    bindings."""
    here = path.relative_to(CPP).parent.as_posix()
    if here not in CPP_LAYERS:
        yield f"{path.name}: {here} has no place in CPP_LAYERS"
        return
    for number, line in enumerate(without_comments(text).splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)', line)
        if not match:
            continue
        quote, header = match.groups()
        layer = header.rpartition("/")[0]
        if quote == '"' and layer not in CPP_LAYERS[here] | {here}:
            yield f"{path.name}:{number}: {here} includes {header}"
        own = here.startswith("bindings")
        if not own and (layer == "pybind11" or header == "Python.h"):
            yield f"{path.name}:{number}: {header} outside the bindings"


LOUD = re.compile(
    r"\bstd::(?:w?cout|w?cerr|w?clog)\b|(?<![\w.>])(?:std::|::)?"
    r"(?:printf|fprintf|vprintf|vfprintf|puts|fputs|putchar|perror|exit|_exit|quick_exit|abort|terminate|getenv|secure_getenv|syslog)\s*\("
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


def sources(folder: Path, *suffixes: str) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in suffixes)


PYTHON_FILES = sources(PACKAGE, ".py", ".pyi")
CPP_FILES = sources(CPP, ".h", ".cpp")
ALL_FILES = [
    path
    for folder in ("cpp", "python", "tests", "benchmarks", "tools")
    for path in sources(ROOT / folder, ".h", ".cpp", ".py", ".pyx")
]


@pytest.mark.parametrize(
    ("rule", "files"),
    [
        (python_imports, PYTHON_FILES),
        (python_habits, PYTHON_FILES),
        (cpp_includes, CPP_FILES),
        (cpp_habits, CPP_FILES),
        (file_names, ALL_FILES),
    ],
)
def test_the_sources_keep_the_rule(rule: Rule, files: list[Path]) -> None:
    assert files, "nothing was read"
    assert [offence for path in files for offence in rule(path, path.read_text("utf-8"))] == []


def test_every_place_in_the_order_is_taken() -> None:
    assert set(RANKS) - COMPILED == {layer_of(path) for path in PYTHON_FILES} - COMPILED


def test_the_makefile_names_tests_that_exist() -> None:
    patterns = re.findall(r"test_[\w*]+\.py", (ROOT / "Makefile").read_text("utf-8"))
    assert patterns
    assert [pattern for pattern in patterns if not list((ROOT / "tests").glob(pattern))] == []


OFFENCES = [
    (python_imports, "python/malvec/vocab.py", "from malvec.corpus import Corpus"),
    (python_imports, "python/malvec/vocab.py", "from malvec import corpus"),
    (python_imports, "python/malvec/vocab.py", "import malvec.models.skipgram"),
    (python_imports, "python/malvec/vocab.py", "import malvec"),
    (python_imports, "python/malvec/vocab.py", "from malvec import Corpus"),
    (python_imports, "python/malvec/vocab.py", "def late():\n    from .corpus import Corpus"),
    (python_imports, "python/malvec/tokenizers/mecab.py", "from ..vectors import WordVectors"),
    (
        python_imports,
        "python/malvec/io/word2vec.py",
        "from importlib import import_module\nimport_module('malvec.models')",
    ),
    (python_imports, "python/malvec/errors.py", "from malvec import vocab"),
    (python_imports, "python/malvec/novel.py", ""),
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
    (cpp_includes, "cpp/core/matrix.h", '#include "models/tokens/skipgram.h"'),
    (cpp_includes, "cpp/bindings/text/vocab.cpp", '#include "bindings/numeric/rows.h"'),
    (cpp_includes, "cpp/search/flat.h", '#include "corpus/vocab.h"'),
    (cpp_includes, "cpp/corpus/vocab.h", ' # include "bindings/arrays.h"'),
    (cpp_includes, "cpp/models/tokens/skipgram.h", '#include "../search/flat.h"'),
    (cpp_includes, "cpp/models/tokens/skipgram.h", '#include "models/cells/tiles.h"'),
    (cpp_includes, "cpp/core/matrix.h", "#include <Python.h>"),
    (cpp_includes, "cpp/models/tokens/skipgram.h", "#include <pybind11/pybind11.h>"),
    (cpp_includes, "cpp/novel/x.h", ""),
    (cpp_includes, "cpp/corpus/novel/x.h", ""),
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
    (
        python_imports,
        "python/malvec/corpus.py",
        (
            "import numpy\nfrom malvec import _core\nfrom malvec.vocab import Vocab\nfrom .errors"
            " import FormatError"
        ),
    ),
    (
        python_imports,
        "python/malvec/models/skipgram.py",
        "from malvec.models.training import train\nfrom . import cbow",
    ),
    (python_imports, "python/malvec/__init__.py", "from malvec.evaluate import similarity"),
    (python_imports, "python/malvec/cli/train.py", "import malvec as mv"),
    (python_habits, "python/malvec/cli/train.py", "print('x')"),
    (python_habits, "python/malvec/sniff.py", "re.compile('x')"),
    (
        python_habits,
        "python/malvec/io/word2vec.py",
        "'''eval, exec and pickle'''\nmodel.eval()\nnumpy.load('x', allow_pickle=False)",
    ),
    (
        cpp_includes,
        "cpp/models/tokens/skipgram.cpp",
        '#include <vector>\n#include "core/matrix.h"\n// #include <Python.h>',
    ),
    (
        cpp_includes,
        "cpp/bindings/text/vocab.cpp",
        '#include <pybind11/pybind11.h>\n#include "corpus/vocab.h"',
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
