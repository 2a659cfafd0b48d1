"""Writes the results of ``benchmarks/results/*.json`` into the README's table: ``python -m benchmarks.table``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
BEGIN, END = "<!-- results -->", "<!-- /results -->"


def table(result: dict[str, Any]) -> str:
    """A result as a Markdown table: a comparison, scores over rates and seeds, or figures of malvec alone."""
    if "summary" in result:
        return comparison(result)
    if "glove" in result:
        return glove(result)
    if "ratios" in result:
        return counting(result)
    return quality(result) if "rows" in result else figures(result)


def comparison(result: dict[str, Any]) -> str:
    """Systems, fastest first."""
    rows = sorted(result["summary"], key=lambda row: -row["words_per_second"])
    sets = list(rows[0]["scores"])
    lines = ["| system | words/s | malvec is faster by | whole process | " + " | ".join(sets) + (" |" if sets else "")]
    lines.append("|---|---:|---:|---:|" + "---:|" * len(sets))
    for row in rows:
        name = f"**{row['system']}**" if row["system"] == "malvec" else row["system"]
        faster = "" if row["system"] == "malvec" else f"{row['malvec_is_times_as_fast']:.1f} ×"
        cells = [name, f"{row['words_per_second'] / 1e6:.2f} M", faster, f"{row['process_seconds']:.0f} s"]
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
        lines.append(f"| {run['model']}, {run['system']} | {run['lr']} | " + " | ".join(cells) + " |")
    seeds = len(result["rows"][0]["runs"])
    return (
        f"malvec's scores on {result['corpus']}, {result['epochs']} epochs, {seeds} seeds; peers: one run; {result['date']}.\n\n"
        + "\n".join(lines)
    )


def glove(result: dict[str, Any]) -> str:
    """Seconds per epoch, malvec first."""
    titles = ["system", "s per epoch", "malvec is faster by", "before the first epoch", "cost of the first epochs"]
    lines = [f"| {' | '.join(titles)} |", "|---|---:|---:|---:|---:|"]
    for row in result["glove"]:
        faster = "" if row["system"] == "malvec" else f"{row['malvec_is_times_as_fast']:.1f} ×"
        costs = ", ".join(f"{cost:.4f}" for cost in row["costs"][:3])
        lines.append(f"| {row['system']} | {row['epoch_seconds']:.2f} | {faster} | {row['setup_seconds']:.1f} s | {costs} |")
    facts = f"{result['cells'] / 1e6:.1f} M cells of {result['words']:,} words, dim {result['dim']}, x_max {result['x_max']:g}"
    rounds = min(row["rounds"] for row in result["glove"])
    head = f"`glove` on {facts}, {result['threads']} threads; median of {rounds} rounds in turn, {result['processor']}, {result['date']}."
    return head + "\n\n" + "\n".join(lines)


def figures(result: dict[str, Any]) -> str:
    """Figures by name."""
    lines = ["| malvec alone | |", "|---|---:|", *(f"| {name} | {value:,.2f} |" for name, value in result["figures"].items())]
    head = f"Scaling on {result['corpus']}, medians of {result['rounds']} rounds, {result['processor']}, {result['date']}."
    return head + "\n\n" + "\n".join(lines)


def counting(result: dict[str, Any]) -> str:
    """Seconds of each system, and how often they are malvec's."""
    lines = ["| counting | |", "|---|---:|", *(f"| {name}, s | {value:,.2f} |" for name, value in result["medians"].items())]
    lines += [f"| {name} | {value:,.1f} × |" for name, value in result["ratios"].items()]
    head = f"Counting {result['corpus']} ({result['tokens'] / 1e6:.1f} M words, window {result['window']}, {result['cells']:,} cells), "
    return f"{head}medians of {result['rounds']} rounds in turn, {result['processor']}, {result['date']}.\n\n" + "\n".join(lines)


def caption(result: dict[str, Any]) -> str:
    """What was compared and where, in a sentence."""
    knobs = ", ".join(f"{name} {value}" for name, value in result["knobs"].items())
    rounds = result["summary"][0]["rounds"]
    return (
        f"`{result['model']}` on {result['corpus']} ({result['tokens'] / 1e6:.1f} M words; {knobs}); "
        f"median of {rounds} rounds in turn, {result['processor']}, {result['date']}."
    )


def fill(readme: str, tables: list[str]) -> str:
    """The README with new tables between its markers."""
    before, _, rest = readme.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"the README has no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n" + "\n\n".join(tables) + f"\n{END}{after}"


def main() -> None:
    """Reads all results, rewrites the README."""
    results = [json.loads(path.read_text("utf-8")) for path in sorted((ROOT / "benchmarks" / "results").glob("*.json"))]
    readme = ROOT / "README.md"
    readme.write_text(fill(readme.read_text("utf-8"), [table(result) for result in results]), "utf-8")
    print(f"{len(results)} results")


if __name__ == "__main__":
    main()
