"""Checks the limits of size: functions of at most 40 lines of code, 6 parameters, files of at most
300 lines of 100 columns; and of Python: constructor calls of at most 4 positional arguments, no
parameter that is a tuple of fixed length. The last line tells how long functions of Python are.

Needs lizard for the first two. A function that must break one of them carries ``#lizard forgives``
with the reason next to it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
FOLDERS = ("cpp", "python", "tests", "benchmarks", "tools", "examples", "docs")
SUFFIXES = {".h", ".hpp", ".cpp", ".py", ".pyx", ".sh"}
LINES_OF_FUNCTION, PARAMETERS, LINES_OF_FILE, COLUMNS = 40, 6, 300, 100
POSITIONAL = 4
PAIRS = ("size", "shape")


def sizes(where: str, text: str) -> Iterator[str]:
    """What is too long or too wide in the text of a file."""
    lines = text.splitlines()
    if len(lines) > LINES_OF_FILE:
        yield f"{where}: {len(lines)} lines"
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS:
            yield f"{where}:{number}: {len(line)} columns"


def functions_of(where: str, text: str) -> list[Any]:
    """What lizard says of the functions in the text of a file."""
    import lizard  # which only those who check style have

    return list(lizard.analyze_file.analyze_source_code(where, text).function_list)


def functions(where: str, text: str) -> Iterator[str]:
    """Functions with too many lines or parameters."""
    for function in functions_of(where, text):
        place, count = f"{where}:{function.start_line}: {function.name}", parameters(function)
        if function.nloc > LINES_OF_FUNCTION:
            yield f"{place} has {function.nloc} lines"
        if count > PARAMETERS:
            yield f"{place} has {count} parameters"


def parameters(function: Any) -> int:
    """How many values a caller passes by position; what follows ``*`` is called by name and does
    not count."""
    names = [name.strip() for name in function.full_parameters]
    by_position = names[: names.index("*")] if "*" in names else names
    return len([name for name in by_position if name not in {"self", "cls"}])


def constructor_calls(where: str, text: str) -> Iterator[str]:
    """Calls of classes, which begin with a capital, whose arguments only their order tells
    apart."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = last_name(node.func).lstrip("_")
        if name[:1].isupper() and len(node.args) > POSITIONAL:
            yield f"{where}:{node.lineno}: {name} is called with {len(node.args)} by position"


def last_name(node: ast.expr) -> str:
    """``c`` of ``a.b.c``."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def tuple_parameters(where: str, text: str) -> Iterator[str]:
    """Parameters that are tuples of fixed length: a class with names says what is in them.

    Two numbers that are called a size or a shape are allowed: NumPy's shapes and matplotlib's sizes
    are such pairs, everyone knows their order, and a class would only be unpacked again.
    """
    tree = ast.parse(text)
    aliases = set(tuple_aliases(tree))
    for node in ast.walk(tree):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        arguments = node.args
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            kind = argument.annotation
            if isinstance(kind, ast.Constant) and isinstance(kind.value, str):
                kind = ast.parse(kind.value, mode="eval").body
            if argument.arg in PAIRS and kind is not None and is_pair_of_numbers(kind):
                continue
            if kind is not None and is_fixed_tuple(kind, aliases):
                told = f"{argument.arg} of {node.name} is a {ast.unparse(kind)}"
                yield f"{where}:{argument.lineno}: {told}"


def tuple_aliases(tree: ast.Module) -> Iterator[str]:
    """Other names for tuples of fixed length, such as ``Shape = tuple[int, int]``."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and is_fixed_tuple(node.value, set()):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def is_fixed_tuple(node: ast.expr, aliases: set[str]) -> bool:
    """Whether a type is ``tuple[A, B]``, or that or something else."""
    if isinstance(node, ast.BinOp):
        return is_fixed_tuple(node.left, aliases) or is_fixed_tuple(node.right, aliases)
    if isinstance(node, ast.Name):
        return node.id in aliases
    if not isinstance(node, ast.Subscript):
        return False
    if last_name(node.value) == "Optional":
        return is_fixed_tuple(node.slice, aliases)
    items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    endless = isinstance(items[-1], ast.Constant) and items[-1].value is ...
    return last_name(node.value).lower() == "tuple" and not endless


def is_pair_of_numbers(node: ast.expr) -> bool:
    """Whether a type is ``tuple[int, int]``, perhaps with None for a number or for the pair."""
    told = ast.unparse(node).replace(" | None", "")
    return told in ("tuple[int, int]", "tuple[float, float]")


def offences(path: Path) -> Iterator[str]:
    """All that is over the limits in one file."""
    where, text = str(path.relative_to(ROOT)), path.read_text("utf-8")
    yield from sizes(where, text)
    if path.suffix in (".h", ".hpp", ".cpp", ".py"):
        yield from functions(where, text)
    if path.suffix == ".py":
        yield from constructor_calls(where, text)
    if path.suffix == ".py" and where.startswith("python/"):
        yield from tuple_parameters(where, text)


def lengths(files: list[Path]) -> str:
    """How long the functions of Python are: half of them, nearly all, the longest."""
    found = sorted(
        function.nloc
        for path in files
        if path.suffix == ".py" and path.is_relative_to(ROOT / "python")
        for function in functions_of(path.name, path.read_text("utf-8"))
    )
    middle, nearly_all = found[len(found) // 2], found[len(found) * 95 // 100]
    return f"python: median {middle}, 95 % {nearly_all}, longest {found[-1]}"


def main() -> int:
    """Prints every offence; 1 if there is one."""
    files = [
        path
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in SUFFIXES
    ]
    found = [offence for path in files for offence in offences(path)]
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{len(files)} files, {len(found)} over the limits; {lengths(files)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
