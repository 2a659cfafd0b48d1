"""User dictionaries: words that analysers shall know, one a line, with a part-of-speech tag where
wanted."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from malvec.errors import FormatError
from malvec.storage.atomic import replacing
from malvec.text.blocks import whole_text
from malvec.text.nfc import to_nfc

__all__ = ["TAGS", "UserDictionary", "as_dictionary"]

# Of the Sejong tag set, those that a word of a dictionary can have; each analyser gets its own tag
# for them.
TAGS = (
    "NNG",
    "NNP",
    "NNB",
    "NR",
    "NP",
    "VV",
    "VA",
    "VX",
    "MM",
    "MAG",
    "MAJ",
    "IC",
    "XPN",
    "XSN",
    "XR",
    "SL",
    "SH",
    "SN",
    "SW",
)
DEFAULT_TAG = "NNP"


@dataclass(frozen=True)
class UserDictionary:
    """Words with their tags, as a value: comparable, hashable, stored as JSON with the corpus and
    the model.

    Words are in NFC, whatever they were given in, and occur once.

    Args:
        entries: words, or (word, tag) pairs; a word alone is a proper noun, NNP. Tags are of the
            Sejong set: NNG, NNP, VV, ….

    Raises:
        ValueError: a word is empty or has a blank in it, a tag is not known, or a word has two
            tags; the message says which.

    Example:
        >>> UserDictionary(["가우스전자", ("존맛", "NNG")]).words
        ('가우스전자', '존맛')
    """

    entries: tuple[tuple[str, str], ...] = ()
    _tags: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if isinstance(self.entries, (str, bytes)):
            raise TypeError(
                f"entries must be words or (word, tag) pairs, not the {type(self.entries).__name__}"
                f" {self.entries!r:.60}"
            )
        tags: dict[str, str] = {}
        for number, entry in enumerate(self.entries, 1):
            word, tag = (entry, DEFAULT_TAG) if isinstance(entry, str) else entry
            try:
                _add(tags, word, tag)
            except (TypeError, ValueError) as error:
                raise type(error)(f"entry {number}: {error}") from None
        object.__setattr__(self, "entries", tuple(tags.items()))
        object.__setattr__(self, "_tags", tags)

    @classmethod
    def from_file(cls, path: str | os.PathLike[str], encoding: str | None = None) -> UserDictionary:
        r"""Reads ``word[TAB tag]`` lines of UTF-8, or of another encoding such as ``"cp949"`` (a
        byte order mark and ``\r\n`` are fine).

        Empty lines and lines that begin with ``#`` are left out. Everything else is a word or an
        error.

        Raises:
            OSError: the file cannot be read.
            FormatError: a line is not such a line; the message has its number and what to do.

        Example:
            >>> UserDictionary.from_file("words.txt").entries
            (('가우스전자', 'NNP'), ('말벡', 'NNG'))
        """
        text = whole_text(path, encoding)
        tags: dict[str, str] = {}
        for number, line in enumerate(text.split("\n"), 1):
            line = line.removesuffix("\r")
            if line and not line.startswith("#"):
                try:
                    _add(tags, *_split(line))
                except ValueError as error:
                    raise FormatError(f"{os.fspath(path)}, line {number}: {error}") from None
        return cls(tuple(tags.items()))

    @property
    def words(self) -> tuple[str, ...]:
        """The words, in their order."""
        return tuple(self._tags)

    def tag(self, word: str) -> str:
        """The tag of a word; ``KeyError`` where there is no such word."""
        return self._tags[word]

    def with_words(self, entries: Iterable[str | tuple[str, str]]) -> UserDictionary:
        """This dictionary and some more words.

        Raises:
            ValueError: as the constructor; also where a word is there already with another tag.
        """
        if isinstance(entries, str):
            raise TypeError(f"words must be an iterable of str, not the str {entries!r:.60}")
        return UserDictionary((*self.entries, *entries))  # type: ignore[arg-type]

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the file that :meth:`from_file` reads; it appears whole or not at all."""
        with replacing(path) as file:
            file.write("".join(f"{word}\t{tag}\n" for word, tag in self.entries).encode())

    def __len__(self) -> int:
        return len(self._tags)

    def __iter__(self) -> Iterator[str]:
        return iter(self._tags)

    def __contains__(self, word: object) -> bool:
        return word in self._tags

    def __hash__(self) -> int:
        return hash(self.entries)


def _split(line: str) -> tuple[str, str]:
    word, tab, tag = line.partition("\t")
    if not tab:
        return word, DEFAULT_TAG
    if "\t" in tag:
        raise ValueError(
            "a line is a word, or a word, a TAB and its tag, but there are"
            f" {line.count(chr(9)) + 1} columns: {line!r:.60}"
        )
    return word, tag


def _add(tags: dict[str, str], word: object, tag: object) -> None:
    if not isinstance(word, str) or not isinstance(tag, str):
        raise TypeError(f"a word and its tag must be str, not {word!r:.60} and {tag!r:.60}")
    word = to_nfc(word)
    problem = _problem(word, tag)
    if not problem and tags.get(word, tag) != tag:
        problem = f"{word!r} has the tag {tag} here, but {tags[word]} before: keep one"
    if problem:
        raise ValueError(problem)
    tags[word] = tag


def _problem(word: str, tag: str) -> str:
    """What is wrong with an entry, or nothing."""
    if not word:
        return "the word is empty"
    first, *rest = word.split()[:2] or [""]
    if rest and rest[0] in TAGS and tag == DEFAULT_TAG:
        return f"{word!r:.60}: a word and its tag are separated by a TAB, not by blanks"
    if not rest and first != word:
        return f"{word!r:.60} begins or ends with a blank"
    if rest:
        return f"{word!r:.60}: a word cannot have a blank in it"
    if any("\ud800" <= character <= "\udfff" or character < " " for character in word):
        return (
            f"{word!r:.60}: a word cannot have control characters or bytes that are not UTF-8 in it"
        )
    return (
        ""
        if tag in TAGS
        else f"the tag {tag!r:.20} of {word!r:.60} is not known; there are {', '.join(TAGS)}"
    )


def as_dictionary(given: Any) -> UserDictionary | None:
    """What may be given as a dictionary: itself, a path, its description, nothing."""
    if given is None or isinstance(given, UserDictionary):
        return given
    if isinstance(given, dict):
        return UserDictionary(tuple(tuple(entry) for entry in given["entries"]))
    return UserDictionary.from_file(given)
