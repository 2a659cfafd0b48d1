"""Tables of what is measured on text, sentences and documents."""

from __future__ import annotations

from typing import Any

from benchmarks.grid import grid, measured_on


def spacing(result: dict[str, Any]) -> str:
    """Blanks put back, and at what speed."""
    names = ("precision", "recall", "f1", "exact")
    rows = []
    for row in result["spacing"]:
        speeds = [
            f"{row[f'{step}_characters_per_second'] / 1e6:,.3f} M"
            for step in ("learning", "correcting")
        ]
        memory = f"{row['peak_bytes'] / 2**20:,.0f} MiB"
        rows.append(
            [
                row["system"],
                f"{row['learnt']:,}",
                *speeds,
                memory,
                *(f"{row[name]:.1f}" for name in names),
            ]
        )
    head = (
        f"Spacing: blanks put back into reviews of unseen films, {result['reviews']}; medians of"
        f" {result['rounds']} rounds in turn"
    )
    titles = [
        "system",
        "learnt from",
        "characters/s learning",
        "correcting",
        "memory",
        "precision",
        "recall",
        "F1",
        "texts exactly right",
    ]
    return f"{head}, {measured_on(result)}.\n\n" + grid(titles, rows)


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
        faster = (
            ""
            if row["system"] == "malvec"
            else f"{row['seconds'] / own[row['model']]['seconds']:.1f} ×"
        )
        inferred = (
            [f"{row['texts per second']:,.0f}", f"{100 * row['own review']:.1f}"]
            if "own review" in row
            else ["", ""]
        )
        scores = [f"{100 * row['same film']:.2f}", f"{100 * row['rating']:.1f}"]
        lines.append(
            [
                f"{row['model']}, {row['system']}",
                f"{row['seconds']:.1f}",
                faster,
                inferred[0],
                *scores,
                inferred[1],
            ]
        )
    facts = (
        f"{result['reviews']:,} reviews, dim 100, {result['epochs']} epochs, lr {result['lr']},"
        f" {result['threads']} threads"
    )
    rounds = min(row["rounds"] for row in result["doc2vec"])
    return (
        f"`doc2vec` on {facts}; medians of {rounds} rounds in turn, {measured_on(result)}.\n\n"
        + grid(titles, lines)
    )


def tsne(result: dict[str, Any]) -> str:
    """Seconds and neighbours kept of every map."""
    own = result["tsne"]["malvec"]["seconds"]
    rows = []
    for name, row in result["tsne"].items():
        times = (
            [f"{row['seconds']:.1f}", f"{row['seconds'] / own:.1f} ×"]
            if row["seconds"]
            else ["", ""]
        )
        rows.append([name, *times, *(f"{100 * row[key]:.1f} %" for key in ("kept 10", "kept 50"))])
    knobs = (
        f"{result['words']:,} vectors of {result['dim']}, perplexity {result['perplexity']:g},"
        f" {result['iterations']} steps, 2 threads"
    )
    heading = (
        f"t-SNE of {knobs}; medians of {result['rounds']} rounds in turn, {measured_on(result)}."
    )
    return f"{heading}\n\n" + grid(
        ["map", "s", "malvec is faster by", "10 nearest kept", "50 nearest kept"], rows
    )


def analysers(result: dict[str, Any]) -> str:
    """Texts per second of each way to call an analyser."""
    ways = list(result["analysers"][0]["texts_per_second"])
    rows = []
    for row in result["analysers"]:
        rates = [f"{row['texts_per_second'][way]:,.0f}" for way in ways]
        ratios = [
            f"{100 * row['overhead_of_the_layer']:+.0f} %",
            f"{row['two_processes_against_one']:.2f} ×",
        ]
        rows.append([row["analyser"], *rates, *ratios])
    head = (
        f"Analysers on reviews, texts per second; medians of {result['rounds']} rounds in turn,"
        f" {measured_on(result)}."
    )
    return head + "\n\n" + grid(["analyser", *ways, "malvec's layer", "2 processes / 1"], rows)


def sentences(result: dict[str, Any]) -> str:
    """Sentences per second, and how many times as many as loops."""
    rows = [[name, f"{value:,.0f}"] for name, value in result["sentences_per_second"].items()]
    rows += [[name, f"{value:.1f} ×"] for name, value in result["faster"].items()]
    head = (
        f"Encoding {result['sentences']:,} sentences of about {result['length']} words from ids,"
        f" dim {result['dim']}, "
    )
    return f"{head}medians of {result['rounds']} rounds in turn, {measured_on(result)}.\n\n" + grid(
        ["", "sentences/s"], rows
    )


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
    parts = (
        [grid(["pairs", "sentence vectors", "Spearman × 100", "beyond the mean, 95 %"], rows)]
        if rows
        else []
    )
    if "reviews" in result:
        parts.append(
            grid(
                ["reviews, films apart", "accuracy, %"],
                [[row["features"], f"{row['accuracy']:.1f}"] for row in result["reviews"]],
            )
        )
    return f"Sentence vectors of `{result['vectors']}`, {result['date']}.\n\n" + "\n\n".join(parts)


def nplm(result: dict[str, Any]) -> str:
    """Speed against the bound, and perplexity."""
    bound = result["bound GFLOP/s"]
    rows = [
        [
            name,
            f"{row['tokens/s']:,.0f}",
            f"{row['GFLOP/s']:.1f}",
            f"{100 * row['GFLOP/s'] / bound:.0f} %",
            f"{row['perplexity']:.1f}",
        ]
        for name, row in result["nplm"].items()
    ]
    rows += [
        ["NumPy's product, one per thread", "", f"{bound:.1f}", "100 %", ""],
        ["unigrams", "", "", "", f"{result['unigram']:.1f}"],
    ]
    tokens = f"{result['tokens']:,} tokens (full: {result['full_tokens']:,})"
    facts = f"{result['input']}, {result['words']:,} words, {tokens}, {result['epochs']} epoch"
    head = (
        f"`nplm` on {facts}, {result['threads']} threads; medians of {result['rounds']} rounds in"
        f" turn, {measured_on(result)}."
    )
    return (
        head + "\n\n" + grid(["softmax", "tokens/s", "GFLOP/s", "of the bound", "perplexity"], rows)
    )


def words(result: dict[str, Any]) -> str:
    """Seconds and memory of every system."""
    peer = next(row for row in result["systems"] if row["system"].startswith("soynlp"))
    rows = []
    for row in result["systems"]:
        ratios = [f"{peer[key] / row[key]:.1f} ×" for key in ("seconds", "token_seconds")]
        rows.append(
            [
                row["system"],
                f"{row['seconds']:.2f}",
                ratios[0],
                f"{row['peak'] / 1e6:,.0f} MB",
                f"{row['token_seconds']:.2f}",
                ratios[1],
            ]
        )
    same = result["compared"]
    agreement = (
        f"{same['words']:,} words with the same scores to {same['largest_difference']:.0e},"
        f" {same['texts_with_same_tokens']:,} texts alike"
    )
    titles = ["system", "word scores, s", "than soynlp", "memory", "L-tokenizer, s", "than soynlp"]
    return (
        f"Unsupervised words of {result['file']}, {measured_on(result)}; {agreement}.\n\n"
        + grid(titles, rows)
    )
