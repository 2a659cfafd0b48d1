"""Spacing: learn from well-spaced text where blanks stand, put them into text that lacks them.

    >>> import malvec as mv  # doctest: +SKIP
    >>> spacing = mv.Spacing().fit("reviews.txt")  # doctest: +SKIP
    >>> spacing.correct("이영화정말재미있어요")  # doctest: +SKIP
    '이 영화 정말 재미있어요'
    >>> spacing.save("spacing.safetensors")  # doctest: +SKIP
    >>> spacing = mv.spacing.open("spacing.safetensors")  # doctest: +SKIP

Windows of a few characters are counted with the blanks in them; each place between two characters
is then scored by the windows that end there, begin there, and lie around it. The method is that of
soyspacing (Kim, 2018, https://github.com/lovit/soyspacing).
"""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from malvec import _core
from malvec.runtime.machine import available_threads, check_memory
from malvec.runtime.progress import progress_bar
from malvec.runtime.recipe import Recipe, knob
from malvec.text.normalizer import compose
from malvec.text.sources import (
    TextSource,
    find_sources,
    line_blocks,
    packed_texts,
    paths_or_texts,
    plain_size,
)
from malvec.text.spacing.spacing_file import Arrays, SpacingReport, read, write

__all__ = ["Spacing", "SpacingModel", "SpacingReport", "open", "read_exceptions"]

_BLOCK = 1 << 20
_TRAINING = ("min_window", "max_window", "min_count")


@dataclass(frozen=True)
class Spacing(Recipe):
    """How blanks are learnt and put.

    A place between two characters has up to three scores between -1 (never a blank) and 1 (always),
    from the windows on its left, on its right and around it; their mean decides. Places are decided
    one after another, the surest first, and what is decided rules out patterns of the windows over
    it. The same bits at any number of threads.

    Args:
        min_window, max_window: lengths of windows, in characters without blanks, at most 10.
        min_count: windows seen less often are not kept.
        min_evidence: a side whose patterns were seen less often than this says nothing.
        force_threshold: places at least so sure are decided at once, from left to right.
        nonspace_threshold, space_threshold: how sure no blank, or a blank, must be; what lies
            between stays as it is.
        space_weight: weight of what was seen with a blank: above 1 gives more blanks.
        keep_blanks: blanks of the text stay, and help to decide. Otherwise they stay only where the
            counts decide nothing.

    Raises:
        TypeError, ValueError: a knob that cannot be.

    The defaults are not soyspacing's, which leave more places undecided: learnt from 638,000 film
    reviews, they put 75 % of the blanks of others back instead of 59 %, of which 92 % are right
    instead of 94 %. :meth:`soyspacing` gives those.

    Differs from soyspacing 1.0.17, knobs being equal, in this: windows are counted exactly
    (soyspacing drops rare ones every ``filtering_document_min_count`` lines), a line may take more
    than 999 rounds, and a line without Hangul is left alone.
    """

    python_knobs: ClassVar[tuple[str, ...]] = ()

    min_window: int = knob(2, "shortest windows, in characters")
    max_window: int = knob(7, "longest windows, in characters")
    min_count: int = knob(3, "windows seen less often are not kept")
    min_evidence: int = knob(2, "a side of a place says nothing below so many observations")
    force_threshold: float = knob(0.8, "places at least so sure are decided at once")
    nonspace_threshold: float = knob(-0.1, "no blank where the score is at most this")
    space_threshold: float = knob(0.1, "a blank where the score is at least this")
    space_weight: float = knob(1.0, "weight of what was seen with a blank")
    keep_blanks: bool = knob(True, "blanks of the text stay")
    threads: int | None = knob(None, "threads; by default one per processor")

    @classmethod
    def soyspacing(cls, **knobs: Any) -> Spacing:
        """The recipe with soyspacing's defaults.

        Example:
            >>> Spacing.soyspacing(min_count=10).space_threshold
            0.3
        """
        theirs = {
            "min_window": 3,
            "min_count": 5,
            "min_evidence": 10,
            "nonspace_threshold": -0.3,
            "space_threshold": 0.3,
        }
        return cls(**{**theirs, **knobs})

    def fit(
        self, source: TextSource, *, exceptions: Iterable[str] = (), progress: bool = False
    ) -> SpacingModel:
        """Learns from well-spaced text, a text per line.

        Args:
            source: a path (``str`` or ``Path``), a directory or pattern, an iterable of ``Path``,
                or an iterable of texts (``str``, newlines within are blanks).
            exceptions: see :meth:`SpacingModel.adjusted`.
            progress: show a progress bar on stderr.

        Raises:
            ValueError: there is no text, or no window occurs ``min_count`` times.
            OSError, FormatError: a file is missing, cannot be read, or is not text.

        Memory is 8 bytes per character of the text and up to 512 MB, and what is kept.

        Example:
            >>> mv.Spacing(min_count=2).fit(mv.datasets.review_texts())  # doctest: +SKIP
        """
        begin, counter, threads = (
            time.perf_counter(),
            _core.SpacingCounter(),
            available_threads(self.threads),
        )
        exceptions = _checked_exceptions(exceptions)
        names = _feed(counter, source, progress)
        read = counter.statistics
        if read["characters"] == 0:
            raise ValueError(
                f"no text in {', '.join(names[:3])}: {read['lines']:,} lines, none with a character"
            )
        check_memory(12 * read["characters"], "counting windows", "learn from less text")
        knobs = {**self.native_knobs(), "threads": threads}
        with progress_bar(
            self.max_window * read["characters"], "counting", " characters", progress
        ) as advance:
            counted = counter.finish(knobs, lambda done, loss, terms: advance(done))
        if len(counted["tags"]) == 0:
            raise ValueError(
                f"no window of {self.min_window} characters occurs min_count={self.min_count}"
                " times; lower min_count"
            )
        made = {
            "windows": int(np.count_nonzero(np.diff(counted["offsets"]))),
            "patterns": len(counted["tags"]),
        }
        seconds = time.perf_counter() - begin
        report = SpacingReport(
            **read, **made, sources=names, recipe=self.describe(), seconds=seconds, threads=threads
        )
        arrays = (counted["keys"], counted["offsets"], counted["tags"], counted["counts"])
        return SpacingModel(self, arrays, report=report, exceptions=exceptions)


