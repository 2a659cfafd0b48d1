"""Writes the results of ``benchmarks/results/*.json`` into the README's table: ``python -m
benchmarks.table``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import text_tables
from benchmarks.grid import grid, measured_on

ROOT = Path(__file__).parent.parent
BEGIN, END = "<!-- results -->", "<!-- /results -->"


def table(result: dict[str, Any]) -> str:
    """A result as a Markdown table, by what it holds."""
    for key, made in TABLES.items():
        if key in result:
            return re.sub(r"medians? of 1 rounds?( in turn)?", "one round", made(result))
    raise ValueError(f"a result of no known kind: {', '.join(result)}")


def comparison(result: dict[str, Any]) -> str:
    """Systems, fastest first."""
    rows = sorted(result["summary"], key=lambda row: -row["words_per_second"])
    sets = list(rows[0]["scores"])
    lines = [
        "| system | words/s | malvec is faster by | whole process | "
        + " | ".join(sets)
        + (" |" if sets else "")
    ]
    lines.append("|---|---:|---:|---:|" + "---:|" * len(sets))
    for row in rows:
        name = f"**{row['system']}**" if row["system"] == "malvec" else row["system"]
        faster = "" if row["system"] == "malvec" else f"{row['malvec_is_times_as_fast']:.1f} ×"
        cells = [
            name,
            f"{row['words_per_second'] / 1e6:.2f} M",
            faster,
            f"{row['process_seconds']:.0f} s",
        ]
        cells += [f"{100 * row['scores'][name]:.1f}" for name in sets]
        lines.append("| " + " | ".join(cells) + " |")
    return f"{caption(result)}\n\n" + "\n".join(lines)


def quality(result: dict[str, Any]) -> str:
    """Mean scores over seeds, the spread in brackets."""
    sets = list(result["rows"][0]["mean"])
    lines = ["| model | rate | " + " | ".join(sets) + " |", "|---|---:|" + "---:|" * len(sets)]
    for row in result["rows"]:
        cells = []
        for name in sets:
            values = [run[name] for run in row["runs"]]
            cells.append(f"{row['mean'][name]:.1f} ({min(values):.1f}-{max(values):.1f})")
        lines.append(f"| {row['model']} | {row['lr']} | " + " | ".join(cells) + " |")
    for run in result.get("peers", {}).get("runs", []):
        cells = [f"{run['scores'][name]:.1f}" for name in sets]
        lines.append(
            f"| {run['model']}, {run['system']} | {run['lr']} | " + " | ".join(cells) + " |"
        )
    seeds = len(result["rows"][0]["runs"])
    return (
        f"malvec's scores on {result['corpus']}, {result['epochs']} epochs, {seeds} seeds; peers:"
        f" one run; {result['date']}.\n\n" + "\n".join(lines)
    )


def glove(result: dict[str, Any]) -> str:
    """Seconds per epoch, malvec first."""
    titles = [
        "system",
        "s per epoch",
        "malvec is faster by",
        "before the first epoch",
        "cost of the first epochs",
    ]
    lines = [f"| {' | '.join(titles)} |", "|---|---:|---:|---:|---:|"]
    for row in result["glove"]:
        faster = "" if row["system"] == "malvec" else f"{row['malvec_is_times_as_fast']:.1f} ×"
        costs = ", ".join(f"{cost:.4f}" for cost in row["costs"][:3])
        lines.append(
            f"| {row['system']} | {row['epoch_seconds']:.2f} | {faster} |"
            f" {row['setup_seconds']:.1f} s | {costs} |"
        )
    facts = (
        f"{result['cells'] / 1e6:.1f} M cells of {result['words']:,} words, dim {result['dim']},"
        f" x_max {result['x_max']:g}"
    )
    rounds = min(row["rounds"] for row in result["glove"])
    head = (
        f"`glove` on {facts}, {result['threads']} threads; median of {rounds} rounds in turn,"
        f" {result['processor']}, {result['date']}."
    )
    return head + "\n\n" + "\n".join(lines)


def figures(result: dict[str, Any]) -> str:
    """Figures by name."""
    lines = [
        "| malvec alone | |",
        "|---|---:|",
        *(f"| {name} | {value:,.2f} |" for name, value in result["figures"].items()),
    ]
    head = (
        f"{result.get('title', 'Scaling')} on {result['corpus']}, medians of {result['rounds']}"
        " rounds, "
    )
    return f"{head}{measured_on(result)}." + "\n\n" + "\n".join(lines)


def counting(result: dict[str, Any]) -> str:
    """Seconds of each system, and how often they are malvec's."""
    lines = [
        "| counting | |",
        "|---|---:|",
        *(f"| {name}, s | {value:,.2f} |" for name, value in result["medians"].items()),
    ]
    lines += [f"| {name} | {value:,.1f} × |" for name, value in result["ratios"].items()]
    head = (
        f"Counting {result['corpus']} ({result['tokens'] / 1e6:.1f} M words, window"
        f" {result['window']}, {result['cells']:,} cells), "
    )
    return (
        f"{head}medians of {result['rounds']} rounds in turn, {result['processor']},"
        f" {result['date']}.\n\n" + "\n".join(lines)
    )


