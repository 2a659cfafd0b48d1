"""Packages that malvec can do without, by the extra that installs them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["how_to_install", "optional_package"]


def how_to_install(extra: str) -> str:
    """The command that installs an extra, for the end of a message.

    Example:
        >>> how_to_install("ko")
        "pip install 'malvec[ko]', or in a checkout pip install '.[ko]'"
    """
    return f"pip install 'malvec[{extra}]', or in a checkout pip install '.[{extra}]'"


def optional_package(name: str, what: str, extra: str) -> Any:
    """A package, or a module of one, that malvec can do without.

    Raises:
        ImportError: it is missing; the message says what it is needed for, and how to get it.

    Example:
        >>> optional_package("json", "a report", "ko").dumps([1])
        '[1]'
    """
    try:
        return import_module(name)
    except ImportError as error:
        package = name.partition(".")[0]
        raise ImportError(
            f"{what} needs {package}: {how_to_install(extra)}", name=package
        ) from error
