"""Every name such as ``mv.counts.ppmi`` that docstrings, messages and pages speak of exists."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sources import PYTHON_FILES, ROOT

# Not part of a path or of a longer name, nothing private, and no file such as malvec.h.
NAME = re.compile(r"(?<![\w./-])(?:malvec|mv)(?!\.(?:safetensors|hpp|h|pc)\b)(?:\.[A-Za-z]\w*)+")
# What CHANGELOG.md says of before is not there any more.
PAGES = [
    path
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
    if path.name != "CHANGELOG.md" and not {"api", "_build"} & set(path.relative_to(ROOT).parts)
]


def strings(path: Path) -> Iterator[str]:
    """The docstrings and messages of a module; a page is one text."""
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        yield text
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def exists(name: str) -> bool:
    """Whether a dotted name leads to something, by attributes or by imports."""
    path = "malvec"
    value: object = importlib.import_module(path)
    for part in name.split(".")[1:]:
        path += f".{part}"
        if hasattr(value, part):
            value = getattr(value, part)
            continue
        try:
            value = importlib.import_module(path)
        except ModuleNotFoundError:
            return False
    return True


def unknown_names(text: str) -> list[str]:
    """The names in a text that lead nowhere."""
    return [name for name in NAME.findall(text) if not exists(name)]


@pytest.mark.parametrize("files", [PYTHON_FILES, PAGES], ids=["modules", "pages"])
def test_names_lead_somewhere(files: list[Path]) -> None:
    found = [(path, text) for path in files for text in strings(path)]
    assert sum(len(NAME.findall(text)) for _, text in found) > 100
    wrong = [
        f"{path.relative_to(ROOT)}: {name}" for path, text in found for name in unknown_names(text)
    ]
    assert wrong == []


def test_a_name_that_leads_nowhere_is_noticed() -> None:
    assert unknown_names("``malvec.find_phrases``, mv.Corpus.open(path)., mv.search.Nearest.") == [
        "malvec.find_phrases",
        "mv.Corpus.open",
        "mv.search.Nearest",
    ]
    known = "mv.corpus.find_phrases(corpus), `malvec.search.nearest`. python/malvec.vocab/x"
    assert unknown_names(f"{known} folder/malvec.old malvec.safetensors malvec._core_") == []
