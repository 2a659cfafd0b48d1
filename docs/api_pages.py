"""Writes the pages of the API reference, one per room of the package.

A page has the public names of ``malvec`` that live in the room, and what else the modules that
define these names, or that ``malvec`` shows as modules, list in ``__all__``.
"""

from __future__ import annotations

import importlib
import inspect
import re
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import malvec

# The rooms that users meet, in the order of the pages: a title, and what is said about the room.
ROOMS = {
    "corpus": ("Corpora", "From texts to ids: a corpus is encoded once and trained on often."),
    "tokenizers": (
        "Tokenizers",
        "Any callable from a text to a list of tokens; here malvec's own.",
    ),
    "text": ("Text", "Cleaning, jamo, readers of files, near-duplicates, spacing."),
    "word_discovery": ("Words without a dictionary", "Scores of words, and nouns."),
    "models": ("Models", "Recipes: knobs, and `fit`, which gives a result."),
    "vectors": ("Word vectors", "Words and their vectors, and questions to them."),
    "sentences": ("Sentences", "Vectors of sentences, classifiers over them, distances of texts."),
    "documents": ("Documents", "Tags, their vectors, and topics."),
    "index": ("Indexes", "Vectors with a structure beside them that answers sooner."),
    "counts": ("Counts", "Who stands near whom, and what follows from it."),
    "factors": ("Factors", "What a factorised matrix recommends."),
    "loading": ("Opening files", "One door for files of every kind."),
    "evaluate": ("Evaluation", "Scores with intervals, and paired tests."),
    "estimators": ("Estimators", "For scikit-learn's pipelines; needs the extra `sklearn`."),
    "plot": ("Pictures", "Needs the extra `plot`."),
    "explore": ("Explorer", "A page to search words and see their neighbours."),
    "io": ("Files of other programs", "word2vec, GloVe, fastText, TensorFlow's projector."),
    "datasets": ("Data", "The bundled reviews and sets."),
    "reports": ("Reports", "What a training did; every result has one."),
    "vocab": ("Vocabulary", "Words and their numbers."),
    "errors": ("Errors", "Everything malvec raises of its own."),
}

# Methods that scikit-learn adds to every estimator; their text is its own.
ROUTING = re.compile(r"set_\w+_request")


def home(value: Any) -> str:
    """The module that defines a public name, or that it is."""
    return value.__name__ if inspect.ismodule(value) else str(value.__module__)


def room_of(module: str) -> str:
    """The room of a module."""
    return module.split(".")[1] if "." in module else ""


def public_names() -> dict[str, Any]:
    """The public names of malvec and what they stand for."""
    found = {name: getattr(malvec, name) for name in malvec.__all__ if not name.startswith("__")}
    return {name: value for name, value in found.items() if hasattr(value, "__doc__")}


def shown_modules(room: str) -> list[ModuleType]:
    """The modules of a room whose names a reader may meet."""
    homes = {home(value) for value in public_names().values()}
    names = {name for name in homes if room_of(name) == room}
    names |= {f"malvec.{room}"} if hasattr(malvec, room) else set()
    modules = [importlib.import_module(name) for name in sorted(names)]
    for module in modules:
        listed = [getattr(module, name) for name in getattr(module, "__all__", [])]
        modules += [value for value in listed if inspect.ismodule(value) and value not in modules]
    return [module for module in modules if room_of(module.__name__) == room]


def entry(path: str, value: Any) -> str:
    """What autodoc is told about one name."""
    kind = "class" if inspect.isclass(value) else "function" if callable(value) else "data"
    members = "\n   :members:" if kind == "class" else ""
    routing = [name for name in vars(value) if ROUTING.fullmatch(name)] if members else []
    members += f"\n   :exclude-members: {', '.join(routing)}" if routing else ""
    if kind == "class" and issubclass(value, BaseException):
        members += "\n   :show-inheritance:"
    return f".. auto{kind}:: {path}{members}\n"


def entries(room: str) -> list[str]:
    """What autodoc is told about a room; every object once, by its shortest public name: first the
    names of ``malvec``, in its order."""
    top = {id(value): name for name, value in public_names().items()}
    order = list(top.values())
    done: set[int] = set()
    said: list[tuple[int, str]] = []
    for module in shown_modules(room):
        for name in getattr(module, "__all__", []):
            value = getattr(module, name)
            if not inspect.isclass(value) and not inspect.isfunction(value):
                continue
            foreign = room_of(value.__module__) != room and "._core" not in value.__module__
            if foreign or id(value) in done:
                continue
            done.add(id(value))
            public = top.get(id(value))
            path = f"malvec.{public}" if public else f"{module.__name__}.{name}"
            place = order.index(public) if public else len(order)
            said.append((place, entry(path, value)))
    return [text for _, text in sorted(said, key=lambda each: each[0])]


def write_pages(folder: Path) -> None:
    """Writes the pages into a folder, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    pages = []
    for room, (title, about) in ROOMS.items():
        said = entries(room)
        if said:
            pages.append(f"malvec.{room}")  # one of the rooms is called index
            body = "\n".join(said)
            text = f"# {title}\n\n{about}\n\n```{{eval-rst}}\n{body}```\n"
            (folder / f"malvec.{room}.md").write_text(text, "utf-8")
    contents = "\n".join(pages)
    about = "By `import malvec as mv`; a name such as `malvec.Skipgram` is `mv.Skipgram`."
    text = f"# API reference\n\n{about}\n\n```{{toctree}}\n:maxdepth: 2\n\n{contents}\n```\n"
    (folder / "index.md").write_text(text, "utf-8")
