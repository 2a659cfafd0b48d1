"""Spacing: learn from well-spaced text where blanks stand, put them into text that lacks them.

    >>> import malvec as mv
    >>> spacing = mv.Spacing(min_count=2).fit(mv.datasets.review_texts()[:20_000])
    >>> spacing.correct("이영화정말재미있어요")
    '이 영화 정말 재미있어요'
    >>> spacing.save("spacing.safetensors")
    >>> mv.load("spacing.safetensors")
    SpacingModel(199,264 windows, 325,109 patterns)

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
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from malvec import _core
from malvec.reports.card import HtmlCard
from malvec.runtime.machine import available_threads
from malvec.runtime.progress import progress_bar
from malvec.runtime.recipe import CoreRecipe, knob
from malvec.text.normalizer import compose
from malvec.text.spacing import spacing_file
from malvec.text.spacing.any_form import as_bytes, as_text, put_blanks
from malvec.text.spacing.counting import count_windows
from malvec.text.spacing.exceptions import check_exceptions, read_exceptions
from malvec.text.spacing.report import SpacingReport
from malvec.text.spacing.spacing_file import Arrays
from malvec.text.texts import TextSource, checked_texts

__all__ = ["Spacing", "SpacingModel", "SpacingReport", "read_exceptions"]

_TRAINING = ("min_window", "max_window", "min_count")


@dataclass(frozen=True)
class Spacing(CoreRecipe):
    """How blanks are learnt and put.

    A place between two characters has up to three scores between -1 (never a blank) and 1 (always),
    from the windows on its left, on its right and around it; their mean decides. Places are decided
    one after another, the surest first, and what is decided rules out patterns of the windows over
    it. The same bits at any number of threads.

    Raises:
        TypeError, ValueError: a knob that cannot be.

    The defaults are not soyspacing's, which leave more places undecided: learnt from 638,000 film
    reviews, they put 75 % of the blanks of others back instead of 59 %, of which 92 % are right
    instead of 94 %. :meth:`soyspacing` gives those.

    Differs from soyspacing 1.0.17, knobs being equal, in this: windows are counted exactly
    (soyspacing drops rare ones every ``filtering_document_min_count`` lines), a line may take more
    than 999 rounds, no blank comes into a number, and a line without Hangul is left alone.
    """

    min_window: int = knob(2, "shortest windows, in characters. Blanks are not counted")
    max_window: int = knob(7, "longest windows, in characters, at most 10")
    min_count: int = knob(3, "windows seen less often are not kept")
    min_evidence: int = knob(2, "a side of a place says nothing below so many observations")
    force_threshold: float = knob(
        0.8, "places at least so sure are decided at once, from left to right"
    )
    nonspace_threshold: float = knob(
        -0.1,
        "no blank where the score is at most this. Where it lies between both thresholds, the place"
        " stays as it is",
    )
    space_threshold: float = knob(0.1, "a blank where the score is at least this")
    space_weight: float = knob(
        1.0, "weight of what was seen with a blank. Above 1 gives more blanks"
    )
    keep_blanks: bool = knob(
        True,
        "blanks of the text stay, and help to decide. Otherwise they stay only where the counts"
        " decide nothing",
    )
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
        self,
        source: TextSource,
        *,
        exceptions: Iterable[str] = (),
        encoding: str | None = None,
        progress: bool | None = None,
    ) -> SpacingModel:
        """Learns from well-spaced text, a text per line.

        Args:
            source: a path (``str`` or ``Path``), a directory or pattern, an iterable of ``Path``,
                or an iterable of texts (``str``, newlines within are blanks).
            exceptions: see :meth:`SpacingModel.with_options`.
            encoding: of files, such as ``"cp949"``; None is UTF-8.
            progress: show a bar on stderr; None: on terminals, after two seconds.

        Raises:
            ValueError: there is no text, or no window occurs ``min_count`` times.
            OSError, FormatError: a file is missing, cannot be read, or is not text.

        Memory is 8 bytes per character of the text and up to 512 MB, and what is kept.

        Example:
            >>> mv.Spacing(min_count=2).fit(texts)
            SpacingModel(29,031 windows, 45,098 patterns)
        """
        begin, threads = time.perf_counter(), available_threads(self.threads)
        exceptions = check_exceptions(exceptions)
        knobs = {**self._native_knobs(), "threads": threads}
        counted, read = count_windows(source, knobs, encoding, progress)
        report = SpacingReport(
            **read,
            windows=int(np.count_nonzero(np.diff(counted["offsets"]))),
            patterns=len(counted["tags"]),
            recipe=self.describe(),
            seconds=time.perf_counter() - begin,
            threads=threads,
        )
        arrays = Arrays(**{name: counted[name] for name in Arrays._fields})
        return SpacingModel(self, arrays, report=report, exceptions=exceptions)


class SpacingModel(HtmlCard):
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
        self.recipe, self.report, self.exceptions = recipe, report, check_exceptions(exceptions)
        self._arrays = arrays
        knobs = {name: value for name, value in recipe._native_knobs().items() if name != "threads"}
        self._corrector = _core.SpacingCorrector(
            arrays, knobs, [as_bytes(text) for text in self.exceptions]
        )

    def correct(self, text: str) -> str:
        """The text with blanks where they belong; every line by itself. Characters other than the
        blank (U+0020) stay as they are, in whatever Unicode form they are. No blank comes into a
        number such as 1,234.5.

        Lines without Hangul stay as they are; of others blanks at the ends go, and of several in a
        row one stays.

        Raises:
            TypeError: it is no ``str``.

        Example:
            >>> spacing.correct("이영화 정말재미있어요")
            '이 영화 정말 재미있어요'
        """
        if not isinstance(text, str):
            raise TypeError(
                f"a text is a str, not {type(text).__name__}; for several there is correct_batch"
            )
        threads = available_threads(self.recipe.threads)
        return put_blanks(
            text, as_text(self._corrector.correct_text(as_bytes(text), threads, None))
        )

    def correct_batch(
        self, texts: Iterable[str], *, threads: int | None = None, progress: bool | None = None
    ) -> list[str]:
        """Many texts, corrected by several threads, in their order.

        Raises:
            TypeError: ``texts`` is a ``str``, or something in it is none.
        """
        listed = list(checked_texts(texts))
        encoded = [as_bytes(text) for text in listed]
        ends = np.cumsum([len(text) for text in encoded], dtype=np.uint64)
        workers = available_threads(self.recipe.threads if threads is None else threads)
        with progress_bar(int(ends[-1]) if len(ends) else 0, "spacing", "B", progress) as advance:
            done, new_ends = self._corrector.correct_all(
                b"".join(encoded), ends, workers, lambda done, loss, terms: advance(done)
            )
        spans = pairwise([0, *new_ends.tolist()])
        corrected = (as_text(done[begin:end]) for begin, end in spans)
        return [put_blanks(text, new) for text, new in zip(listed, corrected, strict=True)]

    def correct_bytes(self, lines: bytes, *, threads: int | None = None) -> bytes:
        """The same for UTF-8 as bytes, such as a block of whole lines of a file; bytes that are not
        UTF-8 stay as they are."""
        workers = available_threads(self.recipe.threads if threads is None else threads)
        composed = compose(lines)
        corrected = self._corrector.correct_text(composed, workers, None)
        if composed is lines:
            return corrected
        written, new = (part.decode("utf-8", "surrogateescape") for part in (lines, corrected))
        return put_blanks(written, new).encode("utf-8", "surrogateescape")

    def with_options(
        self, *, exceptions: Iterable[str] | None = None, **knobs: Any
    ) -> SpacingModel:
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
            >>> kept = spacing.with_options(exceptions=["말 뭉치", "가우스전자"])
            >>> spacing.correct("가우스전자를봤다"), kept.correct("가우스전자를봤다")
            ('가 우스전자를 봤다', '가우스전자를 봤다')
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
        :meth:`load` opens it.

        Raises:
            OSError: the disk refused.
        """
        described = {**self.recipe.describe(), "exceptions": list(self.exceptions)}
        spacing_file.write(path, self._arrays, described, self.report)

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, verify: bool = False) -> SpacingModel:
        """The model that :meth:`save` wrote.

        Args:
            path: the file.
            verify: read it all once and compare checksums.

        Raises:
            FormatError: the file is cut, damaged or something else.
            OSError: it cannot be opened.
        """
        known = {field.name for field in dataclasses.fields(Spacing)}
        with spacing_file.open_spacing(path, verify) as (arrays, described, report):
            recipe = Spacing(**{name: described[name] for name in known & described.keys()})
            return cls(recipe, arrays, report=report, exceptions=described["exceptions"])

    def __reduce__(self) -> tuple[Any, ...]:
        make = partial(SpacingModel, report=self.report, exceptions=self.exceptions)
        return make, (self.recipe, self._arrays)

    def __repr__(self) -> str:
        return f"SpacingModel({self.report.windows:,} windows, {self.report.patterns:,} patterns)"