def svd(result: dict[str, Any]) -> str:
    """Seconds and exactness of each system, and what the vectors are worth."""
    head = (
        f"`svd` of PPMI, {result['cells'] / 1e6:.1f} M cells of {result['rows']:,} words, dim"
        f" {result['dim']}, two threads"
    )
    parts = [f"{head}; medians of {result['rounds']} rounds in turn, {measured_on(result)}."]
    if "speed" in result:
        own = result["speed"][0]["seconds"]
        rows = [
            [
                row["system"],
                f"{row['seconds']:.2f}",
                f"{row['seconds'] / own:.1f} ×",
                f"{row['largest_error']:.0e}",
                str(row["beyond_a_thousandth"]),
            ]
            for row in result["speed"]
        ]
        parts.append(
            grid(
                [
                    "system",
                    "s",
                    "malvec is faster by",
                    "largest error of a singular value",
                    "values off by 1e-3",
                ],
                rows,
            )
        )
    if result.get("quality"):
        sets = list(result["quality"][0]["scores"])
        rows = [
            [
                f"shift {row['shift']}, smoothing {row['smoothing']}, power {row['power']}",
                *(f"{row['scores'][name]:.1f}" for name in sets),
            ]
            for row in result["quality"]
        ]
        parts.append(grid(["PPMI-SVD", *sets], rows))
    return "\n\n".join(parts)


def als(result: dict[str, Any]) -> str:
    """Seconds per iteration, and the losses."""
    head = (
        f"`als` on a {result['matrix']} matrix, {result['threads']} threads; medians of"
        f" {result['rounds']} rounds in turn, "
    )
    rows = [
        [
            f"{name}, {dim}",
            f"{row['seconds']:.3f}",
            f"{row['seconds'] / systems['malvec']['seconds']:.1f} ×",
            " ".join(f"{x:.5f}" for x in row["losses"]),
        ]
        for dim, systems in result["als"].items()
        for name, row in systems.items()
    ]
    return f"{head}{measured_on(result)}.\n\n" + grid(
        ["system", "s per iteration", "malvec is faster by", "loss after each iteration"], rows
    )


def swivel(result: dict[str, Any]) -> str:
    """GFLOP per second of wall time and of processor time, beside the bound of the machine."""
    bound = next(iter(result["GFLOP/s"].values()))
    rows = [
        [
            name,
            f"{wall:.0f}",
            f"{100 * wall / bound[0]:.0f} %",
            f"{100 * processor / bound[1]:.0f} %",
        ]
        for name, (wall, processor) in result["GFLOP/s"].items()
    ]
    head = (
        f"`swivel`, {result['words']:,} words, dim {result['dim']}, {result['threads']} threads;"
        f" medians of {result['rounds']} rounds, "
    )
    return f"{head}{measured_on(result)}.\n\n" + grid(
        ["", "GFLOP/s", "of the bound", "by processor time"], rows
    )


def compression(result: dict[str, Any]) -> str:
    """Size against loss of quality."""
    sets = list(result["compression"][0]["scores"])
    rows = [
        [
            *(row["method"], f"{row['bytes'] / 2**20:.1f} MiB", f"{100 * row['share']:.1f} %"),
            *(f"{row['scores'][name]:.1f}" for name in sets),
            *(f"{100 * row['recall']:.0f} %", f"{row['query_ms']:.1f} ms"),
        ]
        for row in result["compression"]
    ]
    titles = ["compressed", "file", "of the whole", *sets, "10 nearest found again", "a query"]
    return f"Compression of `{result['model']}`, {measured_on(result)}.\n\n" + grid(titles, rows)


def unseen(result: dict[str, Any]) -> str:
    """Sub-words on words that training never saw."""
    sets = list(result["unseen"][0]["scores"])
    rows = [
        [row["model"], *(f"{row['scores'][name]:.1f}" for name in sets)] for row in result["unseen"]
    ]
    head = (
        f"Words never seen: {result['corpus']} and reviews, {result['epochs']} epochs, lr"
        f" {result['lr']}, {result['date']}; "
    )
    return f"{head}`benchmarks/rare_words.py` says what the columns are.\n\n" + grid(
        ["skip-gram", *sets], rows
    )


def caption(result: dict[str, Any]) -> str:
    """What was compared and where, in a sentence."""
    knobs = ", ".join(f"{name} {value}" for name, value in result["knobs"].items())
    rounds = result["summary"][0]["rounds"]
    return (
        f"`{result['model']}` on {result['corpus']} ({result['tokens'] / 1e6:.1f} M words;"
        f" {knobs}); median of {rounds} rounds in turn, {result['processor']}, {result['date']}."
    )


def fill(readme: str, tables: list[str]) -> str:
    """The README with new tables between its markers."""
    before, _, rest = readme.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"the README has no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n" + "\n\n".join(tables) + f"\n{END}{after}"


TABLES: dict[str, Callable[[dict[str, Any]], str]] = {
    "summary": comparison,
    "analysers": text_tables.analysers,
    "sentences_per_second": text_tables.sentences,
    "korsts": text_tables.sentence_quality,
    "nplm": text_tables.nplm,
    "systems": text_tables.words,
    "glove": glove,
    "ratios": counting,
    "speed": svd,
    "als": als,
    "GFLOP/s": swivel,
    "compression": compression,
    "unseen": unseen,
    "spacing": text_tables.spacing,
    "rows": quality,
    "tsne": text_tables.tsne,
    "figures": figures,
    "doc2vec": text_tables.documents,
}


def main() -> None:
    """Reads all results, rewrites the README."""
    results = [
        json.loads(path.read_text("utf-8"))
        for path in sorted((ROOT / "benchmarks" / "results").glob("*.json"))
    ]
    readme = ROOT / "README.md"
    readme.write_text(
        fill(readme.read_text("utf-8"), [table(result) for result in results]), "utf-8"
    )
    print(f"{len(results)} results")


if __name__ == "__main__":
    main()
