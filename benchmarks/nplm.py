"""The neural language model against the multiplications it needs, and what it learns: ``python -m
benchmarks.nplm --input enwiki.txt``.

A token takes 6 x (weights of the tanh layer + candidates x weights of an output row) floating-point
operations at least. The bound is what NumPy's single-precision product reaches on the same machine
in the same run: both take turns. Perplexity is that of the last 2 % of the text by the softmax over
all words.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import statistics
from pathlib import Path
from typing import Any

import numpy as np

import malvec as mv
from benchmarks.against.match import processor
from benchmarks.swivel import Clock, product_speed

KINDS: dict[str, dict[str, Any]] = {
    "sampled": {"loss": "sampled"},
    "sampled, direct": {"loss": "sampled", "direct": True},
    "full": {"loss": "full"},
}


def split(corpus: mv.Corpus, tokens: int) -> tuple[mv.Corpus, mv.Corpus]:
    """The first sentences, of so many tokens, and the last 2 %."""
    ids, offsets = np.asarray(corpus.ids), np.asarray(corpus.offsets)
    end = int(np.searchsorted(offsets, min(tokens, len(ids) * 98 // 100)))
    begin = int(np.searchsorted(offsets, len(ids) * 98 // 100))
    heldout = (ids[offsets[begin] :], offsets[begin:] - offsets[begin])
    return mv.Corpus.from_ids(
        ids[: offsets[end]], offsets[: end + 1], corpus.vocab
    ), mv.Corpus.from_ids(*heldout, corpus.vocab)


def operations(recipe: mv.Nplm, words: int) -> float:
    """Floating-point operations per token: forward, and gradients of both factors."""
    shapes = recipe.shapes(words)
    candidates = words if recipe.loss == "full" else recipe.samples
    return 6.0 * (shapes["hidden"][0] * shapes["hidden"][1] + candidates * shapes["output"][1])


def measure(recipe: mv.Nplm, train: mv.Corpus, heldout: mv.Corpus) -> dict[str, float]:
    """Speed of the training and quality of what came out."""
    model = recipe.fit(train)
    speed = model.report.tokens_per_second
    return {
        "tokens/s": speed,
        "GFLOP/s": speed * operations(recipe, len(train.vocab)) / 1e9,
        "perplexity": model.perplexity(heldout),
    }


def unigram_perplexity(train: mv.Corpus, heldout: mv.Corpus) -> float:
    """Of the words' shares alone: what every model must be below."""
    counts = np.bincount(train.ids, minlength=len(train.vocab)) + 0.5
    return float(np.exp(-np.log(counts / counts.sum())[heldout.ids].mean()))


def options() -> argparse.ArgumentParser:
    """Of the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nplm", description=__doc__)
    parser.add_argument("--input", required=True)
    parser.add_argument("--tokens", type=int, default=2_000_000, help="to train on with sampled")
    parser.add_argument("--full-tokens", type=int, default=100_000, help="to train on with full")
    parser.add_argument("--min-count", type=int, default=20)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path)
    return parser


def main() -> None:
    """Measures, prints, writes JSON."""
    parser = options()
    wanted = parser.parse_args()
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        parser.error(
            "set OPENBLAS_NUM_THREADS=1: the bound is measured with one product per thread"
        )
    corpus = mv.Corpus.from_files(wanted.input, min_count=wanted.min_count)
    bounds: list[float] = []
    figures: dict[str, list[dict[str, float]]] = {}
    clock = Clock()
    for _ in range(wanted.rounds):
        bounds.append(product_speed(wanted.threads)[0])
        for name, knobs in KINDS.items():
            train, heldout = split(
                corpus, wanted.full_tokens if knobs["loss"] == "full" else wanted.tokens
            )
            figures.setdefault(name, []).append(
                measure(
                    mv.Nplm(epochs=wanted.epochs, threads=wanted.threads, **knobs), train, heldout
                )
            )
    medians = {
        name: {key: statistics.median(one[key] for one in all) for key in all[0]}
        for name, all in figures.items()
    }
    bound, unigram = statistics.median(bounds), unigram_perplexity(*split(corpus, wanted.tokens))
    for name, median in medians.items():
        print(
            f"{name:16} {median['tokens/s']:10,.0f} tokens/s {median['GFLOP/s']:7.1f} GFLOP/s,"
            f" bound {bound:.1f}; perplexity {median['perplexity']:.1f}"
        )
    print(f"unigrams: perplexity {unigram:.1f}; {clock.seconds():.0f} s in all")
    if wanted.out:
        facts = {
            name: getattr(wanted, name)
            for name in ("tokens", "full_tokens", "epochs", "threads", "rounds")
        }
        facts |= {
            "input": Path(wanted.input).name,
            "words": len(corpus.vocab),
            "date": f"{datetime.date.today()}",
        }
        facts |= {
            "processor": processor(),
            "bound GFLOP/s": bound,
            "nplm": medians,
            "unigram": unigram,
            "all": figures,
        }
        wanted.out.write_text(json.dumps(facts, indent=1) + "\n")


if __name__ == "__main__":
    main()
