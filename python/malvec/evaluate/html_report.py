"""Results as one HTML page that needs nothing else: scores with their bounds, the parts of each
set, coverage, words without vectors."""

from __future__ import annotations

import html
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from malvec.evaluate.comparison import Comparison
from malvec.storage.atomic import replacing

__all__ = ["ReportEntry", "save_html"]

Bar = tuple[str, float, float, float, str]
"""Name, score, its bounds, and how many items count."""

_COLOURS = ("#c2410c", "#2563a8")
_LABEL, _BAR = 190, 430  # widths, in pixels of the drawing


@dataclass(frozen=True)
class ReportEntry:
    """One evaluation set: the results of one model or of two, and the test of the two against each
    other.

    Attributes:
        name: of the set.
        kind: of the evaluation, such as ``"similarity"``.
        results: one result per model.
        comparison: what ``compare`` gave, where there are two.
    """

    name: str
    kind: str
    results: tuple[Any, ...]
    comparison: Comparison | None = None


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
        >>> save_html("report.html", ["a"], [ReportEntry("ws353-ko.csv", "similarity", (similarity(a, "ws353-ko.csv"),))])
    """
    if not 1 <= len(models) <= 2:
        raise ValueError(f"{len(models)} models: a report is of one or two")
    for entry in entries:
        if len(entry.results) != len(models):
            raise ValueError(f"{entry.name}: {len(entry.results)} results for {len(models)} models")
    legend = "".join(f"<li>{_swatch(i)}{_text(name)}</li>" for i, name in enumerate(models))
    body = (
        f"<h1>{_text(title)}</h1><ul"
        f" class=legend>{legend}</ul>{_table(models, entries)}{''.join(map(_section, entries))}"
    )
    page = (files(__name__.rpartition(".")[0]) / "report.html").read_text("utf-8")
    with replacing(path) as file:
        file.write(
            page.replace("{{title}}", _text(title)).replace("{{body}}", body).encode("utf-8")
        )


def _text(value: object) -> str:
    """Text for a page; bytes that are not UTF-8 as replacement characters."""
    return html.escape(str(value).encode("utf-8", "replace").decode("utf-8"))


def _swatch(model: int) -> str:
    return f'<i style="background:{_COLOURS[model]}"></i>'


def _number(value: float, sign: bool = False) -> str:
    return "–" if not math.isfinite(value) else f"{value:+.3f}" if sign else f"{value:.3f}"


def _bounds(result: Any, sign: bool = False) -> str:
    known = math.isfinite(result.low) and math.isfinite(result.high)
    return (
        f"<small>{_number(result.low, sign)} … {_number(result.high, sign)}</small>"
        if known
        else ""
    )


def _table(models: Sequence[str], entries: Sequence[ReportEntry]) -> str:
    heads = [
        "set",
        "kind",
        *(f"{_swatch(i)}{_text(_short(name))}" for i, name in enumerate(models)),
    ]
    heads += ["difference", "p"] if len(models) == 2 else []
    rows = []
    for entry in entries:
        cells = [_text(entry.name), _text(entry.kind)]
        for result in entry.results:
            cells.append(
                f"<b>{_number(result.score)}</b> {_bounds(result)}<br><small>{result.known:,} of"
                f" {result.total:,} known</small>"
            )
        if len(models) == 2:
            c = entry.comparison
            cells += (
                ["–", "–"]
                if c is None
                else [f"<b>{_number(c.difference, True)}</b> {_bounds(c, True)}", f"{c.p:.3g}"]
            )
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    head = "".join(f"<th>{each}</th>" for each in heads)
    return (
        "<div"
        f" class=wide><table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _section(entry: ReportEntry) -> str:
    drawn = [[_bar("all", result) for result in entry.results]]
    parts = [
        {part.name: part for part in getattr(result, "sections", ()) if part.used}
        for result in entry.results
    ]
    names = list(dict.fromkeys(name for part in parts for name in part))
    drawn += [[_bar(name, part.get(name)) for part in parts] for name in names if names != [""]]
    facts = "".join(f"<p>{_text(result)}</p>" for result in entry.results)
    if entry.comparison is not None:
        facts += f"<p>{_text(entry.comparison)} ({_text(entry.comparison.method)})</p>"
    return (
        f"<section><h2>{_text(entry.name)}"
        f" <small>{_text(entry.kind)}</small></h2>{facts}{_bars(drawn)}{_missing(entry)}</section>"
    )


def _bar(name: str, scored: Any) -> Bar:
    """A bar for the drawing; none where a model has no score."""
    nothing = (name, math.nan, math.nan, math.nan, "")
    return (
        (name, scored.score, scored.low, scored.high, f"{scored.used:,} of {scored.total:,}")
        if scored is not None
        else nothing
    )


def _bars(rows: list[list[Bar]]) -> str:
    """Bars from 0 to 1, or from -1 where a bound is below 0, with whiskers from the lower to the
    upper bound."""
    ends = [
        value for row in rows for _, *numbers, _ in row for value in numbers if math.isfinite(value)
    ]
    least = -1.0 if ends and min(ends) < -0.1 else 0.0
    deep = 22 if len(rows[0]) == 1 else 34
    thick = (deep - 4) / len(rows[0])
    height = deep * len(rows) + 18

    def at(value: float) -> float:
        return _LABEL + _BAR * (min(1.0, max(least, value)) - least) / (1 - least)

    drawn = []
    for tick in (least + (1 - least) * k / 4 for k in range(5)):
        drawn.append(f'<path class=grid d="M{at(tick):.1f} 0V{height - 18}"/>')
        drawn.append(f'<text class=tick x="{at(tick):.1f}" y="{height - 4}">{tick:g}</text>')
    for i, row in enumerate(rows):
        name = f"{_text(_short(row[0][0]))}<title>{_text(row[0][0])}</title>"
        drawn.append(
            f'<text class=name x="{_LABEL - 8}" y="{deep * i + deep / 2 + 4:g}">{name}</text>'
        )
        for k, (_, score, low, high, used) in enumerate(row):
            top = deep * i + 2 + k * thick
            if not math.isfinite(score):
                continue
            x0, x1 = sorted((at(0), at(score)))
            drawn.append(
                f'<rect x="{x0:.1f}" y="{top:.1f}" width="{x1 - x0:.1f}" height="{thick - 1:.1f}"'
                f' fill="{_COLOURS[k]}" rx="2"/>'
            )
            if math.isfinite(low) and math.isfinite(high):
                middle = top + (thick - 1) / 2
                drawn.append(
                    f'<path class=whisker d="M{at(low):.1f} {middle:.1f}H{at(high):.1f}"/>'
                )
            label = f"{score:.3f}" + (f" · {used}" if len(row) == 1 else "")
            drawn.append(
                f'<text class=value x="{_LABEL + _BAR + 10}"'
                f' y="{top + thick / 2 + 3:.1f}">{label}</text>'
            )
    return (
        f'<svg viewBox="0 0 {_LABEL + _BAR + 150} {height}" role="img" aria-label="scores with'
        f' their bounds">{"".join(drawn)}</svg>'
    )


def _short(name: str) -> str:
    return name if len(name) <= 26 else name[:25] + "…"


def _missing(entry: ReportEntry) -> str:
    """Words without a vector, the first two hundred of each model."""
    words = [getattr(result, "missing_words", ()) for result in entry.results]
    if not any(words):
        return ""
    lists = "".join(
        f"<p>{len(some):,}: {_text(', '.join(some[:200]))}{' …' if len(some) > 200 else ''}</p>"
        for some in words
    )
    return f"<details><summary>words without a vector</summary>{lists}</details>"
