"""User dictionaries: words that analysers shall know, one a line, with a part-of-speech tag where
wanted."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from malvec.errors import FormatError
from malvec.runtime.arguments import number as number_of
from malvec.storage.atomic import replacing
from malvec.text.blocks import whole_text
from malvec.text.nfc import to_nfc
from malvec.tokenizers.analysers.dictionary_lines import line_of, parse_line

__all__ = ["TAGS", "Entry", "UserDictionary", "as_dictionary", "words_in"]

Entry = tuple[str, str] | tuple[str, str, float]
"""A word, its tag, and its score where that is not 0."""

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
        entries: words, or (word, tag), or (word, tag, score); a word alone is a proper noun, NNP.
            Tags are of the Sejong set: NNG, NNP, VV, …. A word may have single blanks in it: it is
            one token where the text has them too. The score, 0 unless told otherwise, is for Kiwi,
            which weighs words: those with a higher one are preferred. Others have no use for it.

    Raises:
        ValueError: a word is empty or blank at an end, a tag is not known, a score is not finite,
            or a word has two tags; the message says which.

    Example:
        >>> UserDictionary(["가우스전자", ("존맛", "NNG")]).words
        ('가우스전자', '존맛')
    """

    entries: tuple[Entry, ...] = ()
    _tags: dict[str, str] = field(init=False, repr=False, compare=False)
    _scores: dict[str, float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        given: Any = self.entries
        table = hasattr(given, "columns") or not isinstance(given, Iterable)
        if isinstance(given, (str, bytes)) or table:
            raise TypeError(
                f"entries must be words or (word, tag) pairs, not the {type(given).__name__}"
                f" {given!r:.60}"
            )
        tags: dict[str, str] = {}
        scores: dict[str, float] = {}
        listed = given.items() if isinstance(given, Mapping) else given
        for number, entry in enumerate(listed, 1):
            if not isinstance(entry, Iterable):
                raise TypeError(f"entry {number}: {entry!r:.60} is no word or (word, tag) pair")
            word, *rest = (entry,) if isinstance(entry, str) else entry
            try:
                tag, score = _rest_of(rest)
                word = _add(tags, word, tag)
                scores[word] = number_of("the score", score)
            except (TypeError, ValueError) as error:
                raise type(error)(f"entry {number}: {error}") from None
        entries = tuple(
            (word, tag, scores[word]) if scores[word] else (word, tag) for word, tag in tags.items()
        )
        object.__setattr__(self, "entries", entries)
        object.__setattr__(self, "_tags", tags)
        object.__setattr__(self, "_scores", scores)

    def settings(self) -> dict[str, Any]:
        """The entries, for JSON."""
        return {"entries": [list(entry) for entry in self.entries]}

    @classmethod
    def stored(cls, settings: Any) -> UserDictionary:
        """The dictionary of its :meth:`settings`.

        Raises:
            TypeError, ValueError: they are damaged; the message says where.
        """
        if not isinstance(settings, dict) or settings.keys() != {"entries"}:
            raise TypeError(f"a user dictionary is an object of entries, not {settings!r:.60}")
        entries = settings["entries"]
        if not isinstance(entries, list):
            raise TypeError(f"entries are a list, not {entries!r:.60}")
        for entry in entries:
            if not isinstance(entry, list) or len(entry) not in (2, 3):
                raise TypeError(f"an entry is a word, its tag and its score, not {entry!r:.60}")
        return cls(tuple(map(tuple, entries)))

    @classmethod
    def from_file(cls, path: str | os.PathLike[str], encoding: str | None = None) -> UserDictionary:
        r"""Reads ``word[TAB tag[TAB score]]`` lines of UTF-8, or of another encoding such as
        ``"cp949"`` (a byte order mark and ``\r\n`` are fine); lines of mecab-ko-dic's CSV too, of
        which the word and the tag are taken.

        Empty lines are left out, and remarks, which begin with ``#`` but are no line of that CSV
        such as ``#,1786,3546,100,SW,…``. Everything else is a word or an error.

        Raises:
            OSError: the file cannot be read.
            FormatError: a line is not such a line; the message has its number and what to do.

        Example:
            >>> UserDictionary.from_file("words.txt").entries
            (('가우스전자', 'NNP'), ('말벡', 'NNG'))
        """
        return words_in(whole_text(path, encoding), os.fspath(path))

    @property
    def words(self) -> tuple[str, ...]:
        """The words, in their order."""
        return tuple(self._tags)

    def tag(self, word: str) -> str:
        """The tag of a word; ``KeyError`` where there is no such word."""
        return self._tags[word]

    def score(self, word: str) -> float:
        """The score of a word; ``KeyError`` where there is no such word."""
        return self._scores[word]

    @property
    def tags(self) -> dict[str, str]:
        """Word to tag, in the order of the words."""
        return dict(self._tags)

    def with_words(self, entries: Iterable[str | Entry]) -> UserDictionary:
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
            file.write("".join(line_of(*entry) for entry in self.entries).encode())

    def __len__(self) -> int:
        return len(self._tags)

    def __iter__(self) -> Iterator[str]:
        return iter(self._tags)

    def __contains__(self, word: object) -> bool:
        return word in self._tags

    def __hash__(self) -> int:
        return hash(self.entries)


def words_in(text: str, path: str) -> UserDictionary:
    """The dictionary of such lines; ``FormatError`` names the path and the line that is none."""
    entries: list[Entry] = []
    tags: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        try:
            if parsed := parse_line(line.removesuffix("\r")):
                word, tag, score = parsed
                entries.append((word, DEFAULT_TAG if tag is None else tag, score or 0.0))
                _add(tags, *entries[-1][:2])
        except ValueError as error:
            raise FormatError(f"{path}, line {number}: {error}") from None
    return UserDictionary(tuple(entries))


def _rest_of(rest: list[Any]) -> tuple[Any, Any]:
    """Tag and score of an entry."""
    if len(rest) > 2:
        raise ValueError(f"an entry is a word, its tag and its score; {rest[2]!r:.60} is one more")
    return (*rest, *(DEFAULT_TAG, 0.0)[len(rest) :])


def _add(tags: dict[str, str], word: object, tag: object) -> str:
    if not isinstance(word, str) or not isinstance(tag, str):
        raise TypeError(f"a word and its tag must be str, not {word!r:.60} and {tag!r:.60}")
    word = to_nfc(word)
    problem = _problem(word, tag)
    if not problem and tags.get(word, tag) != tag:
        problem = f"{word!r} has the tag {tag} here, but {tags[word]} before: keep one"
    if problem:
        raise ValueError(problem)
    tags[word] = tag
    return word


def _problem(word: str, tag: str) -> str:
    """What is wrong with an entry, or nothing."""
    if not word:
        return "the word is empty"
    if tag == DEFAULT_TAG and word.split()[1:2] and word.split()[1] in TAGS:
        return f"{word!r:.60}: a word and its tag are separated by a TAB, not by blanks"
    if " ".join(word.split()) != word:
        return f"{word!r:.60} begins or ends with a blank, or has two in a row or another than ' '"
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
    """What may be given as a dictionary: itself, a path, its entries, words with their tags as a
    dict, nothing."""
    if given is None or isinstance(given, UserDictionary):
        return given
    if isinstance(given, dict):
        return UserDictionary(tuple(given.items()))
    if isinstance(given, (list, tuple, set, frozenset)):
        return UserDictionary(tuple(given))
    if not isinstance(given, (str, os.PathLike)):
        raise TypeError(
            "user_dictionary must be a UserDictionary, its entries or the path of its file, not"
            f" {type(given).__name__}: {given!r:.60}"
        )
    return UserDictionary.from_file(given)
