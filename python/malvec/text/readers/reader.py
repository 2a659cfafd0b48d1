"""What all readers are: files, gone through as often as one likes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from malvec.text.blocks import source_lines
from malvec.text.sources import Paths, Source, find_sources

__all__ = ["Reader", "Record", "numbered_lines"]


@dataclass(frozen=True)
class Record:
    """A text and what stood beside it.

    Attributes:
        text: the text.
        label: its label, None where there is none.
        fields: whatever else the layout has, by name: ``film``, ``title``, ….
    """

    text: str
    label: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reader(ABC):
    """Texts of files.

    Args:
        paths: a file, a directory, a pattern such as ``"wiki/*.bz2"``, ``"-"`` for standard input,
            or a list of these.
        encoding: of the files, such as ``"cp949"``, ``"utf-16"`` or ``"shift-jis"``; None is UTF-8.

    Raises:
        FileNotFoundError: there is none; before anything is read.
        FormatError: a line or a file is not as the layout has it; the message says where.
    """

    paths: Paths
    encoding: str | None = field(default=None, kw_only=True, repr=False)

    @abstractmethod
    def records(self) -> Iterator[Record]:
        """The texts with labels and fields."""

    def __iter__(self) -> Iterator[str]:
        return (record.text for record in self.records())

    def sources(self) -> list[Source]:
        """The files, in the order in which they are read."""
        return find_sources(self.paths, self.encoding)


def numbered_lines(source: Source) -> Iterator[tuple[int, str]]:
    r"""The lines of a file from 1 on, without their ends ``\n`` or ``\r\n``; bytes that are not
    UTF-8 become surrogate escapes."""
    return enumerate(source_lines(source), 1)
