"""Sentence similarity: does the cosine of two sentences rank pairs as people do?"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from malvec.evaluate.encoders import Encoder, encoded
from malvec.evaluate.outcomes import Outcomes, fingerprint, pearson, spearman
from malvec.evaluate.similarity import cosines
from malvec.evaluate.tables import read_lines, shown
from malvec.runtime.arguments import check_resampling

__all__ = ["SentenceResult", "SentenceSection", "sentences"]

Pairs = Iterable[tuple[str, str, float]]


@dataclass(frozen=True)
class SentenceSection:
    """Spearman's coefficient on the pairs of one genre; NaN where fewer than two count."""

    name: str
    score: float
    low: float
    high: float
    used: int
    total: int


@dataclass(frozen=True)
class SentenceResult:
    """Agreement with people, from -1 to 1, on ``used`` of ``total`` pairs, with bounds of
    Spearman's coefficient by resampling pairs.

    ``known`` pairs are those of whose sentences neither has a zero vector, which is what a sentence
    gets none of whose words is known; ``missing`` says what became of the others.
    """

    spearman: float
    pearson: float
    low: float
    high: float
    used: int
    known: int
    total: int
    sections: tuple[SentenceSection, ...]
    missing: str
    skipped_lines: int
    outcomes: Outcomes | None = field(default=None, repr=False, compare=False)

    @property
    def score(self) -> float:
        """Spearman's coefficient."""
        return self.spearman

    @property
    def coverage(self) -> float:
        """The share of pairs both of whose sentences have vectors."""
        return self.known / self.total

    def __str__(self) -> str:
        return (
            f"Spearman {self.spearman:.3f} [{self.low:.3f}, {self.high:.3f}], {self.known:,} of"
            f" {self.total:,} pairs known"
        )


def sentences(
    encoder: Encoder,
    source: str | os.PathLike[str] | Pairs,
    *,
    columns: Sequence[str] = ("sentence1", "sentence2", "score"),
    section: str | None = "genre",
    missing: str = "zero",
    bootstrap: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> SentenceResult:
    """Compares cosines of sentences with human scores, as for STS-B (Cer et al., 2017) and KorSTS
    (Ham et al., 2020).

    Args:
        encoder: an object with ``encode(texts)``, a callable from texts to rows [n, dim], or word
            vectors, whose mean over the words of a sentence is taken; not changed.
        source: a tab-separated file under a line of column names (KorSTS), or without one, three
            columns; or triples.
        columns: the names of the columns of both sentences and of the score.
        section: the column that names the part a pair belongs to; None or a name that is not there
            for no parts.
        missing: a pair with a zero vector has similarity 0 (``"zero"``), is left out (``"skip"``),
            or is a ``ValueError`` (``"error"``).
        bootstrap: resamples for the bounds; 0 for none.
        confidence: of the bounds.
        seed: of the resampling.

    Raises:
        ValueError: a line that cannot be read, with its number; a column that is not there; fewer
            than two pairs; a bad row of the encoder.

    Example:
        >>> print(sentences(encoder, "sts-dev.tsv"))
        Spearman 0.688 [0.659, 0.716], 1,500 of 1,500 pairs known
    """
    if missing not in ("skip", "zero", "error"):
        raise ValueError(f"missing is 'skip', 'zero' or 'error', not {missing!r}")
    check_resampling(bootstrap, confidence, seed)
    from_file = isinstance(source, (str, os.PathLike))
    pairs, names, skipped = (
        _read(source, columns, section)
        if isinstance(source, (str, os.PathLike))
        else _of_triples(source)
    )
    if len(pairs) < 2:
        raise ValueError(
            f"{f'{source}: ' if from_file else ''}{len(pairs)} pairs of sentences: at least two are"
            " needed"
        )
    rows = encoded(encoder, [text for a, b, _ in pairs for text in (a, b)])
    known = np.asarray(rows.any(axis=1)).reshape(-1, 2).all(axis=1)
    if missing == "error" and not known.all():
        raise ValueError(
            f"{int((~known).sum())} pairs have a zero vector, the first of them:"
            f" {shown(list(pairs[int(known.argmin())][:2]))}"
        )
    values = np.stack(
        [[score for _, _, score in pairs], np.where(known, cosines(rows[::2], rows[1::2]), 0)],
        axis=1,
    )
    used = np.asarray(known if missing == "skip" else np.ones_like(known))
    if used.sum() < 2 or not known.any():
        raise ValueError(
            f"{int(known.sum())} of {len(pairs):,} pairs of sentences are known, too few to score"
        )
    outcomes = Outcomes("sentences", spearman, values, used, fingerprint(pairs))
    inside = {
        name: np.array([each == name for each in names])
        for name in dict.fromkeys(names)
        if name is not None
    }
    parts = []
    for name, chosen in inside.items():
        part = Outcomes("sentences", spearman, values, used & chosen, "")
        scored = (
            (part.score, *part.interval(bootstrap, confidence, seed))
            if part.used.sum() > 1
            else (math.nan,) * 3
        )
        parts.append(SentenceSection(str(name), *scored, int(part.used.sum()), int(chosen.sum())))
    linear, sizes = float(pearson(*values[used].T)), (int(used.sum()), int(known.sum()), len(pairs))
    bounds = outcomes.interval(bootstrap, confidence, seed)
    return SentenceResult(
        outcomes.score, linear, *bounds, *sizes, tuple(parts), missing, skipped, outcomes
    )


Table = tuple[list[tuple[str, str, float]], list[str | None], int]


def _of_triples(source: Pairs) -> Table:
    pairs = [(a, b, float(score)) for a, b, score in source]
    for number, pair in enumerate(pairs):
        if not math.isfinite(pair[2]):
            raise ValueError(f"pair {number} has the score {pair[2]}")
    return pairs, [None] * len(pairs), 0


def _read(path: str | os.PathLike[str], columns: Sequence[str], section: str | None) -> Table:
    """Pairs, the part that each belongs to, and the number of header lines; quotes mean nothing in
    these files."""
    if isinstance(columns, str) or len(columns) != 3:
        raise ValueError(
            f"columns={columns!r}: the names of three columns, two sentences and the score"
        )
    lines = [
        (number, [field.strip() for field in line.split("\t")]) for number, line in read_lines(path)
    ]
    header = [name.lower() for name in lines[0][1]]
    wanted = [name.lower() for name in columns]
    named = any(name in header for name in wanted)
    if named:
        absent = [name for name in wanted if name not in header]
        if absent:
            raise ValueError(
                f"{path}, line {lines[0][0]}: no column {', '.join(absent)}; there are"
                f" {', '.join(header)}"
            )
    elif len(header) != 3:
        raise ValueError(
            f"{path}, line {lines[0][0]}: {len(header)} columns split by tabs, none is called"
            f" {', '.join(wanted)}: {shown(lines[0][1])}"
        )
    places = [header.index(name) for name in wanted] if named else [0, 1, 2]
    part = (
        header.index(section.lower())
        if named and section is not None and section.lower() in header
        else None
    )
    pairs: list[tuple[str, str, float]] = []
    names: list[str | None] = []
    for number, fields in lines[named:]:
        if len(fields) != len(header):
            raise ValueError(
                f"{path}, line {number}: {len(fields)} columns split by tabs, not {len(header)}:"
                f" {shown(fields)}"
            )
        a, b, text = (fields[place] for place in places)
        pairs.append((a, b, _number(path, number, text)))
        names.append(None if part is None else fields[part])
    return pairs, names, int(named)


def _number(path: str | os.PathLike[str], line: int, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"{path}, line {line}: the score is not a number: {shown([text])}")
    return value
