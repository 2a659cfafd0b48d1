"""Sentence similarity: does the cosine of two sentences rank pairs as people do?"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np

from malvec.evaluate.encoding import Encoder, encode
from malvec.evaluate.given_items import scored_pairs
from malvec.evaluate.outcomes import Outcomes, Resampling, fingerprint, pearson, spearman
from malvec.evaluate.result import Result, Section, result_of
from malvec.evaluate.set_files import read_lines, shown
from malvec.evaluate.word_finder import Missing
from malvec.evaluate.word_pairs import PAIRS_TEXT, cosines
from malvec.runtime.arguments import one_of

__all__ = ["sentences"]

Pairs = Iterable[tuple[str, str, float]]


@dataclass(frozen=True)
class _Set:
    """Pairs with their score, the part that each belongs to, and the number of header lines."""

    pairs: list[tuple[str, str, float]]
    parts: list[str | None]
    skipped_lines: int = 0


def sentences(
    encoder: Encoder,
    source: str | os.PathLike[str] | Pairs,
    *,
    columns: Sequence[str] = ("sentence1", "sentence2", "score"),
    section: str | None = "genre",
    missing: Missing = "zero",
    encoding: str | None = None,
    bootstrap: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Result:
    """Compares cosines of sentences with human scores, as for STS-B (Cer et al., 2017) and KorSTS
    (Ham et al., 2020).

    The score is Spearman's coefficient, from -1 to 1; ``details`` has ``pearson``. Items are pairs;
    a pair is known where neither sentence has a zero vector, as a sentence has that consists of
    unknown words. ``sections`` are the parts of the set, with their coefficient where two pairs or
    more count.

    Args:
        encoder: an object with ``encode(texts)``, a callable from texts to rows [n, dim], or word
            vectors: the mean over the words of a sentence, each scaled to length 1, is taken; not
            changed.
        source: a tab-separated file under a line of column names (KorSTS), or without one, three
            columns; or triples.
        columns: the names of the columns of both sentences and of the score.
        section: the column that names the part a pair belongs to; None or a name that is not there
            for no parts.
        missing: a pair with a zero vector has similarity 0 (``"zero"``), is left out (``"skip"``),
            or is a ``ValueError`` (``"error"``).
        encoding: of the file, such as ``"cp949"``; None is UTF-8.
        bootstrap: resamples for the bounds; 0 for none.
        confidence: of the bounds.
        seed: of the resampling.

    Raises:
        ValueError: a line that cannot be read, with its number; a column that is not there; fewer
            than two pairs; a bad row of the encoder.

    Example:
        >>> print(sentences(encoder, "sentences.tsv"))
        Spearman 1.00 [0.00, 1.00], 3 of 3 pairs known
    """
    one_of("missing", missing, get_args(Missing))
    resampling = Resampling(bootstrap, confidence, seed)
    is_file = isinstance(source, (str, os.PathLike))
    table = (
        _read(source, columns, section, encoding)
        if isinstance(source, (str, os.PathLike))
        else _of_triples(source)
    )
    if len(table.pairs) < 2:
        name = f"{source}: " if is_file else ""
        raise ValueError(f"{name}{len(table.pairs)} pairs of sentences: at least two are needed")
    outcomes, known = _outcomes(encoder, table.pairs, missing)
    return result_of(
        outcomes,
        resampling,
        known=known,
        details={"pearson": float(pearson(*outcomes.values[outcomes.used].T))},
        sections=_sections(outcomes, table.parts, resampling),
        missing=missing,
        skipped_lines=table.skipped_lines,
        text=PAIRS_TEXT,
    )


def _outcomes(
    encoder: Encoder, pairs: list[tuple[str, str, float]], missing: str
) -> tuple[Outcomes, int]:
    """Scores and cosines of the pairs, and how many pairs are known.

    Raises:
        ValueError: a pair with a zero vector, under ``"error"``; too few known pairs.
    """
    rows = encode(encoder, [text for a, b, _ in pairs for text in (a, b)])
    known = np.asarray(rows.any(axis=1)).reshape(-1, 2).all(axis=1)
    if missing == "error" and not known.all():
        raise ValueError(
            f"{int((~known).sum())} pairs have a zero vector, the first of them:"
            f" {shown(list(pairs[int(known.argmin())][:2]))}"
        )
    used = np.asarray(known if missing == "skip" else np.ones_like(known))
    if used.sum() < 2 or not known.any():
        raise ValueError(
            f"{int(known.sum())} of {len(pairs):,} pairs of sentences are known, too few to score"
        )
    predicted = np.where(known, cosines(rows[::2], rows[1::2]), 0)
    outcomes = Outcomes(
        kind="sentences",
        statistic=spearman,
        values=np.stack([[score for _, _, score in pairs], predicted], axis=1),
        used=used,
        items=fingerprint(pairs),
    )
    return outcomes, int(known.sum())


def _sections(
    outcomes: Outcomes, parts: Sequence[str | None], resampling: Resampling
) -> tuple[Section, ...]:
    """Spearman's coefficient of every part."""
    names = [name for name in dict.fromkeys(parts) if name is not None]
    sections = []
    for name in names:
        inside = np.array([part == name for part in parts])
        part = replace(outcomes, used=outcomes.used & inside)
        used, enough = int(part.used.sum()), part.used.sum() > 1
        low, high = part.interval(resampling) if enough else (math.nan, math.nan)
        score = part.score if enough else math.nan
        total = int(inside.sum())
        sections.append(Section(name=name, score=score, low=low, high=high, used=used, total=total))
    return tuple(sections)


