"""The neural language model against the multiplications it needs, and what it learns.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.own.nplm --input enwiki.txt

A token takes 6 x (weights of the tanh layer + candidates x weights of an output row) floating-point
operations at least. The bound is what NumPy's single-precision product reaches on the same machine
in the same run: both take turns. Perplexity is that of the last 2 % of the text by the softmax over
all words.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import malvec as mv
from benchmarks.arguments import new_parser, report
from benchmarks.machine import need_one_product_per_thread, product_speed
from benchmarks.result_form import Row, row, row_of_runs
from benchmarks.rounds import in_turn

BOUND = "NumPy's product, one per thread"
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
    shapes = recipe._shapes(words)
    candidates = words if recipe.loss == "full" else recipe.samples
    return 6.0 * (shapes["hidden"][0] * shapes["hidden"][1] + candidates * shapes["output"][1])


def measure(recipe: mv.Nplm, train: mv.Corpus, heldout: mv.Corpus) -> dict[str, Any]:
    """Speed of the training and quality of what came out."""
    model = recipe.fit(train)
    speed = model.report.tokens_per_second
    rate = speed * operations(recipe, len(train.vocab)) / 1e9
    return {
        "speed": {"tokens/s": speed, "GFLOP/s": rate},
        "quality": {"perplexity": model.perplexity(heldout)},
    }


def unigram_perplexity(train: mv.Corpus, heldout: mv.Corpus) -> float:
    """Of the words' shares alone: what every model must be below."""
    counts = np.bincount(train.ids, minlength=len(train.vocab)) + 0.5
    return float(np.exp(-np.log(counts / counts.sum())[heldout.ids].mean()))


def options() -> argparse.ArgumentParser:
    """Of the command line."""
    parser = new_parser("own.nplm", __doc__)
    parser.add_argument("--input", type=Path, required=True)
    parser.add_argument("--tokens", type=int, default=2_000_000, help="to train on with sampled")
    parser.add_argument("--full-tokens", type=int, default=100_000, help="to train on with full")
    parser.add_argument("--min-count", type=int, default=20)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    return parser


def jobs_of(wanted: argparse.Namespace, corpus: mv.Corpus) -> dict[str, Callable[[], Any]]:
    """The bound and every kind of the model."""
    jobs: dict[str, Callable[[], Any]] = {
        BOUND: lambda: {"speed": {"GFLOP/s": product_speed(wanted.threads)[0]}}
    }
    for name, knobs in KINDS.items():
        tokens = wanted.full_tokens if knobs["loss"] == "full" else wanted.tokens
        recipe = mv.Nplm(epochs=wanted.epochs, threads=wanted.threads, **knobs)
        jobs[f"malvec, {name}"] = partial(measure, recipe, *split(corpus, tokens))
    return jobs


def rows_of(runs: dict[str, list[Any]]) -> list[Row]:
    """Medians, and which share of the bound they are."""
    rows = [row_of_runs(name, found) for name, found in runs.items()]
    bound = rows[0]["speed"]["GFLOP/s"]
    for each in rows[1:]:
        each["ratios"] = {"of the bound": each["speed"]["GFLOP/s"] / bound}
    return rows


def main() -> None:
    """The command line."""
    parser = options()
    wanted = parser.parse_args()
    need_one_product_per_thread(parser)
    corpus = mv.Corpus.from_files(wanted.input, min_count=wanted.min_count)
    rows = rows_of(in_turn(jobs_of(wanted, corpus), wanted.rounds))
    unigram = unigram_perplexity(*split(corpus, wanted.tokens))
    rows.append(row("unigrams", quality={"perplexity": unigram}))
    settings = {"input": wanted.input.name, "words": len(corpus.vocab)}
    names = ("tokens", "full_tokens", "epochs", "threads")
    settings |= {name: getattr(wanted, name) for name in names}
    report(wanted, "The neural language model", rows, settings=settings)


if __name__ == "__main__":
    main()
