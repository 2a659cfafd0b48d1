"""The names that malvec shows: few, none both a module and a function; extras that exist; the
example of the first page."""

from __future__ import annotations

import ast
import doctest
import importlib
import pkgutil
import re
from pathlib import Path
from types import ModuleType

import pytest

import malvec as mv
from malvec.cli.doctor import OPTIONAL
from malvec.cli.doctor_analysers import ANALYSERS

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "python" / "malvec"
FOR_DEVELOPERS = {"test", "bench", "peers", "docs"}
PAGES = ("docs/installation.md", "README.md")


def extras() -> dict[str, set[str]]:
    """The packages of every extra of pyproject.toml, by its name."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    table = text.partition("[project.optional-dependencies]\n")[2].partition("\n[")[0]
    lines = dict(re.findall(r"^(\w+) = (\[.*\])$", table, re.MULTILINE))
    return {
        name: {re.split(r"[<>=]", package)[0] for package in ast.literal_eval(packages)}
        for name, packages in lines.items()
    }


def test_the_first_page_of_names_is_short() -> None:
    assert len(mv.__all__) == len(set(mv.__all__))
    others = [name for name in mv.__all__ if not hasattr(getattr(mv, name), "fit")]
    assert len(others) <= 28, "besides the recipes"
    assert len(mv.__all__) <= 49
    assert all(hasattr(mv, name) for name in mv.__all__)


def lazy_packages() -> dict[str, ast.Module]:
    """The packages whose names are imported when they are first asked for."""
    trees = {
        ".".join(path.relative_to(PACKAGE.parent).parent.parts): ast.parse(path.read_text("utf-8"))
        for path in PACKAGE.rglob("__init__.py")
    }
    return {name: tree for name, tree in trees.items() if "lazily" in ast.unparse(tree)}


@pytest.mark.parametrize("package", lazy_packages())
def test_names_are_imported_from_where_checkers_look(package: str) -> None:
    body = lazy_packages()[package].body
    checked = next(node for node in body if isinstance(node, ast.If))
    room = importlib.import_module(package)
    told = {
        name.name: importlib.import_module(node.module)
        for node in checked.body
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    assert set(room.__all__) == set(told) - {"__version__", "estimators"}
    for name, place in told.items():
        assert getattr(room, name) is getattr(place, name)
        assert name in dir(room)
    with pytest.raises(AttributeError, match="no attribute 'Skipgramm'"):
        room.Skipgramm  # noqa: B018


def test_the_version_is_the_same_everywhere() -> None:
    told = {
        name: re.findall(r"(?m)^(?:version = |project\(malvec VERSION )\"?([\d.]+)", text)
        for name in ("pyproject.toml", "CMakeLists.txt")
        if (text := (ROOT / name).read_text("utf-8"))
    }
    assert told == {"pyproject.toml": [mv.__version__], "CMakeLists.txt": [mv.__version__]}


def test_no_public_name_is_both_a_module_and_something_else() -> None:
    packages = [each.name for each in pkgutil.walk_packages(mv.__path__, "malvec.") if each.ispkg]
    both = []
    for name in ["malvec", *(name for name in packages if name != "malvec.cli")]:
        package = importlib.import_module(name)
        for module in pkgutil.iter_modules(package.__path__):
            value = getattr(package, module.name, None)
            if value is not None and not isinstance(value, ModuleType):
                both.append(f"{name}.{module.name}")
    assert both == []


@pytest.mark.parametrize(
    "path",
    [
        "text.jamo.decompose",
        "text.readers.Jsonl",
        "text.near_duplicates",
        "text.jaccard_similarity",
        "text.spacing.SpacingModel",
        "sentences.distances.jaccard_distance",
        "sentences.classifiers.Logistic",
        "sentences.EncodingTally",
        "reports.TrainingReport",
        "corpus.merge_phrases",
        "corpus.PhraseTable",
        "counts.ppmi",
        "vectors.compress",
        "vectors.LanguageModel",
        "documents.TopicModel",
        "word_discovery.find_nouns",
        "errors.NumericalError",
        "evaluate.Result",
        "estimators.Sif",
    ],
)
def test_rooms_are_reached_by_attributes(path: str) -> None:
    value: object = mv
    for name in path.split("."):
        value = getattr(value, name)
    assert value is not None


def test_the_quick_start_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = doctest.testmod(mv)
    assert result.attempted >= 5
    assert result.failed == 0


def test_doctor_lists_every_extra() -> None:
    wanted = {name: packages for name, packages in extras().items() if name not in FOR_DEVELOPERS}
    listed = {
        name: {each.package for each in OPTIONAL if each.extra == name}
        for name in {each.extra for each in OPTIONAL}
    }
    assert listed == wanted


def test_pages_list_every_extra() -> None:
    page, readme = ((ROOT / name).read_text("utf-8") for name in PAGES)
    wanted = set(extras()) - FOR_DEVELOPERS
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) - FOR_DEVELOPERS == wanted
    (told,) = re.findall(r"Further extras: ([^;]*);", readme)
    assert set(re.findall(r"`(\w+)`", told)) | {"ko"} == wanted


def test_messages_name_extras_that_exist() -> None:
    named = {about.extra for about in ANALYSERS.values()}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = (
                node.func.id
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                else ""
            )
            if name in {"how_to_install", "optional_package", "require"}:
                last = node.args[-1]
                named |= {last.value} if isinstance(last, ast.Constant) else set()
    assert {"ko", "tables", "plot"} <= named
    assert named <= set(extras())


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("nouns", "malvec.word_discovery.find_nouns"),
        ("phrases", "malvec.corpus.find_phrases"),
        ("Mecab", "malvec.tokenizers.Mecab"),
        ("SkipGram", "malvec.Skipgram"),
        ("ppmi", "malvec.counts.ppmi"),
        ("save_word2vec", "malvec.io.save_word2vec"),
    ],
)
def test_a_name_that_is_elsewhere_is_told(name: str, there: str) -> None:
    with pytest.raises(AttributeError, match=rf"no attribute '{name}'; there is .*{there}\b"):
        getattr(mv, name)


def test_a_name_like_no_other_gets_no_hint() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'zzzzz'$"):
        _ = mv.zzzzz  # type: ignore[attr-defined]
