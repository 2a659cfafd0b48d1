"""Word pairs in dictionary form, judged by vectors of morphemes: words that are not seen left out,
or composed of the tokens that they are cut into: ``python -m benchmarks.own.dictionary_forms
--help``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import malvec as mv
from benchmarks.arguments import new_parser, report
from benchmarks.result_form import row_of_runs


def scored(vectors: mv.WordVectors, pairs: Path, compose: bool) -> dict[str, Any]:
    """How many pairs are known, and Spearman's coefficient on these."""
    result = mv.evaluate.similarity(vectors, pairs, compose=compose, bootstrap=0)
    return {"quality": {"known pairs": result.known, "Spearman": 100 * result.score}}


def main() -> None:
    """The command line; ``--rounds`` is the number of seeds."""
    parser = new_parser("own.dictionary_forms", __doc__)
    parser.add_argument(
        "--corpus",
        type=Path,
        required=True,
        help="encoded corpus (.safetensors) whose tokenizer is an analyser",
    )
    parser.add_argument("--pairs", type=Path, required=True, help="word pairs with scores")
    parser.add_argument("--epochs", type=int, default=3)
    wanted = parser.parse_args()
    corpus = mv.Corpus.load(wanted.corpus)
    models = [
        mv.Skipgram(epochs=wanted.epochs, seed=seed).fit(corpus)
        for seed in range(1, wanted.rounds + 1)
    ]
    rows = [
        row_of_runs("malvec", [scored(model, wanted.pairs, compose) for model in models], case=case)
        for case, compose in (("unseen words left out", False), ("unseen words composed", True))
    ]
    settings = {"corpus": wanted.corpus.name, "tokens": len(corpus.ids), "epochs": wanted.epochs}
    note = (
        "skip-gram on morphemes of Mecab, rounds are seeds; Spearman's coefficient is over known"
        " pairs, not the same in both rows"
    )
    report(wanted, "Words in dictionary form", rows, settings=settings, note=note)


if __name__ == "__main__":
    main()
