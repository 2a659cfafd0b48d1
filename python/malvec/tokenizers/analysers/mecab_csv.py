"""Words of users in MeCab's own CSV, with ids and costs where they are given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from malvec.errors import FormatError
from malvec.text.blocks import whole_text
from malvec.text.nfc import to_nfc
from malvec.tokenizers.analysers.dictionary_lines import is_of_mecab, is_remark
from malvec.tokenizers.analysers.user_dictionary import UserDictionary, words_in

__all__ = ["MecabCsv", "file_of_words"]


@dataclass(frozen=True)
class MecabCsv:
    """Lines of ``word,left id,right id,cost,tag,…`` as a value, in NFC, stored with the model; the
    core reads them when the dictionary is opened. Where they come from a file, ``path`` is that of
    it, and ``numbers`` has those of the lines."""

    lines: tuple[str, ...] = field(repr=False)
    path: str | None = field(default=None, compare=False)
    numbers: tuple[int, ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        for number, line in enumerate(self.lines, 1):
            if not isinstance(line, str):
                raise TypeError(f"line {number:,} of MeCab's CSV must be str, not {line!r:.60}")
            if any("\ud800" <= character <= "\udfff" for character in line):
                raise ValueError(f"line {number:,} of MeCab's CSV is not UTF-8: {line!r:.60}")
        object.__setattr__(self, "lines", tuple(map(to_nfc, self.lines)))

    def at_their_numbers(self) -> list[str]:
        """The lines as they stand in the file, with empty ones for all else."""
        if not self.numbers:
            return list(self.lines)
        spread = [""] * self.numbers[-1]
        for number, line in zip(self.numbers, self.lines, strict=True):
            spread[number - 1] = line
        return spread

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


def file_of_words(path: str) -> MecabCsv | UserDictionary:
    """The words of a user's file: MeCab's own where it has lines of MeCab's CSV.

    Raises:
        OSError: the file cannot be read.
        FormatError: it is no text, a line is no word, or only some of its lines are MeCab's.
    """
    text = whole_text(path)
    told: dict[bool, dict[int, str]] = {True: {}, False: {}}
    for number, line in enumerate(text.split("\n"), 1):
        line = line.removesuffix("\r")
        if line and not is_remark(line):
            told[is_of_mecab(line)][number] = line
    of_mecab, words = told[True], told[False]
    if not of_mecab:
        return words_in(text, path)
    if words:
        number, line = next(iter(words.items()))
        columns = line.count(",") + 1
        why = "there is a TAB in it" if "\t" in line else f"it has {columns} of the columns"
        raise FormatError(
            f"{path}, line {number:,}: it is no line of MeCab's CSV, word,left id,right"
            f" id,cost,tag,…, as line {next(iter(of_mecab)):,} is: {why}: give words with their"
            " tags, or such lines, not both"
        )
    return MecabCsv(tuple(of_mecab.values()), path, tuple(of_mecab))
