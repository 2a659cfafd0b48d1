"""Counts as a sparse matrix with names: marginals, files, and the sum of several."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.counts import counts_file
from malvec.counts.cells import CellArrays, Cells
from malvec.counts.merge import add_up, common_pipeline, merge_vocabs
from malvec.counts.options import CountOptions
from malvec.counts.report import Counting, CountReport
from malvec.errors import FormatError
from malvec.tokenizers.pipeline import Pipeline
from malvec.vocab import Vocab

__all__ = ["Counts"]

_CHUNK = 1 << 22  # cells
_OPTIONS = [field.name for field in fields(CountOptions)]
_SUMMED = ("tokens", "sentences", "pairs")


class Counts(Cells):
    """How often words stand near one another, or in sentences. Made by :func:`malvec.count`,
    ``document_counts`` or ``load``.

    Attributes:
        counting: window and weights, a :class:`malvec.counts.Counting`.
        report: what was read and what it took, a :class:`malvec.counts.CountReport`.
        pipeline: how the text was cleaned and cut, a :class:`malvec.tokenizers.Pipeline`; None
            where that is not known.

    Example:
        >>> counts = malvec.count(corpus, window=5)
        >>> print(f"{counts.matrix[counts.vocab.index('영화'), counts.vocab.index('배우')]:.2f}")
        5.43
    """

    def __init__(
        self,
        arrays: CellArrays,
        vocab: Vocab,
        counting: Counting,
        report: CountReport | None = None,
        *,
        pipeline: Pipeline | None = None,
    ) -> None:
        rows = None if counting.weight == "documents" else vocab
        super().__init__(
            *arrays,
            len(vocab),
            row_names=rows,
            column_names=vocab,
            metadata={"counting": counting.to_json()},
            pipeline=pipeline,
        )
        self.counting = counting
        self.report = report or CountReport(cells=len(self))

    @property
    def vocab(self) -> Vocab:
        """The words of the columns; of the rows, too, unless these are sentences."""
        assert self.column_names is not None
        return self.column_names

    @cached_property
    def row_sums(self) -> npt.NDArray[np.float64]:
        """The sum of each row, float64 [rows]."""
        sums = np.zeros(self.shape[0])
        for first, units in self._units():
            cells = np.arange(first, first + len(units), dtype=np.uint64)
            rows = np.searchsorted(self.offsets, cells, "right") - 1
            least = int(rows[0])
            part = np.bincount(rows - least, weights=units)
            sums[least : least + len(part)] += part
        return sums / self.counting.scale

    @cached_property
    def column_sums(self) -> npt.NDArray[np.float64]:
        """The sum of each column, float64 [columns]."""
        sums = np.zeros(self.width)
        for first, units in self._units():
            sums += np.bincount(
                self.columns[first : first + len(units)], weights=units, minlength=self.width
            )
        return sums / self.counting.scale

    @cached_property
    def total(self) -> float:
        """The sum of all cells."""
        return float(sum(units.sum() for _, units in self._units()) / self.counting.scale)

    @cached_property
    def _sound(self) -> bool:
        """True; ``FormatError`` where rows or columns of an opened file are damaged, which opening
        it does not look at."""
        try:
            return super()._sound
        except ValueError as error:
            raise FormatError(f"these counts are damaged: {error}") from None

    def _units(self) -> Iterator[tuple[int, npt.NDArray[np.float64]]]:
        """Parts of the values as whole numbers, so that sums below 2^53 are exact; memory stays
        small whatever the size."""
        assert self._sound
        for first in range(0, len(self), _CHUNK):
            part = self.values[first : first + _CHUNK]
            yield first, np.rint(part * self.counting.scale) if self.counting.exact else part

    @property
    def fingerprint(self) -> str:
        """Tells the words and their order apart from any other's."""
        return counts_file.fingerprint(self.vocab)

    def check_words(self, vocab: Vocab) -> None:
        """``ValueError`` unless these are the words counted, in the same order; vectors or a corpus
        of others do not belong here."""
        if counts_file.fingerprint(vocab) == self.fingerprint:
            return
        if len(vocab) != len(self.vocab):
            raise ValueError(
                f"these counts are of {len(self.vocab):,} words, not of these {len(vocab):,}"
            )
        where = next(
            i for i, (own, other) in enumerate(zip(self.vocab, vocab, strict=True)) if own != other
        )
        raise ValueError(
            f"these counts are of other words: word {where} is {self.vocab[where]!r} there and"
            f" {vocab[where]!r} here"
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the counts as one ``.safetensors`` file that appears whole or not at all; it is
        never in memory as a whole.

        Raises:
            OSError: the disk refused.
        """
        counts_file.write(
            path,
            CellArrays(self.offsets, self.columns, self.values),
            self.vocab,
            self.counting,
            report=self.report,
            pipeline=self.pipeline,
        )

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, verify: bool = False) -> Counts:
        """The counts that :meth:`save` wrote; their arrays are read-only views of the mapped file.

        Args:
            path: the file.
            verify: read it all once and compare checksums, order and range of columns, and values.

        Raises:
            FormatError: the file is cut, damaged or something else.
            OSError: it cannot be opened.
        """
        arrays, vocab, counting, report, pipeline = counts_file.read(path, verify)
        return cls(arrays, vocab, counting, report, pipeline=pipeline)

    def kept_in(self, path: str | os.PathLike[str] | None) -> Counts:
        """These counts, saved in a file and mapped from there if there is one."""
        if path is None:
            return self
        self.save(path)
        return Counts.load(path)

    def merge(self, *others: Counts, **options: Any) -> Counts:
        """The counts of all corpora together, as if they had been counted as one.

        Where the words differ, they are brought together by name: the most frequent ones come first
        then, as in a corpus of all. Sentences (``document_counts``) come one after another.

        Where the texts were cleaned or tokenised differently, the sum has no pipeline, and there is
        a warning: what is trained on it has to be told how to cut new text.

        Args:
            others: counts with the same window, weight and direction.
            options: ``memory``, ``threads``, ``progress``, ``directory``, ``path`` as in
                :func:`malvec.count`.

        Raises:
            ValueError: they were counted differently.
            MemoryError, OSError: as in :func:`malvec.count`.

        Example:
            >>> monday, tuesday = malvec.count(corpus), malvec.count(heldout)
            >>> monday.merge(tuesday, path="both.safetensors")
            Counts(1,923 x 1,923, 236,565 cells)
        """
        if unknown := sorted(options.keys() - set(_OPTIONS)):
            raise TypeError(
                f"merge() has no knob {unknown[0]!r}: its knobs are {', '.join(_OPTIONS)}"
            )
        self._check_mergeable(others)
        how, parts = CountOptions(**options), (self, *others)
        vocab = merge_vocabs([part.vocab for part in parts])
        read = {name: sum(getattr(part.report, name) for part in parts) for name in _SUMMED}
        arrays, report = add_up(parts, vocab, self.counting, how, read)
        pipeline = common_pipeline(parts)
        return Counts(arrays, vocab, self.counting, report, pipeline=pipeline).kept_in(how.path)

    def _check_mergeable(self, others: Iterable[object]) -> None:
        for other in others:
            if not isinstance(other, Counts):
                raise TypeError(f"counts are merged with counts, not with {type(other).__name__}")
            if other.counting != self.counting:
                raise ValueError(
                    "counted differently, so they cannot be added up:"
                    f" {self.counting} and {other.counting}"
                )
        if not self.counting.exact:
            raise ValueError(
                "these counts are not exact: read GloVe's records with their window and weight"
            )