def _of_triples(source: Pairs) -> _Set:
    pairs = scored_pairs(source, "sentence")
    return _Set(pairs, [None] * len(pairs))


def _read(
    path: str | os.PathLike[str],
    columns: Sequence[str],
    section: str | None,
    encoding: str | None,
) -> _Set:
    """The pairs of a file of tabs; quotes mean nothing in these files."""
    if isinstance(columns, str) or len(columns) != 3:
        raise ValueError(
            f"columns={columns!r}: the names of three columns, two sentences and the score"
        )
    lines = [
        (number, [field.strip() for field in line.split("\t")])
        for number, line in read_lines(path, encoding)
    ]
    header = [name.lower() for name in lines[0][1]]
    wanted = [name.lower() for name in columns]
    named = _check_header(f"{path}, line {lines[0][0]}", lines[0][1], wanted)
    places = [header.index(name) for name in wanted] if named else [0, 1, 2]
    part = section.lower() if named and section is not None else ""
    part_at = header.index(part) if part in header else None
    found = _Set([], [], int(named))
    for number, fields in lines[named:]:
        where = f"{path}, line {number}"
        if len(fields) != len(header):
            raise ValueError(
                f"{where}: {len(fields)} columns split by tabs, not {len(header)}: {shown(fields)}"
            )
        a, b, text = (fields[place] for place in places)
        found.pairs.append((a, b, _number(where, text)))
        found.parts.append(None if part_at is None else fields[part_at])
    return found


def _check_header(where: str, fields: list[str], names: list[str]) -> bool:
    """Whether the first line names the columns.

    Raises:
        ValueError: it names some of them only, or it names none and has not three columns.
    """
    header = [field.lower() for field in fields]
    absent = [name for name in names if name not in header]
    if absent and len(absent) < len(names):
        raise ValueError(f"{where}: no column {', '.join(absent)}; there are {', '.join(header)}")
    if absent and len(fields) != 3:
        raise ValueError(
            f"{where}: {len(fields)} columns split by tabs, none is called {', '.join(names)}:"
            f" {shown(fields)}"
        )
    return not absent


def _number(where: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"{where}: the score is not a number: {shown([text])}")
    return value
