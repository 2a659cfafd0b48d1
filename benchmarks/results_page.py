"""The page of all results, ``docs/results.md``: a section per subject, a table per result."""

from __future__ import annotations

from itertools import groupby

from benchmarks.markdown import grid, rounds_of, text_of
from benchmarks.result_form import FIGURES, Result, Row

HEAD = """# Results

Written by `python -m benchmarks.table` from `benchmarks/results/`; do not edit. Systems take turns
on one machine, with the same data and settings and two threads where nothing else is said; figures
are medians over the rounds, scores are means. `-Ofast` and "best" name builds and settings in which
a peer is faster than as shipped. Compare only figures of one table.
"""
SUBJECTS = {
    "Word vectors": (
        "against.skipgram",
        "against.cbow",
        "against.subwords",
        "own.word_quality",
        "own.rare_words",
        "own.dictionary_forms",
    ),
    "Counts and models of counts": (
        "against.counting",
        "against.glove",
        "against.swivel",
        "against.svd",
        "against.als",
        "own.recommendations",
    ),
    "Documents and sentences": (
        "against.doc2vec",
        "against.sentences",
        "own.sentence_quality",
        "own.nplm",
    ),
    "Text and tokens": (
        "against.mecab",
        "own.raw_text",
        "own.encode_texts",
        "against.analysers",
        "against.units",
        "against.words",
        "against.spacing",
        "against.sentence_ends",
        "against.texts",
    ),
    "Files, memory, pictures": (
        "own.search",
        "own.index",
        "own.compression",
        "own.loading",
        "own.library",
        "own.cold_start",
        "own.compare_versions",
        "own.scaling",
        "against.tsne",
    ),
}


def columns(rows: list[Row]) -> list[tuple[str, str]]:
    """Group and name of all figures, in the order in which they come."""
    return [
        (group, name)
        for group in FIGURES
        for name in dict.fromkeys(name for row in rows for name in row.get(group, {}))
    ]


def cell(row: Row, group: str, name: str) -> str:
    """A figure of a row, or nothing."""
    figure = row.get(group, {}).get(name)
    if figure is None:
        return ""
    return text_of(figure) + (" ×" if name.endswith(" by") else "")


def tables(rows: list[Row]) -> list[str]:
    """Cases that have the same figures share a table."""
    cases = {case: list(found) for case, found in groupby(rows, lambda row: row.get("case"))}
    return [
        one_table([row for case in alike for row in cases[case]])
        for alike in (list(group) for _, group in groupby(cases, lambda case: columns(cases[case])))
    ]


def one_table(rows: list[Row]) -> str:
    """A table of rows; a column of cases where there are any."""
    named = [name for name in ("case", "system") if any(name in row for row in rows)]
    figures = columns(rows)
    lines = [
        [row.get(name, "") for name in named] + [cell(row, *figure) for figure in figures]
        for row in rows
    ]
    return grid([*named, *(name for _, name in figures)], lines, len(named))


def settings_of(result: Result) -> str:
    """Settings and versions in a line."""
    told = {**result["settings"], **{f"{k} version": v for k, v in result["versions"].items()}}
    return ", ".join(
        f"{name.replace('_', ' ')} {value:,}" if isinstance(value, int) else f"{name} {value}"
        for name, value in told.items()
    )


def section(result: Result) -> str:
    """Task, tables, and how they came about."""
    measured = (
        f"{rounds_of(result['rounds']).capitalize()}, {result['machine']['processor']},"
        f" {result['date']}"
    )
    told = [f"{measured}; {settings_of(result)}."]
    told += [result["note"][0].upper() + result["note"][1:] + "."] if "note" in result else []
    if "checks" in result:
        checks = ", ".join(
            f"{name.replace('_', ' ')} {value if isinstance(value, str) else text_of(value)}"
            for name, value in result["checks"].items()
        )
        told.append(f"Compared: {checks}.")
    parts = [f"### {result['task']}", " ".join(told), *tables(result["rows"])]
    return "\n\n".join([*parts, f"```\n{result['command']}\n```"])


def page(results: dict[str, Result]) -> str:
    """The whole page."""
    known = [name for names in SUBJECTS.values() for name in names]
    missing = sorted({result["benchmark"] for result in results.values()} - set(known))
    if missing:
        raise ValueError(f"results_page.SUBJECTS names no subject of {', '.join(missing)}")
    parts = [HEAD.strip()]
    for subject, names in SUBJECTS.items():
        found = [result for result in results.values() if result["benchmark"] in names]
        found.sort(key=lambda result: names.index(result["benchmark"]))
        parts += [f"## {subject}"] * bool(found) + [section(result) for result in found]
    return "\n\n".join(parts) + "\n"
