"""Scores of malvec's vectors over learning rates and seeds.

python -m benchmarks.own.word_quality --corpus FILE --similarity F --analogy F
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import malvec as mv
from benchmarks.arguments import add_sets, new_parser, report
from benchmarks.result_form import row_of_runs
from benchmarks.scores import score

RECIPES = {"skipgram": mv.Skipgram, "cbow": mv.Cbow}


def one_run(
    wanted: argparse.Namespace, corpus: mv.Corpus, model: str, lr: float, seed: int
) -> dict[str, Any]:
    """Seconds of training, and scores."""
    recipe = RECIPES[model](lr=lr, seed=seed, epochs=wanted.epochs, max_n=wanted.max_n)
    vectors = recipe.fit(corpus)
    return {
        "seed": seed,
        "speed": {"training, s": vectors.report.seconds},
        "quality": score(vectors, wanted.similarity, wanted.analogy),
    }


def main() -> None:
    """The command line; ``--rounds`` is the number of seeds."""
    parser = new_parser("own.word_quality", __doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    add_sets(parser)
    parser.add_argument("--model", nargs="+", choices=sorted(RECIPES), default=sorted(RECIPES))
    parser.add_argument("--lr", type=float, nargs="+", default=[0.025, 0.05, 0.1])
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--max-n", type=int, help="with sub-words of 3 to so many characters")
    wanted = parser.parse_args()
    corpus = mv.Corpus.from_files(wanted.corpus)
    subwords = f", sub-words 3-{wanted.max_n}" if wanted.max_n else ""
    rows = []
    for model in wanted.model:
        for lr in wanted.lr:
            seeds = range(1, wanted.rounds + 1)
            runs = [one_run(wanted, corpus, model, lr, seed) for seed in seeds]
            case = f"{model}{subwords}, lr {lr}"
            rows.append(row_of_runs("malvec", runs, case=case, settings={"lr": lr}))
    settings = {"corpus": wanted.corpus.name, "epochs": wanted.epochs}
    report(wanted, "Scores of word vectors by learning rate", rows, settings=settings)


if __name__ == "__main__":
    main()
