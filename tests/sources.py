"""The sources of the project, and what can be read from them."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "python" / "malvec"
CPP = ROOT / "cpp"

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


def without_comments(text: str) -> str:
    """C++ with comments removed; lines keep their numbers."""
    pattern = r'("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*.*?\*/'
    return re.sub(pattern, lambda m: m[1] or "\n" * m[0].count("\n"), text, flags=re.DOTALL)


def without_strings(text: str) -> str:
    """C++ with the contents of string literals removed."""
    return re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text)


def sources(folder: Path, *suffixes: str) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in suffixes)


PYTHON_FILES = sources(PACKAGE, ".py", ".pyi")
CPP_FILES = sources(CPP, ".h", ".hpp", ".cpp")
ALL_FILES = [
    path
    for folder in ("cpp", "python", "tests", "benchmarks", "tools")
    for path in sources(ROOT / folder, ".h", ".hpp", ".cpp", ".py", ".pyx")
]