class SpacingModel:
    """What :meth:`Spacing.fit` learnt; it does not change.

    Attributes:
        recipe: the :class:`Spacing` it works by.
        exceptions: texts that stay as they are written.
        report: what was read and counted.
    """

    def __init__(
        self,
        recipe: Spacing,
        arrays: Arrays,
        *,
        report: SpacingReport,
        exceptions: Iterable[str] = (),
    ) -> None:
        self.recipe, self.report, self.exceptions = recipe, report, _checked_exceptions(exceptions)
        self._arrays = arrays
        knobs = {name: value for name, value in recipe.native_knobs().items() if name != "threads"}
        self._corrector = _core.SpacingCorrector(
            arrays, knobs, [_bytes(text) for text in self.exceptions]
        )

    def correct(self, text: str) -> str:
        """The text with blanks where they belong; every line by itself. Characters other than the
        blank (U+0020) stay as they are.

        Lines without Hangul stay as they are; of others blanks at the ends go, and of several in a
        row one stays.

        Raises:
            TypeError: it is no ``str``.

        Example:
            >>> spacing.correct("이영화 정말재미있어요")  # doctest: +SKIP
            '이 영화 정말 재미있어요'
        """
        if not isinstance(text, str):
            raise TypeError(
                f"a text is a str, not {type(text).__name__}; for several there is correct_batch"
            )
        return _text(
            self._corrector.correct_text(_bytes(text), available_threads(self.recipe.threads), None)
        )

    def correct_batch(
        self, texts: Iterable[str], *, threads: int | None = None, progress: bool = False
    ) -> list[str]:
        """Many texts, corrected by several threads, in their order.

        Raises:
            TypeError: ``texts`` is a ``str``, or something in it is none.
        """
        if isinstance(texts, (str, bytes)):
            raise TypeError(
                f"texts must be an iterable of str, not one {type(texts).__name__}: {texts[:60]!r}"
            )
        encoded = []
        for text in texts:
            if not isinstance(text, str):
                raise TypeError(
                    f"texts must be str, but one is {type(text).__name__}: {text!r:.60}"
                )
            encoded.append(_bytes(text))
        ends = np.cumsum([len(text) for text in encoded], dtype=np.uint64)
        workers = available_threads(self.recipe.threads if threads is None else threads)
        with progress_bar(int(ends[-1]) if len(ends) else 0, "spacing", "B", progress) as advance:
            done, new_ends = self._corrector.correct_all(
                b"".join(encoded), ends, workers, lambda done, loss, terms: advance(done)
            )
        return [_text(done[begin:end]) for begin, end in pairwise([0, *new_ends.tolist()])]

    def correct_bytes(self, lines: bytes, *, threads: int | None = None) -> bytes:
        """The same for UTF-8 as bytes, such as a block of whole lines of a file; bytes that are not
        UTF-8 stay as they are."""
        return self._corrector.correct_text(
            lines, available_threads(self.recipe.threads if threads is None else threads), None
        )

    def adjusted(self, *, exceptions: Iterable[str] | None = None, **knobs: Any) -> SpacingModel:
        """This model with other knobs, or other exceptions; what was counted is shared.

        Args:
            exceptions: texts whose spacing stays as it is written here. Wherever their characters
                come one after another, with blanks between them or not, the blanks inside become
                those of the exception; a blank at its start or end demands one there, and without
                it that edge is decided as usual. Where several fit, the leftmost one counts, and of
                those the longest.
            knobs: those of :class:`Spacing` but for what was counted: min_window, max_window and
                min_count.

        Raises:
            ValueError: a knob that cannot be changed any more, or an exception that is empty or
                contradicts another.

        Example:
            >>> known = spacing.adjusted(exceptions=["말 뭉치", "가우스전자"])  # doctest: +SKIP
            >>> known.correct("가우스전자말뭉치")  # doctest: +SKIP
            '가우스전자 말 뭉치'
        """
        fixed = [name for name in _TRAINING if name in knobs]
        if fixed:
            raise ValueError(
                f"{', '.join(fixed)}: this was settled when windows were counted; fit again to"
                " change it"
            )
        recipe = dataclasses.replace(self.recipe, **knobs)
        return SpacingModel(
            recipe,
            self._arrays,
            report=self.report,
            exceptions=self.exceptions if exceptions is None else exceptions,
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the model as one ``.safetensors`` file that appears whole or not at all;
        :func:`open` reads it.

        Raises:
            OSError: the disk refused.
        """
        write(
            path,
            self._arrays,
            {**self.recipe.describe(), "exceptions": list(self.exceptions)},
            self.report,
        )

    def __repr__(self) -> str:
        return f"SpacingModel({self.report.windows:,} windows, {self.report.patterns:,} patterns)"


def open(path: str | os.PathLike[str], *, verify: bool = False) -> SpacingModel:
    """The model that :meth:`SpacingModel.save` wrote.

    Args:
        path: the file.
        verify: read it all once and compare checksums.

    Raises:
        FormatError: the file is cut, damaged or something else.
        OSError: it cannot be opened.
    """
    return read(path, verify, _restored)


def _restored(arrays: Arrays, described: dict[str, Any], report: SpacingReport) -> SpacingModel:
    known = {field.name for field in dataclasses.fields(Spacing)}
    recipe = Spacing(**{name: value for name, value in described.items() if name in known})
    return SpacingModel(recipe, arrays, report=report, exceptions=described["exceptions"])


def _feed(counter: Any, source: TextSource, progress: bool) -> tuple[str, ...]:
    """Gives the text to the counter; what it came from."""
    paths, texts = paths_or_texts(source)
    if texts is not None:
        for block in packed_texts(texts):
            counter.feed(compose(block))
        return ("texts",)
    files = find_sources(paths)
    with progress_bar(plain_size(files), "reading", "B", progress) as advance:
        for file in files:
            for block in line_blocks(file, _BLOCK):
                counter.feed(compose(block))
                advance(counter.statistics["bytes"])
    return tuple(os.fspath(path) for path in paths)


def _checked_exceptions(exceptions: Iterable[str]) -> tuple[str, ...]:
    if isinstance(exceptions, (str, bytes)):
        raise TypeError(
            f"exceptions must be a list of texts, not one {type(exceptions).__name__}:"
            f" {exceptions[:60]!r}"
        )
    seen: dict[str, str] = {}
    for text in exceptions:
        if not isinstance(text, str):
            raise TypeError(f"an exception must be a str, not {type(text).__name__}: {text!r:.60}")
        bare = text.replace(" ", "")
        if not bare or "\n" in text:
            raise ValueError(
                f"the exception {text!r:.60} must be one line with a character other than the blank"
            )
        if seen.setdefault(bare, text) != text:
            raise ValueError(
                f"the exceptions {seen[bare]!r:.60} and {text!r:.60} contradict each other"
            )
    return tuple(seen.values())


def _bytes(text: str) -> bytes:
    """UTF-8 in which even halves of surrogate pairs are three bytes, so that any ``str`` comes back
    as it was."""
    return text.encode("utf-8", "surrogatepass")


def _text(encoded: bytes) -> str:
    return encoded.decode("utf-8", "surrogatepass")


def read_exceptions(path: Path) -> tuple[str, ...]:
    """The exceptions in a file, one per line; blanks at the ends of a line count, empty lines do
    not."""
    return _checked_exceptions(
        line for line in path.read_text("utf-8").splitlines() if line.strip()
    )
