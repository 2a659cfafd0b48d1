"""Packages that malvec can do without, by the extra that installs them."""

from __future__ import annotations

__all__ = ["how_to_install"]


def how_to_install(extra: str) -> str:
    """The command that installs an extra, for the end of a message.

    Example:
        >>> how_to_install("ko")
        "pip install 'malvec[ko]', or in a checkout pip install '.[ko]'"
    """
    return f"pip install 'malvec[{extra}]', or in a checkout pip install '.[{extra}]'"
