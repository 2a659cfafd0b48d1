"""Texts in memory, and what stands for texts: what may be given, and what cannot be meant."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from itertools import chain, islice
from typing import Any

from malvec import _ingest
from malvec.runtime.escapes import in_one_line

__all__ = [
    "TextSource",
    "check_texts",
    "checked_text",
    "checked_texts",
    "one_or_several",
    "packed_texts",
    "paths_or_texts",
    "text_chunks",
    "texts_of",
]

TextSource = str | os.PathLike[str] | Iterable[str] | Iterable[os.PathLike[str]]
"""A file, directory or pattern; several of them as ``Path``; or texts."""

_BLOCK = 1 << 20


def check_texts(texts: Any, name: str = "texts") -> None:
    """``TypeError`` for what is no iterable of texts, or would be gone through as something else:
    one text, the names of columns, the keys of a dictionary, a set, which has no order."""
    said = f"{name} must be an iterable of str, not"
    if isinstance(texts, (str, bytes, bytearray)):
        raise TypeError(f"{said} one {type(texts).__name__}: {texts[:60]!r}")
    if not isinstance(texts, Iterable):
        raise TypeError(f"{said} {type(texts).__name__}: {texts!r:.60}")
    if hasattr(texts, "columns") and hasattr(texts, "iloc"):
        raise TypeError(
            f"{said} a DataFrame: name its column, such as"
            f" frame[{next(iter(texts.columns), 'text')!r}]"
        )
    if isinstance(texts, Mapping):
        raise TypeError(f"{said} a {type(texts).__name__}: give its values")
    if isinstance(texts, Set):
        raise TypeError(f"{said} a {type(texts).__name__}, which has no order: sort it")


def checked_text(text: str) -> str:
    """The text; ``TypeError`` where it is no str.

    Example:
        >>> checked_text(3)
        Traceback (most recent call last):
        TypeError: a text must be str, not int: 3
    """
    if not isinstance(text, str):
        raise not_a_text(text)
    return text


def one_or_several(texts: Any) -> list[Any]:
    """A text alone, or several texts or token lists, in a list; ``TypeError`` as of
    :func:`check_texts`.

    Example:
        >>> one_or_several("한 줄"), one_or_several(text for text in ["가", "나"])
        (['한 줄'], ['가', '나'])
    """
    if isinstance(texts, str):
        return [texts]
    check_texts(texts)
    return list(texts)


def checked_texts(texts: Iterable[str], name: str = "texts") -> Iterator[str]:
    """Texts, each looked at as it comes.

    Raises:
        TypeError: see :func:`check_texts`, at once; or one is no str, with its number from 0.

    Example:
        >>> list(checked_texts(["한 줄", 3]))
        Traceback (most recent call last):
        TypeError: texts must be str, but number 1, from 0, is int: 3
    """
    check_texts(texts, name)
    return _strings(texts, name)


def _strings(texts: Iterable[str], name: str) -> Iterator[str]:
    for number, text in enumerate(texts):
        if not isinstance(text, str):
            raise not_a_text(text, number, name)
        yield text


def not_a_text(given: object, number: int | None = None, name: str = "texts") -> TypeError:
    """What to raise where something else came instead of a text, or instead of one of many, with
    its number from 0."""
    if given is None or repr(given) in ("nan", "<NA>", "NaT"):
        cure = "; it is a missing value: leave such rows out"
    elif isinstance(given, (list, tuple)):
        cure = "; for token lists there are from_tokens and encode_tokens"
    elif hasattr(given, "iloc"):
        cure = "; give its texts one by one, or a column to Corpus.from_texts"
    else:
        cure = ""
    said = "a text must be str, not"
    if number is not None:
        said = f"{name} must be str, but number {number:,}, from 0, is"
    return TypeError(f"{said} {type(given).__name__}{in_one_line(given)}{cure}")


def paths_or_texts(
    source: Any, encoding: str | None = None
) -> tuple[list[str | os.PathLike[str]], Iterable[str] | None]:
    """What a source of text is: a path, or paths as ``os.PathLike``, and None; or no paths, and an
    iterable of texts.

    Raises:
        TypeError: it is neither, or mixes them.
        ValueError: the first text is the name of a file: a path in a list must be a
            ``pathlib.Path`` to be told from a text; or an encoding is given for texts.
    """
    if isinstance(source, (str, os.PathLike)):
        return [source], None
    if isinstance(source, (bytes, bytearray)) or not isinstance(source, Iterable):
        raise TypeError(
            f"text is read from a path, or an iterable of str, not from {type(source).__name__}"
        )
    check_texts(source)
    items = iter(source)
    head = list(islice(items, 1))
    first = head[0] if head else ""
    if isinstance(first, os.PathLike):
        paths = [first, *items]
        if not all(isinstance(path, os.PathLike) for path in paths):
            raise TypeError(
                "paths and texts are mixed: give paths as pathlib.Path, or texts as str"
            )
        return paths, None
    if _names_a_file(first):
        raise ValueError(
            f"the first text is {first!r}, the name of a file: give a path alone, or paths as"
            " pathlib.Path"
        )
    if encoding is not None:
        raise ValueError(f"encoding={encoding!r} goes with files, but texts were given")
    again = isinstance(source, Collection) or not head
    return [], source if again else chain(head, items)


def _names_a_file(text: object) -> bool:
    return (
        isinstance(text, str)
        and 0 < len(text) < 256
        and "\0" not in text
        and os.path.isfile(text.encode("utf-8", "surrogateescape"))
    )


def texts_of(source: TextSource, encoding: str | None = None) -> Iterator[str]:
    """The texts of a source: of files the lines. What is no ``str`` among texts is for the caller
    to find.

    Raises:
        ValueError: ``encoding`` is given for texts, which have none.
    """
    from malvec.text.blocks import lines

    paths, texts = paths_or_texts(source, encoding)
    return lines(paths, encoding) if texts is None else iter(texts)


def packed_texts(texts: Iterable[str]) -> Iterator[bytes]:
    """Texts as lines of UTF-8, in blocks of a megabyte; newlines within are blanks."""
    waiting, read = iter(texts), 0
    while block := _ingest.pack_texts(waiting, _BLOCK, read, not_a_text):
        yield block
        read += block.count(b"\n")


def text_chunks(
    texts: Iterable[str], characters: int = 1 << 16, most: int = 1 << 12
) -> Iterator[list[str]]:
    """The texts in lists of about so many characters, and of no more than so many texts.

    Raises:
        TypeError: a str instead of an iterable of them, or something that is not a str.
    """
    return _text_chunks(checked_texts(texts), characters, most)


def _text_chunks(texts: Iterator[str], characters: int, most: int) -> Iterator[list[str]]:
    chunk: list[str] = []
    size = 0
    for text in texts:
        chunk.append(text)
        size += len(text)
        if size >= characters or len(chunk) >= most:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
