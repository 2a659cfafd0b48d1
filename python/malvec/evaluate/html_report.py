"""Results as one HTML page that needs nothing else: scores with their bounds, the parts of each
set, coverage, words without vectors."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from malvec.evaluate.comparison import Comparison
from malvec.evaluate.result import Result, Section
from malvec.reports.html import html_text
from malvec.storage.atomic import replacing

__all__ = ["ReportEntry", "save_html"]

Scored = Result | Section
Row = tuple[str, list[Scored | None]]
"""The name of a part of a set, and its score by every model."""

_COLOURS = ("#c2410c", "#2563a8")
_LABEL, _BAR = 190, 430  # widths, in pixels of the drawing
_BELOW = 18  # height of the ticks' numbers


@dataclass(frozen=True)
class ReportEntry:
    """One evaluation set: the results of one model or of two, and the test of the two against each
    other.

    Attributes:
        name: of the set.
        results: one result per model.
        comparison: what ``compare`` gave, where there are two.
    """

    name: str
    results: tuple[Result, ...]
    comparison: Comparison | None = None

    @property
    def kind(self) -> str:
        """The evaluation, such as ``"similarity"``."""
        return self.results[0].kind


def save_html(
    path: str | os.PathLike[str],
    models: Sequence[str],
    entries: Sequence[ReportEntry],
    *,
    title: str = "Evaluation",
) -> None:
    """Writes the page; it appears whole or not at all.

    Args:
        path: where.
        models: the name of one model or of two.
        entries: the sets, each with a result per model.
        title: of the page.

    Raises:
        ValueError: an entry without a result for every model, or more than two models.

    Example:
        >>> result = mv.evaluate.similarity(vectors, "kinds.csv")
        >>> save_html("report.html", ["ours"], [ReportEntry("kinds.csv", (result,))])
    """
    if not 1 <= len(models) <= 2:
        raise ValueError(f"{len(models)} models: a report is of one or two")
    for entry in entries:
        if len(entry.results) != len(models):
            raise ValueError(f"{entry.name}: {len(entry.results)} results for {len(models)} models")
    legend = "".join(f"<li>{_swatch(i)}{html_text(name)}</li>" for i, name in enumerate(models))
    body = (
        f"<h1>{html_text(title)}</h1><ul"
        f" class=legend>{legend}</ul>{_table(models, entries)}{''.join(map(_section, entries))}"
    )
    page = (files(__name__.rpartition(".")[0]) / "report.html").read_text("utf-8")
    with replacing(path) as file:
        file.write(
            page.replace("{{title}}", html_text(title)).replace("{{body}}", body).encode("utf-8")
        )


def _swatch(model: int) -> str:
    return f'<i style="background:{_COLOURS[model]}"></i>'


def _number(value: float, sign: bool = False) -> str:
    return "–" if not math.isfinite(value) else f"{value:+.3f}" if sign else f"{value:.3f}"


def _bounds(scored: Result | Comparison, sign: bool = False) -> str:
    if not (math.isfinite(scored.low) and math.isfinite(scored.high)):
        return ""
    return f"<small>{_number(scored.low, sign)} … {_number(scored.high, sign)}</small>"


def _table(models: Sequence[str], entries: Sequence[ReportEntry]) -> str:
    names = [f"{_swatch(i)}{html_text(_short(name))}" for i, name in enumerate(models)]
    paired = ["difference", "p"] if len(models) == 2 else []
    head = "".join(f"<th>{each}</th>" for each in ["set", "kind", *names, *paired])
    body = "".join(_table_row(entry, len(models) == 2) for entry in entries)
    return (
        f"<div class=wide><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _table_row(entry: ReportEntry, paired: bool) -> str:
    cells = [html_text(entry.name), html_text(entry.kind)]
    for result in entry.results:
        known = f"<small>{result.known:,} of {result.total:,} known</small>"
        cells.append(f"<b>{_number(result.score)}</b> {_bounds(result)}<br>{known}")
    test = entry.comparison
    if paired and test is None:
        cells += ["–", "–"]
    elif paired and test is not None:
        cells += [f"<b>{_number(test.difference, True)}</b> {_bounds(test, True)}", f"{test.p:.3g}"]
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _section(entry: ReportEntry) -> str:
    rows: list[Row] = [("all", list(entry.results))]
    parts = [{part.name: part for part in r.sections if part.used} for r in entry.results]
    names = list(dict.fromkeys(name for part in parts for name in part))
    rows += [(name, [part.get(name) for part in parts]) for name in names if names != [""]]
    facts = "".join(f"<p>{html_text(result)}</p>" for result in entry.results)
    if entry.comparison is not None:
        facts += f"<p>{html_text(entry.comparison)} ({html_text(entry.comparison.method)})</p>"
    return (
        f"<section><h2>{html_text(entry.name)} <small>{html_text(entry.kind)}</small></h2>"
        f"{facts}{_drawing(rows)}{_missing(entry)}</section>"
    )


@dataclass(frozen=True)
class _Axis:
    """A horizontal axis from ``least`` to 1."""

    least: float

    def at(self, value: float) -> float:
        """Where a value is, in pixels; values beyond the axis are at its ends."""
        return _LABEL + _BAR * (min(1.0, max(self.least, value)) - self.least) / (1 - self.least)


def _drawing(rows: Sequence[Row]) -> str:
    """Bars from 0 to 1, or from -1 where a bound is below 0, with whiskers from the lower to the
    upper bound."""
    scores = [each for _, some in rows for each in some if each is not None]
    ends = [value for each in scores for value in (each.score, each.low, each.high)]
    least = min((value for value in ends if math.isfinite(value)), default=0)
    axis = _Axis(-1.0 if least < -0.1 else 0.0)
    deep = 22 if len(rows[0][1]) == 1 else 34
    height = deep * len(rows) + _BELOW
    drawn = _ticks(axis, height)
    for i, (name, some) in enumerate(rows):
        title = f"{html_text(_short(name))}<title>{html_text(name)}</title>"
        y = deep * i + deep / 2 + 4
        drawn.append(f'<text class=name x="{_LABEL - 8}" y="{y:g}">{title}</text>')
        thick = (deep - 4) / len(some)
        for model, scored in enumerate(some):
            if scored is not None and math.isfinite(scored.score):
                used = f" · {scored.used:,} of {scored.total:,}" if len(some) == 1 else ""
                top = deep * i + 2 + model * thick
                drawn += _bar(axis, scored, top, thick, _COLOURS[model])
                drawn.append(_value(f"{scored.score:.3f}{used}", top + thick / 2 + 3))
    return (
        f'<svg viewBox="0 0 {_LABEL + _BAR + 150} {height}" role="img" aria-label="scores with'
        f' their bounds">{"".join(drawn)}</svg>'
    )


def _ticks(axis: _Axis, height: int) -> list[str]:
    """Four steps of the axis, with lines over the whole height."""
    drawn = []
    for tick in (axis.least + (1 - axis.least) * k / 4 for k in range(5)):
        x = axis.at(tick)
        drawn.append(f'<path class=grid d="M{x:.1f} 0V{height - _BELOW}"/>')
        drawn.append(f'<text class=tick x="{x:.1f}" y="{height - 4}">{tick:g}</text>')
    return drawn


def _bar(axis: _Axis, scored: Scored, top: float, thick: float, colour: str) -> list[str]:
    """The bar of a score and the whisker between its bounds."""
    x0, x1 = sorted((axis.at(0), axis.at(scored.score)))
    drawn = [
        f'<rect x="{x0:.1f}" y="{top:.1f}" width="{x1 - x0:.1f}" height="{thick - 1:.1f}"'
        f' fill="{colour}" rx="2"/>'
    ]
    if math.isfinite(scored.low) and math.isfinite(scored.high):
        ends = f"{axis.at(scored.low):.1f} {top + (thick - 1) / 2:.1f}H{axis.at(scored.high):.1f}"
        drawn.append(f'<path class=whisker d="M{ends}"/>')
    return drawn


def _value(label: str, y: float) -> str:
    return f'<text class=value x="{_LABEL + _BAR + 10}" y="{y:.1f}">{label}</text>'


def _short(name: str) -> str:
    return name if len(name) <= 26 else name[:25] + "…"


def _missing(entry: ReportEntry) -> str:
    """Words without a vector, the first two hundred of each model."""
    words = [result.missing_words for result in entry.results]
    if not any(words):
        return ""
    lists = "".join(
        f"<p>{len(some):,}: {html_text(', '.join(some[:200]))}{' …' if len(some) > 200 else ''}</p>"
        for some in words
    )
    return f"<details><summary>words without a vector</summary>{lists}</details>"
