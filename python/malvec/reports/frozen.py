"""Mappings that do not change, and can be copied and pickled, which ``MappingProxyType`` cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

__all__ = ["FrozenDict"]

Value = TypeVar("Value")


class FrozenDict(Mapping[str, Value]):
    """A copy of a mapping, read-only; equal to any mapping with the same items.

    Example:
        >>> knobs = FrozenDict({"dim": 100})
        >>> knobs["dim"], knobs == {"dim": 100}
        (100, True)
    """

    def __init__(self, items: Mapping[str, Value]) -> None:
        self._items = dict(items)

    def __getitem__(self, key: str) -> Value:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return repr(self._items)
