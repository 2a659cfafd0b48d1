"""The stub of the compiled core says what the core has: every name, every argument."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from malvec import _core

STUB = Path(_core.__file__).with_suffix(".pyi")


def arguments(function: ast.FunctionDef) -> list[str]:
    """Names of arguments as they are passed, without ``self``: "name", "name=", after "*" by
    keyword only."""
    given = function.args
    positional = [argument.arg for argument in [*given.posonlyargs, *given.args]]
    defaults = len(given.defaults)
    names = [
        name + ("=" if place >= len(positional) - defaults else "")
        for place, name in enumerate(positional)
    ]
    by_keyword = [
        argument.arg + ("=" if default is not None else "")
        for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)
    ]
    return [name for name in names if name != "self"] + (["*", *by_keyword] if by_keyword else [])


def of_signature(text: str) -> list[str]:
    """The arguments in the first line of a compiled function's docstring, or of its first
    overload."""
    first = re.search(r"^1\. (.*)$", text, re.MULTILINE)
    line = first[1] if first else text.splitlines()[0]
    line = re.sub(r"<[^<>]*>", "None", line)  # defaults that are objects
    function = ast.parse(f"def {line}: ...").body[0]
    assert isinstance(function, ast.FunctionDef)
    return arguments(function)


def public(name: str) -> bool:
    """Names that callers may use."""
    return not name.startswith("_") or name in {"__init__", "__call__"}


def told() -> dict[str, Any]:
    """What the stub tells: name to arguments, or None for what cannot be called."""
    found: dict[str, Any] = {}
    for node in ast.parse(STUB.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = arguments(node)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found[node.target.id] = None
        elif isinstance(node, ast.ClassDef):
            found[node.name] = None
            for member in node.body:
                if isinstance(member, ast.FunctionDef):
                    attribute = any("property" in ast.dump(d) for d in member.decorator_list)
                    name = f"{node.name}.{member.name}"
                    found[name] = None if attribute else arguments(member)
    return {name: what for name, what in found.items() if public(name.split(".")[-1])}


def members(name: str, compiled_class: type) -> dict[str, Any]:
    """Methods and properties of a compiled class; those that it does not define are left out."""
    found: dict[str, Any] = {}
    for member, value in vars(compiled_class).items():
        if isinstance(value, property):
            found[f"{name}.{member}"] = None
        elif public(member) and (value.__doc__ or "").startswith(f"{member}("):
            found[f"{name}.{member}"] = of_signature(value.__doc__)
    return found


def compiled() -> dict[str, Any]:
    """What the core has, in the same form."""
    found: dict[str, Any] = {}
    for name, value in vars(_core).items():
        if not public(name) or getattr(value, "__module__", None) in {"importlib", "os"}:
            continue
        if isinstance(value, type):
            found |= {name: None} | members(name, value)
        elif callable(value) and type(value).__name__ == "builtin_function_or_method":
            found[name] = of_signature(value.__doc__)
        elif isinstance(value, (str, int)):
            found[name] = None
    return found


def test_the_stub_names_what_the_core_has() -> None:
    assert sorted(told()) == sorted(compiled())


def test_the_stub_has_the_core_s_arguments() -> None:
    stub, core = told(), compiled()
    assert {name: stub[name] for name in stub if stub[name] != core.get(name, stub[name])} == {}


@pytest.mark.parametrize(
    ("signature", "expected"),
    [
        ("f(a: int, b: str = <object>) -> None", ["a", "b="]),
        (
            "f(self: malvec._core_v3.X, *, topn: int, signs: list = []) -> None",
            ["*", "topn", "signs="],
        ),
        ("f() -> None", []),
        ("f(*args, **kwargs)\nOverloaded function.\n\n1. f(a: int) -> None\n", ["a"]),
    ],
)
def test_signatures_are_read(signature: str, expected: list[str]) -> None:
    assert of_signature(signature) == expected
