"""What the pages say about the tree is true: the order of the rooms, the lengths, the lists."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

import malvec as mv

ROOT = Path(__file__).parent.parent.parent
LIMITS = {"README.md": 140, "ARCHITECTURE.md": 100}
LINK = re.compile(r"\]\(([^)#:]+)(?:#[\w-]+)?\)")
PAGES = [
    path
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
    if not {"api", "_build"} & set(path.relative_to(ROOT).parts)
]


def loaded(path: Path) -> ModuleType:
    """A module that lies outside of every package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_order_of_the_rooms_is_that_of_the_test() -> None:
    quoted = re.search(r"```order\n(.*?)```", (ROOT / "ARCHITECTURE.md").read_text("utf-8"), re.S)
    stands = re.search(
        r'^ORDER = """(.*?)"""', (ROOT / "tests" / "test_layers.py").read_text("utf-8"), re.S | re.M
    )
    assert quoted is not None
    assert stands is not None
    assert quoted[1].split() == stands[1].split()


@pytest.mark.parametrize("name", LIMITS)
def test_a_page_is_short(name: str) -> None:
    assert len((ROOT / name).read_text("utf-8").splitlines()) <= LIMITS[name]


MADE_WHEN_BUILT = "api/index.md"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.S | re.M)
    targets = [match[1] for match in LINK.finditer(text)]
    targets = [target for target in targets if target != MADE_WHEN_BUILT]
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"^\d\d-\S+$", (folder / "index.md").read_text("utf-8"), re.M)
    assert listed == sorted(path.stem for path in folder.glob("[0-9]*.md"))


def test_the_reference_has_every_public_name() -> None:
    pages = loaded(ROOT / "docs" / "api_pages.py")
    entries = "".join(entry for room in pages.ROOMS for entry in pages.entries(room))
    described = set(re.findall(r":: malvec\.(\w+)$", entries, re.M))
    modules = {
        name for name, value in pages.public_names().items() if isinstance(value, ModuleType)
    }
    assert set(mv.__all__) - described - modules - {"__version__"} == set()
