"""A matrix and a name for each of its rows, as users give them: rows that say the same twice are
kept once, all else that does not fit is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from malvec.search.nearest import read_only_rows
from malvec.text.texts import check_texts
from malvec.vocab import Vocab, encode_word

__all__ = ["Named", "named"]

_ALIKE = 1e-3
"""So much of their length two rows may differ that are said to be the same."""
_BLOCK = 4096


class Named(NamedTuple):
    """Rows and their names, which differ; None where rows are known by their numbers.

    Attributes:
        repeated: rows left out, for their name came before with the same vector.
        empty: rows of zeros left out, for they had no name.
    """

    matrix: Any
    vocab: Vocab | None
    repeated: int = 0
    empty: int = 0


def named(matrix: Any, names: Iterable[str] | Vocab | None) -> Named:
    """Rows by their names.

    Raises:
        TypeError: the matrix is none, or a name is no str.
        ValueError: not as many names as rows, a name comes again with another vector, or a row
            that is not zeros has none.

    Example:
        >>> named(np.eye(3)[[0, 1, 0]], ["a", "b", "a"])[2:]
        (1, 0)
    """
    rows = read_only_rows(matrix)
    if names is None:
        return Named(rows, None)
    words = encoded_names(names)
    if len(words) != len(rows):
        raise ValueError(f"{len(words):,} names for {len(rows):,} rows: name i is that of row i")
    first = {word: i for i, word in reversed(list(enumerate(words)))}
    shown = [word.decode("utf-8", "surrogateescape").strip() for word in words]
    empty = [i for i, text in enumerate(shown) if not text]
    again = [i for i, word in enumerate(words) if shown[i] and first[word] != i]
    _check_empty(rows, empty)
    _check_alike(rows, again, [first[words[i]] for i in again], words)
    if not empty and not again:
        return Named(rows, _vocab(words))
    kept = np.setdiff1d(np.arange(len(rows)), [*empty, *again])
    return Named(
        np.ascontiguousarray(rows[kept]), _vocab([words[i] for i in kept]), len(again), len(empty)
    )


def encoded_names(names: Iterable[str] | Vocab) -> list[bytes]:
    """The names as bytes."""
    check_texts(names, "names")
    words = []
    for name in names:
        if not isinstance(name, str):
            raise TypeError(
                f"a name is a str, not {type(name).__name__}: {name!r:.60}; map(str, names) makes"
                " some"
            )
        words.append(encode_word(name))
    return words


def _vocab(words: list[bytes]) -> Vocab:
    offsets = np.zeros(len(words) + 1, np.uint64)
    np.cumsum([len(word) for word in words], out=offsets[1:])
    return Vocab(np.frombuffer(b"".join(words), np.uint8), offsets)


def _check_empty(rows: npt.NDArray[np.float32], empty: list[int]) -> None:
    for i in empty:
        if rows[i].any():
            raise ValueError(
                f"row {i} has a vector, but no name: give it one, or leave both name and row out"
            )


def _check_alike(
    rows: npt.NDArray[np.float32], again: list[int], first: list[int], words: list[bytes]
) -> None:
    for start in range(0, len(again), _BLOCK):
        a, b = (rows[listed[start : start + _BLOCK]] for listed in (again, first))
        lengths = np.linalg.norm(a, axis=1)
        other = ~(np.linalg.norm(a - b, axis=1) <= _ALIKE * lengths)
        if other.any():
            i = start + int(other.argmax())
            name = words[again[i]].decode("utf-8", "replace")
            raise ValueError(
                f"rows {first[i]} and {again[i]} are both called {name!r:.60} and differ: names"
                " tell rows apart; without names rows are found by their numbers"
            )
