"""The order of the layers, read from the sources; each rule is also shown to catch an offence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sources import (
    CPP,
    CPP_FILES,
    PACKAGE,
    PYTHON_FILES,
    ROOT,
    Rule,
    imported_names,
    layer_of,
    without_comments,
)

# What each folder of cpp/ may include besides itself.
CPP_LAYERS = {
    "core": set(),
    "text": {"core"},
    "text/mecab": {"core", "text"},
    "text/subwords": {"core", "text"},
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
SERVED = set(CPP_LAYERS)
CPP_LAYERS |= {
    "files": SERVED,
    "library": SERVED | {"files"},
    "c_api": SERVED | {"files", "library", "malvec"},
    "include/malvec": {"malvec"},
}
EVERY_LAYER = {*CPP_LAYERS, "bindings"}
CPP_LAYERS |= dict.fromkeys(("bindings", "bindings/numeric", "bindings/text"), EVERY_LAYER)

# The rooms of python/malvec: each imports only from the left of itself, never from its own group.
ORDER = """lazy version | _core | errors runtime reports | storage | vocab | text | tokenizers
    | corpus | counts search | vectors | documents factors sentences io word_discovery
    | models evaluate | datasets estimators index plot | explore | loading
    | __init__ | cli | __main__"""
PYTHON_ORDER = tuple(tuple(group.split()) for group in ORDER.split("|"))
RANKS = {module: rank for rank, group in enumerate(PYTHON_ORDER) for module in group}
LEVELS = {"_core_base", "_core_v2", "_core_v3", "_core_v4"}
COMPILED = LEVELS | {"_core_text", "_cpu_level", "_ingest"}
RANKS |= dict.fromkeys(COMPILED, -1)


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


@pytest.mark.parametrize(
    ("rule", "files"),
    [
        (python_imports, PYTHON_FILES),
        (cpp_includes, CPP_FILES),
    ],
)
def test_the_sources_keep_the_rule(rule: Rule, files: list[Path]) -> None:
    assert files, "nothing was read"
    assert [offence for path in files for offence in rule(path, path.read_text("utf-8"))] == []


def test_every_place_in_the_order_is_taken() -> None:
    assert set(RANKS) - COMPILED == {layer_of(path) for path in PYTHON_FILES} - COMPILED


def module_name(path: Path) -> str:
    """``malvec.corpus.build`` for its file, ``malvec.corpus`` for that of the package."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def import_graph(texts: dict[Path, str]) -> dict[str, set[str]]:
    """The modules that each module imports, under TYPE_CHECKING too. What is not malvec is left
    out, and so is the package itself: the command line may use it as everybody does."""
    modules = {module_name(path) for path in texts}
    graph: dict[str, set[str]] = {module: set() for module in modules}
    for path, text in texts.items():
        for _, name in imported_names(path, ast.parse(text)):
            while name not in modules and "." in name:
                name = name.rpartition(".")[0]
            if name in modules and name != "malvec":
                graph[module_name(path)].add(name)
    return graph


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """The groups of modules that can be reached from each other."""
    reached = {module: reachable(graph, module) for module in graph}
    groups = {
        tuple(sorted(other for other in reached[module] if module in reached[other]))
        for module in graph
    }
    return [list(group) for group in sorted(groups) if group]


def reachable(graph: dict[str, set[str]], module: str) -> set[str]:
    """What a module imports, and what that imports, and so on."""
    found: set[str] = set()
    waiting = list(graph[module])
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += graph[name]
    return found


def test_no_module_imports_itself_by_way_of_others() -> None:
    files = [path for path in PYTHON_FILES if path.suffix == ".py"]
    assert circles(import_graph({path: path.read_text("utf-8") for path in files})) == []


@pytest.mark.parametrize(
    ("there", "back"),
    [
        ("from malvec.corpus.b import x", "from malvec.corpus.a import y"),
        ("from malvec.corpus import b", "from . import a"),
        ("import malvec.corpus.b", "def late():\n    from malvec.corpus.a import y"),
        ("from .b import x", "if TYPE_CHECKING:\n    from malvec.corpus.a import y"),
        ("from malvec.corpus.b import x", "from malvec.corpus import y"),
        ("", "from malvec.corpus.b import x"),
    ],
)
def test_a_circle_is_caught(there: str, back: str) -> None:
    package = "from malvec.corpus.a import y"
    texts = {"corpus/__init__": package, "corpus/a": there, "corpus/b": back, "vocab": ""}
    graph = import_graph({PACKAGE / f"{name}.py": text for name, text in texts.items()})
    (circle,) = circles(graph)
    assert "malvec.corpus.b" in circle
    assert "malvec.vocab" not in circle


def test_straight_imports_are_no_circle() -> None:
    texts = {
        "__init__": "from malvec.corpus import Corpus\nfrom malvec.cli import main",
        "cli": "import malvec as mv\nfrom malvec import Corpus",
        "corpus/__init__": "from malvec.corpus.a import Corpus\nfrom malvec.corpus.b import x",
        "corpus/a": "import numpy\nfrom malvec.corpus.b import x",
        "corpus/b": "import malvec.vocab",
        "vocab": "",
    }
    assert circles(import_graph({PACKAGE / f"{k}.py": text for k, text in texts.items()})) == []


OFFENCES = [
    (python_imports, "python/malvec/vocab.py", "from malvec.corpus import Corpus"),
    (python_imports, "python/malvec/vocab.py", "from malvec import corpus"),
    (python_imports, "python/malvec/vocab.py", "import malvec.models.tokens.skipgram"),
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
        "from malvec.models.run import train\nfrom . import cbow",
    ),
    (python_imports, "python/malvec/__init__.py", "from malvec.evaluate import similarity"),
    (python_imports, "python/malvec/cli/train.py", "import malvec as mv"),
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
]


@pytest.mark.parametrize(("rule", "path", "text"), INNOCENT)
def test_the_innocent_pass(rule: Rule, path: str, text: str) -> None:
    assert list(rule(ROOT / path, text)) == []
