"""Writes the results of ``benchmarks/results/*.json`` into the README's table: ``python -m benchmarks.table``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
BEGIN, END = "<!-- results -->", "<!-- /results -->"


def table(result: dict[str, Any]) -> str:
    """A result as a Markdown table, by what it holds."""
    for key, made in TABLES.items():
        if key in result:
            return made(result)
    raise ValueError(f"a result of no known kind: {', '.join(result)}")


def grid(titles: list[str], rows: list[list[str]]) -> str:
    """A Markdown table whose first column is text."""
    lines = [titles, ["---", *["---:"] * (len(titles) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def measured_on(result: dict[str, Any]) -> str:
    """Where and when."""
    return f"{result['processor']}, {result['date']}"


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
    head = f"{result.get('title', 'Scaling')} on {result['corpus']}, medians of {result['rounds']} rounds, "
    return f"{head}{measured_on(result)}." + "\n\n" + "\n".join(lines)


def counting(result: dict[str, Any]) -> str:
    """Seconds of each system, and how often they are malvec's."""
    lines = ["| counting | |", "|---|---:|", *(f"| {name}, s | {value:,.2f} |" for name, value in result["medians"].items())]
    lines += [f"| {name} | {value:,.1f} × |" for name, value in result["ratios"].items()]
    head = f"Counting {result['corpus']} ({result['tokens'] / 1e6:.1f} M words, window {result['window']}, {result['cells']:,} cells), "
    return f"{head}medians of {result['rounds']} rounds in turn, {result['processor']}, {result['date']}.\n\n" + "\n".join(lines)


def svd(result: dict[str, Any]) -> str:
    """Seconds and exactness of each system, and what the vectors are worth."""
    head = f"`svd` of PPMI, {result['cells'] / 1e6:.1f} M cells of {result['rows']:,} words, dim {result['dim']}, two threads"
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
        parts.append(grid(["system", "s", "malvec is faster by", "largest error of a singular value", "values off by 1e-3"], rows))
    if result.get("quality"):
        sets = list(result["quality"][0]["scores"])
        rows = [
            [f"shift {row['shift']}, smoothing {row['smoothing']}, power {row['power']}", *(f"{row['scores'][name]:.1f}" for name in sets)]
            for row in result["quality"]
        ]
        parts.append(grid(["PPMI-SVD", *sets], rows))
    return "\n\n".join(parts)


def als(result: dict[str, Any]) -> str:
    """Seconds per iteration, and the losses."""
    head = f"`als` on a {result['matrix']} matrix, {result['threads']} threads; medians of {result['rounds']} rounds in turn, "
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
        [name, f"{wall:.0f}", f"{100 * wall / bound[0]:.0f} %", f"{100 * processor / bound[1]:.0f} %"]
        for name, (wall, processor) in result["GFLOP/s"].items()
    ]
    head = f"`swivel`, {result['words']:,} words, dim {result['dim']}, {result['threads']} threads; medians of {result['rounds']} rounds, "
    return f"{head}{measured_on(result)}.\n\n" + grid(["", "GFLOP/s", "of the bound", "by processor time"], rows)


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
    rows = [[row["model"], *(f"{row['scores'][name]:.1f}" for name in sets)] for row in result["unseen"]]
    head = f"Words never seen: {result['corpus']} and reviews, {result['epochs']} epochs, lr {result['lr']}, {result['date']}; "
    return f"{head}`benchmarks/rare_words.py` says what the columns are.\n\n" + grid(["skip-gram", *sets], rows)


def spacing(result: dict[str, Any]) -> str:
    """Blanks put back, and at what speed."""
    names = ("precision", "recall", "f1", "exact")
    rows = []
    for row in result["spacing"]:
        speeds = [f"{row[f'{step}_characters_per_second'] / 1e6:,.3f} M" for step in ("learning", "correcting")]
        memory = f"{row['peak_bytes'] / 2**20:,.0f} MiB"
        rows.append([row["system"], f"{row['learnt']:,}", *speeds, memory, *(f"{row[name]:.1f}" for name in names)])
    head = f"Spacing: blanks put back into reviews of unseen films, {result['reviews']}; medians of {result['rounds']} rounds in turn"
    titles = ["system", "learnt from", "characters/s learning", "correcting", "memory", "precision", "recall", "F1", "texts exactly right"]
    return f"{head}, {measured_on(result)}.\n\n" + grid(titles, rows)


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


