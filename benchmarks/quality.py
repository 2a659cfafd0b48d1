"""Scores of malvec's vectors over learning rates and seeds: ``python -m benchmarks.quality --corpus
FILE --similarity F --analogy F``."""

from __future__ import annotations

import argparse
import datetime
import json
import statistics
from pathlib import Path

import malvec as mv
from benchmarks.against.match import processor

RECIPES = {"skipgram": mv.Skipgram, "cbow": mv.Cbow}


def score(vectors: mv.WordVectors, similarity: list[Path], analogy: list[Path]) -> dict[str, float]:
    """Spearman's coefficient and accuracy, times 100, by the name of the set."""
    scores = {
        path.stem: 100 * mv.evaluate.similarity(vectors, path, bootstrap=0).score
        for path in similarity
    }
    return scores | {
        path.stem: 100 * mv.evaluate.analogy(vectors, path, bootstrap=0).score for path in analogy
    }


def main() -> None:
    """Trains once for each model, rate and seed; prints means and ranges, writes JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--similarity", action="append", default=[], type=Path)
    parser.add_argument("--analogy", action="append", default=[], type=Path)
    parser.add_argument("--model", action="append", choices=sorted(RECIPES))
    parser.add_argument("--lr", type=float, action="append")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--max-n", type=int, help="with sub-words of 3 to so many characters")
    parser.add_argument("--out", type=Path)
    wanted = parser.parse_args()
    corpus = mv.Corpus.from_files(wanted.corpus)
    rows = []
    for model in wanted.model or sorted(RECIPES):
        for lr in wanted.lr or (0.025, 0.05, 0.1):
            runs = []
            for seed in range(1, wanted.seeds + 1):
                vectors = RECIPES[model](
                    lr=lr, seed=seed, epochs=wanted.epochs, max_n=wanted.max_n
                ).fit(corpus)
                runs.append(
                    {
                        "seed": seed,
                        "seconds": vectors.report.seconds,
                        **score(vectors, wanted.similarity, wanted.analogy),
                    }
                )
            sets = [path.stem for path in (*wanted.similarity, *wanted.analogy)]
            means = {name: statistics.fmean(run[name] for run in runs) for name in sets}
            ranges = {
                name: f"{min(run[name] for run in runs):.1f}-{max(run[name] for run in runs):.1f}"
                for name in sets
            }
            name = f"{model}, sub-words 3-{wanted.max_n}" if wanted.max_n else model
            rows.append({"model": name, "lr": lr, "mean": means, "runs": runs})
            print(
                name,
                lr,
                "  ".join(f"{key} {means[key]:.1f} ({ranges[key]})" for key in sets),
                flush=True,
            )
    if wanted.out:
        facts = {
            "corpus": Path(wanted.corpus).name,
            "epochs": wanted.epochs,
            "date": f"{datetime.date.today()}",
            "processor": processor(),
        }
        wanted.out.write_text(json.dumps({**facts, "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
