"""The words of a file of vectors, looked at before they are written: readers part fields at
blanks."""

from __future__ import annotations

import os
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.runtime.arguments import one_of
from malvec.runtime.warning import warn
from malvec.vocab import Vocab

__all__ = ["LONGEST_WORD", "Blanks", "refuse", "written_vocab"]

Blanks = Literal["error", "keep", "_"]
LONGEST_WORD = 1 << 20
_BLANK = np.zeros(256, bool)
_BLANK[list(b" \t\r\v\f")] = True
Path = str | os.PathLike[str]


def written_vocab(vocab: Vocab, path: Path, *, binary: bool, blanks: Blanks) -> Vocab:
    """The words as they are written: blanks are refused, kept or made underscores.

    Raises:
        ValueError: a word that the format cannot hold, or that other programs would take apart; two
            words that underscores make one.
    """
    one_of("blanks", blanks, get_args(Blanks))
    _refuse_bytes(vocab, path, vocab.data == ord("\n"), "holds a newline, which ends words here")
    long = np.flatnonzero(np.diff(vocab.offsets) > LONGEST_WORD)
    if len(long):
        refuse(vocab, path, int(long[0]), f"has more than {LONGEST_WORD:,} bytes")
    blank = _BLANK[vocab.data]
    if blanks == "_" and blank.any():
        return _with_underscores(vocab, path, blank)
    if blanks == "keep":
        blank = vocab.data == ord(" ") if binary else _lost_blanks(vocab, blank)
    why = "holds a blank, where readers end the word: blanks='_' writes underscores"
    _refuse_bytes(vocab, path, blank, why)
    return vocab


def refuse(vocab: Vocab, path: Path, i: int, why: str) -> None:
    """``ValueError`` for a word."""
    word = vocab[i]
    raise ValueError(
        f"{path}: word {i} {word[:50]!r}{'…' if len(word) > 50 else ''} {why}; a .safetensors file"
        " holds any words"
    )


def _refuse_bytes(vocab: Vocab, path: Path, bad: npt.NDArray[np.bool_], why: str) -> None:
    """Refuses the first word with a byte that is marked."""
    at = np.flatnonzero(bad)
    if len(at):
        refuse(vocab, path, _word_of(vocab, at[:1])[0], why)


def _word_of(vocab: Vocab, at: npt.NDArray[np.intp]) -> list[int]:
    """The words that hold these bytes, each once."""
    found = np.searchsorted(vocab.offsets, at.astype(np.uint64), "right") - 1
    return np.unique(found).tolist()  # type: ignore[no-any-return]


def _lost_blanks(vocab: Vocab, blank: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The blanks that malvec itself would not read back: at either end of a word, and returns."""
    ends = np.zeros(len(blank) + 1, bool)
    ends[vocab.offsets.astype(np.int64)] = True
    return np.asarray(blank & (ends[:-1] | ends[1:] | (vocab.data == ord("\r"))))


def _with_underscores(vocab: Vocab, path: Path, blank: npt.NDArray[np.bool_]) -> Vocab:
    data = np.where(blank, np.uint8(ord("_")), vocab.data)
    changed = _word_of(vocab, np.flatnonzero(blank))
    written = Vocab(data, vocab.offsets, vocab.counts)
    if len(_core.first_occurrences(data, vocab.offsets)) < len(vocab):
        words = list(written)
        twice = next(i for i in changed if words.count(words[i]) > 1)
        refuse(vocab, path, twice, f"would be written as {words[twice]!r}, as another word is")
    warn(
        f"{path}: {len(changed):,} words hold blanks and are written with underscores, such as"
        f" {written[changed[0]]!r}"
    )
    return written