def documents(result: dict[str, Any]) -> str:
    """Doc2Vec by model and system; malvec's advantage is over each of the others."""
    titles = [
        "model and system",
        "s",
        "malvec is faster by",
        "texts inferred / s",
        "nearest of the same film",
        "rating, AUC",
        "own review found",
    ]
    own = {row["model"]: row for row in result["doc2vec"] if row["system"] == "malvec"}
    lines = []
    for row in result["doc2vec"]:
        faster = "" if row["system"] == "malvec" else f"{row['seconds'] / own[row['model']]['seconds']:.1f} ×"
        inferred = [f"{row['texts per second']:,.0f}", f"{100 * row['own review']:.1f}"] if "own review" in row else ["", ""]
        scores = [f"{100 * row['same film']:.2f}", f"{100 * row['rating']:.1f}"]
        lines.append([f"{row['model']}, {row['system']}", f"{row['seconds']:.1f}", faster, inferred[0], *scores, inferred[1]])
    facts = f"{result['reviews']:,} reviews, dim 100, {result['epochs']} epochs, lr {result['lr']}, {result['threads']} threads"
    rounds = min(row["rounds"] for row in result["doc2vec"])
    return f"`doc2vec` on {facts}; medians of {rounds} rounds in turn, {measured_on(result)}.\n\n" + grid(titles, lines)


def tsne(result: dict[str, Any]) -> str:
    """Seconds and neighbours kept of every map."""
    own = result["tsne"]["malvec"]["seconds"]
    rows = []
    for name, row in result["tsne"].items():
        times = [f"{row['seconds']:.1f}", f"{row['seconds'] / own:.1f} ×"] if row["seconds"] else ["", ""]
        rows.append([name, *times, *(f"{100 * row[key]:.1f} %" for key in ("kept 10", "kept 50"))])
    knobs = f"{result['words']:,} vectors of {result['dim']}, perplexity {result['perplexity']:g}, {result['iterations']} steps, 2 threads"
    heading = f"t-SNE of {knobs}; medians of {result['rounds']} rounds in turn, {measured_on(result)}."
    return f"{heading}\n\n" + grid(["map", "s", "malvec is faster by", "10 nearest kept", "50 nearest kept"], rows)


def analysers(result: dict[str, Any]) -> str:
    """Texts per second of each way to call an analyser."""
    ways = list(result["analysers"][0]["texts_per_second"])
    rows = []
    for row in result["analysers"]:
        rates = [f"{row['texts_per_second'][way]:,.0f}" for way in ways]
        ratios = [f"{100 * row['overhead_of_the_layer']:+.0f} %", f"{row['two_processes_against_one']:.2f} ×"]
        rows.append([row["analyser"], *rates, *ratios])
    head = f"Analysers on reviews, texts per second; medians of {result['rounds']} rounds in turn, {measured_on(result)}."
    return head + "\n\n" + grid(["analyser", *ways, "malvec's layer", "2 processes / 1"], rows)


def sentences(result: dict[str, Any]) -> str:
    """Sentences per second, and how many times as many as loops."""
    rows = [[name, f"{value:,.0f}"] for name, value in result["sentences_per_second"].items()]
    rows += [[name, f"{value:.1f} ×"] for name, value in result["faster"].items()]
    head = f"Encoding {result['sentences']:,} sentences of about {result['length']} words from ids, dim {result['dim']}, "
    return f"{head}medians of {result['rounds']} rounds in turn, {measured_on(result)}.\n\n" + grid(["", "sentences/s"], rows)


def sentence_quality(result: dict[str, Any]) -> str:
    """Agreement with people on pairs of sentences, then accuracy on reviews."""
    rows = [
        [
            f"{name}, {fitted}",
            row["encoder"],
            f"{row['spearman']:.1f}",
            f"{row['beyond_the_mean']:+.1f} ({row['low']:+.1f} to {row['high']:+.1f})",
        ]
        for name, sets in result["korsts"].items()
        for fitted, found in sets.items()
        for row in found
    ]
    parts = [grid(["pairs", "sentence vectors", "Spearman × 100", "beyond the mean, 95 %"], rows)] if rows else []
    if "reviews" in result:
        parts.append(
            grid(["reviews, films apart", "accuracy, %"], [[row["features"], f"{row['accuracy']:.1f}"] for row in result["reviews"]])
        )
    return f"Sentence vectors of `{result['vectors']}`, {result['date']}.\n\n" + "\n\n".join(parts)


TABLES: dict[str, Callable[[dict[str, Any]], str]] = {
    "summary": comparison,
    "analysers": analysers,
    "sentences_per_second": sentences,
    "korsts": sentence_quality,
    "glove": glove,
    "ratios": counting,
    "speed": svd,
    "als": als,
    "GFLOP/s": swivel,
    "compression": compression,
    "unseen": unseen,
    "spacing": spacing,
    "rows": quality,
    "tsne": tsne,
    "figures": figures,
    "doc2vec": documents,
}


def main() -> None:
    """Reads all results, rewrites the README."""
    results = [json.loads(path.read_text("utf-8")) for path in sorted((ROOT / "benchmarks" / "results").glob("*.json"))]
    readme = ROOT / "README.md"
    readme.write_text(fill(readme.read_text("utf-8"), [table(result) for result in results]), "utf-8")
    print(f"{len(results)} results")


if __name__ == "__main__":
    main()
