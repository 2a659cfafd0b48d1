"""Words of users in MeCab's own CSV, with ids and costs where they are given."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from malvec.errors import FormatError
from malvec.text.blocks import whole_text
from malvec.tokenizers.analysers.dictionary_lines import is_of_mecab

__all__ = ["MecabCsv", "csv_in"]


@dataclass(frozen=True)
class MecabCsv:
    """Lines of ``word,left id,right id,cost,tag,…`` as a value, stored with the model; the core
    reads them when the dictionary is opened."""

    lines: tuple[str, ...] = field(repr=False)
    path: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        for number, line in enumerate(self.lines, 1):
            if not isinstance(line, str):
                raise TypeError(f"line {number:,} of MeCab's CSV must be str, not {line!r:.60}")
            if any("\ud800" <= character <= "\udfff" for character in line):
                raise ValueError(f"line {number:,} of MeCab's CSV is not UTF-8: {line!r:.60}")

    def settings(self) -> dict[str, Any]:
        """The lines, for JSON."""
        return {"csv": list(self.lines)}

    @classmethod
    def stored(cls, settings: dict[str, Any]) -> MecabCsv:
        """The lines of their :meth:`settings`.

        Raises:
            TypeError, ValueError: they are damaged; the message says where.
        """
        if settings.keys() != {"csv"} or not isinstance(settings["csv"], list):
            raise TypeError(f"MeCab's CSV is an object of lines, not {settings!r:.60}")
        return cls(tuple(settings["csv"]))


def csv_in(given: Any) -> MecabCsv | None:
    """The lines of a file that has MeCab's; None for all else.

    Raises:
        OSError: the file cannot be read.
        FormatError: it is no text, or only some of its lines are MeCab's.
    """
    if not isinstance(given, (str, os.PathLike)):
        return given if isinstance(given, MecabCsv) else None
    path = os.fspath(given)
    lines = tuple(line.removesuffix("\r") for line in whole_text(path).split("\n"))
    numbers: dict[bool, list[int]] = {True: [], False: []}
    for number, line in enumerate(lines, 1):
        if line:
            numbers[is_of_mecab(line)].append(number)
    if numbers[True] and numbers[False]:
        raise FormatError(
            f"{path}, line {numbers[False][0]:,}: it is no line of MeCab's CSV, word,left id,right"
            f" id,cost,tag,…, as line {numbers[True][0]:,} is: give words with their tags, or such"
            " lines, not both"
        )
    return MecabCsv(lines, path) if numbers[True] else None
