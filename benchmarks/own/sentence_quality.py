"""What sentence vectors are worth: ``python -m benchmarks.own.sentence_quality --help``.

KorSTS: Spearman's coefficient between cosines and the judgement of people, and the difference to
the mean by the paired bootstrap.
Reviews: 9 points or more against 4 or less, films kept apart between training and test; logistic
regression on sentence vectors, on TF-IDF, and the nearest labelled sentence. Word vectors are those
of a corpus such as ``--vectors``; with ``--train`` also those of the reviews of the films for
training.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import rankdata

import malvec as mv
from benchmarks.arguments import new_parser, report
from benchmarks.own.review_ratings import rows_of_reviews
from benchmarks.result_form import Row, row

RESAMPLES = 2000


def encoders(vectors: mv.WordVectors, source: Any) -> dict[str, mv.SentenceEncoder]:
    """Every way of making sentence vectors, fitted to a source."""
    recipes = {
        "mean": mv.Mean(),
        "mean of unit vectors": mv.Mean(unit_length=True),
        "TF-IDF": mv.IdfMean(),
        "weights only (a = 1e-4)": mv.Sif(a=1e-4, components=0),
        "SIF": mv.Sif(),
        "SIF, a = 1e-4": mv.Sif(a=1e-4),
        "uSIF": mv.Usif(),
    }
    return {name: recipe.fit(vectors, source) for name, recipe in recipes.items()}


def read_korsts(path: Path) -> tuple[list[str], list[str], np.ndarray]:
    """First and second sentences, and the judgements."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if row["score"]
        ]
    return (
        [r["sentence1"] for r in rows],
        [r["sentence2"] for r in rows],
        np.array([float(r["score"]) for r in rows]),
    )


def cosines(encoder: mv.SentenceEncoder, first: list[str], second: list[str]) -> np.ndarray:
    """The cosine of every pair."""
    a, b = (encoder.encode(texts).astype(float) for texts in (first, second))
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return (a * b).sum(axis=1) / np.where(lengths > 0, lengths, 1)


def spearman(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(rankdata(a), rankdata(b))[0, 1])


def bootstrap(found: np.ndarray, base: np.ndarray, scores: np.ndarray) -> tuple[float, float]:
    """The 95 % interval of the difference of two coefficients."""
    random = np.random.default_rng(1)
    differences = []
    for _ in range(RESAMPLES):
        draw = random.integers(0, len(scores), len(scores))
        some = scores[draw]
        differences.append(100 * (spearman(found[draw], some) - spearman(base[draw], some)))
    low, high = np.quantile(differences, [0.025, 0.975])
    return float(low), float(high)


def rows_of_pairs(vectors: mv.WordVectors, path: Path, source: Any, case: str) -> list[Row]:
    """A row per encoder: its score, and how much it beats the mean by, with the 95 % interval of
    the difference."""
    first, second, scores = read_korsts(path)
    found = {
        name: cosines(encoder, first, second) for name, encoder in encoders(vectors, source).items()
    }
    base = found["mean"]
    rows = []
    for name, values in found.items():
        low, high = bootstrap(values, base, scores)
        score = 100 * spearman(values, scores)
        quality = {
            "Spearman × 100": score,
            "beyond the mean": score - 100 * spearman(base, scores),
            "lower": low,
            "upper": high,
        }
        rows.append(row(f"malvec, {name}", case=f"{path.name}, {case}", quality=quality))
    return rows


def arguments() -> argparse.Namespace:
    """What the user wants to measure."""
    parser = new_parser("own.sentence_quality", __doc__, rounds=1)
    parser.add_argument("--vectors", required=True, type=Path, help="word vectors, Mecab's words")
    parser.add_argument(
        "--corpus",
        type=Path,
        help="what components are fitted to; by default the sentences of the pairs",
    )
    parser.add_argument("--korsts", action="extend", nargs="+", default=[], type=Path)
    parser.add_argument("--reviews", type=Path, help="id, film, points, text, separated by tabs")
    parser.add_argument("--limit", type=int, default=0, help="reviews to use; 0 for all")
    parser.add_argument(
        "--nearest", type=int, default=5000, help="test reviews for the nearest labelled sentence"
    )
    parser.add_argument("--train", action="store_true", help="also word vectors of the reviews")
    return parser.parse_args()


def main() -> None:
    """The command line."""
    wanted = arguments()
    vectors = mv.load(wanted.vectors)
    rows: list[Row] = []
    for path in wanted.korsts:
        pairs = [text for texts in read_korsts(path)[:2] for text in texts]
        rows += rows_of_pairs(vectors, path, pairs, "fitted to the pairs")
        if wanted.corpus:
            corpus = mv.Corpus.load(wanted.corpus)
            rows += rows_of_pairs(vectors, path, corpus, "fitted to the corpus")
    if wanted.reviews:
        rows += rows_of_reviews(wanted, vectors)
    task = "Sentence vectors: agreement with people, and reviews told apart"
    note = "lower and upper: the 95 % interval, of the difference to the mean for pairs"
    report(wanted, task, rows, settings={"vectors": repr(vectors)}, note=note)


if __name__ == "__main__":
    main()
