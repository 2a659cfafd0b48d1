"""Opening a file must never run code: nothing in the package unpickles, evaluates or executes."""

from __future__ import annotations

import ast
from pathlib import Path

import malvec

FORBIDDEN_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}


def test_no_module_can_run_code_from_a_file():
    found = []
    for path in Path(malvec.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names = {(node.module or "").split(".")[0]}
            else:
                names = set()
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_CALLS:
                found.append(f"{path.name}:{node.lineno} calls {node.func.id}")
            if isinstance(node, ast.keyword) and node.arg == "allow_pickle" and getattr(node.value, "value", True):
                found.append(f"{path.name}:{node.value.lineno} allows pickles")
            found += [f"{path.name}:{node.lineno} imports {name}" for name in names & FORBIDDEN_MODULES]
    assert not found
