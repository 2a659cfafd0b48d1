"""Names of a package that are imported when they are first asked for: a program waits for what it
uses, and for no more.

    if TYPE_CHECKING:
        from malvec.documents.doc_vectors import DocVectors
    else:
        __getattr__, __dir__ = lazily(__name__, {"doc_vectors": "DocVectors"})
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

__all__ = ["lazily"]


def lazily(
    package: str, modules: Mapping[str, str], hint: Callable[[str], str] = lambda name: ""
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """``__getattr__`` and ``__dir__`` of a package.

    Args:
        package: its ``__name__``.
        modules: the names that each of its modules gives, with blanks between.
        hint: how the message goes on for a name that is not there.
    """
    places = {name: module for module, names in modules.items() for name in names.split()}

    def find(name: str) -> Any:
        if name in places:
            value = getattr(import_module(f"{package}.{places[name]}"), name)
        elif is_module(package, name):
            value = import_module(f"{package}.{name}")
        else:
            raise AttributeError(f"module {package!r} has no attribute {name!r}{hint(name)}")
        setattr(sys.modules[package], name, value)
        return value

    return find, lambda: sorted({*vars(sys.modules[package]), *places})


def is_module(package: str, name: str) -> bool:
    """Whether a package has a module of this name."""
    from importlib.util import find_spec

    return not name.startswith("__") and find_spec(f"{package}.{name}") is not None
