"""What sentence vectors are worth: ``python -m benchmarks.sentence_quality --help``.

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
import datetime
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import rankdata

import malvec as mv
from benchmarks.against.match import processor

GOOD, BAD, TEST_SHARE, RESAMPLES = 9, 4, 0.2, 2000


def encoders(vectors: mv.WordVectors, source: Any) -> dict[str, mv.SentenceEncoder]:
    """Every way of making sentence vectors, fitted to a source."""
    recipes = {
        "mean": mv.Mean(vectors),
        "mean of unit vectors": mv.Mean(vectors, unit=True),
        "TF-IDF": mv.IdfMean(vectors),
        "weights only (a = 1e-4)": mv.Sif(vectors, a=1e-4, components=0),
        "SIF": mv.Sif(vectors),
        "SIF, a = 1e-4": mv.Sif(vectors, a=1e-4),
        "uSIF": mv.Usif(vectors),
    }
    return {name: recipe.fit(source) for name, recipe in recipes.items()}


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


def judged(vectors: mv.WordVectors, path: Path, source: Any) -> list[dict[str, Any]]:
    """A row per encoder: its score, and how much it beats the mean by, with the 95 % interval of
    the difference."""
    first, second, scores = read_korsts(path)
    found = {
        name: cosines(encoder, first, second) for name, encoder in encoders(vectors, source).items()
    }
    random = np.random.default_rng(1)
    draws = [random.integers(0, len(scores), len(scores)) for _ in range(RESAMPLES)]
    base = [spearman(found["mean"][draw], scores[draw]) for draw in draws]
    rows = []
    for name, values in found.items():
        beyond = 100 * (np.array([spearman(values[draw], scores[draw]) for draw in draws]) - base)
        low, high = np.quantile(beyond, [0.025, 0.975])
        score = 100 * spearman(values, scores)
        gain = score - 100 * spearman(found["mean"], scores)
        rows.append(
            {
                "encoder": name,
                "spearman": score,
                "beyond_the_mean": gain,
                "low": float(low),
                "high": float(high),
            }
        )
        print(
            f"{path.name} {name:28} {score:6.2f}  beyond the mean {gain:+6.2f} [{low:+.2f},"
            f" {high:+.2f}]",
            flush=True,
        )
    return rows


def read_reviews(path: Path, limit: int) -> tuple[list[str], list[bool], list[str], list[bool]]:
    """Texts and labels for training, then for test; a film is in one of them only."""
    lines = [line.rstrip("\n").split("\t") for line in path.open(encoding="utf-8")]
    lines = [
        line
        for line in lines
        if len(line) == 4 and line[2].isdigit() and (int(line[2]) >= GOOD or int(line[2]) <= BAD)
    ]
    films = sorted({line[1] for line in lines})
    np.random.default_rng(1).shuffle(films)
    held_out = set(films[: int(TEST_SHARE * len(films))])
    order = np.random.default_rng(2).permutation(len(lines))
    chosen = [lines[i] for i in order[: limit or None]]
    parts: dict[bool, list[list[str]]] = {False: [], True: []}
    for line in chosen:
        parts[line[1] in held_out].append(line)
    texts = {part: [line[3] for line in found] for part, found in parts.items()}
    labels = {part: [int(line[2]) >= GOOD for line in found] for part, found in parts.items()}
    return texts[False], labels[False], texts[True], labels[True]


def by_tfidf(
    train: mv.Corpus,
    labels: list[bool],
    test: mv.Corpus,
    test_labels: list[bool],
    penalties: list[float],
) -> dict[str, Any]:
    """Logistic regression on TF-IDF of the same words."""
    from scipy import sparse

    def matrix(corpus: mv.Corpus) -> sparse.csr_matrix:
        shape = (len(corpus), len(corpus.vocab))
        found = sparse.csr_matrix(
            (
                np.ones(len(corpus.ids)),
                corpus.ids.astype(np.int64),
                corpus.offsets.astype(np.int64),
            ),
            shape,
        )
        found.sum_duplicates()
        return found

    x, y = matrix(train), matrix(test)
    idf = np.log((1 + x.shape[0]) / (1 + np.asarray((x > 0).sum(axis=0)).ravel())) + 1

    def weighed(counts: sparse.csr_matrix) -> sparse.csr_matrix:
        product = counts @ sparse.diags(idf)
        lengths = np.sqrt(np.asarray(product.multiply(product).sum(axis=1)).ravel())
        return sparse.csr_matrix(sparse.diags(1 / np.where(lengths > 0, lengths, 1)) @ product)

    return classified("TF-IDF", weighed(x), labels, weighed(y), test_labels, penalties)


def classified(
    name: str, x: Any, labels: list[bool], y: Any, test_labels: list[bool], penalties: list[float]
) -> dict[str, Any]:
    """The share of right answers and its 95 % interval, at the penalty that is best on a tenth of
    the training texts."""
    begin, cut = time.perf_counter(), len(labels) * 9 // 10
    scores = {
        p: mv.sentences.classifiers.Logistic(p)
        .fit(x[:cut], labels[:cut])
        .score(x[cut:], labels[cut:])
        for p in penalties
    }
    penalty = max(scores, key=lambda p: scores[p])
    score = mv.sentences.classifiers.Logistic(penalty).fit(x, labels).score(y, test_labels)
    half = 1.96 * (score * (1 - score) / len(test_labels)) ** 0.5
    row = {
        "features": name,
        "accuracy": 100 * score,
        "low": 100 * (score - half),
        "high": 100 * (score + half),
        "penalty": penalty,
    }
    print(
        f"reviews {name:40} {100 * score:.2f} +- {100 * half:.2f}  penalty {penalty:g} "
        f" {time.perf_counter() - begin:.0f} s",
        flush=True,
    )
    return row | {"train": len(labels), "test": len(test_labels)}


def reviews(wanted: argparse.Namespace, vectors: mv.WordVectors) -> list[dict[str, Any]]:
    """Rows of accuracies on reviews."""
    texts, labels, test_texts, test_labels = read_reviews(wanted.reviews, wanted.limit)
    corpus = mv.Corpus.from_texts(
        texts, tokenizer=mv.tokenizers.Mecab(), min_count=2, keep_empty=True
    )
    test = mv.Corpus.from_texts(
        test_texts, tokenizer=mv.tokenizers.Mecab(), vocab=corpus.vocab, keep_empty=True
    )
    rows = [by_tfidf(corpus, labels, test, test_labels, [1e-5, 3e-5, 1e-4])]
    rows[0]["share_of_good"] = float(np.mean(test_labels))
    sets = {wanted.vectors.stem: vectors}
    if wanted.train:
        sets["reviews"] = mv.Skipgram(dim=vectors.dim, epochs=5).fit(corpus)
    for name, own in sets.items():
        for way in ("mean", "SIF", "uSIF"):
            encoder = {"mean": mv.Mean(own), "SIF": mv.Sif(own), "uSIF": mv.Usif(own)}[way].fit(
                corpus
            )
            x, y = encoder.encode_corpus(corpus), encoder.encode_corpus(test)
            scale = float(np.linalg.norm(x, axis=1).mean())
            rows.append(
                classified(
                    f"{way} of {name}", x / scale, labels, y / scale, test_labels, [1e-6, 1e-5]
                )
            )
            if way != "mean" and len(y):
                some = slice(0, wanted.nearest)
                score = (
                    mv.sentences.classifiers.Nearest()
                    .fit(x, labels)
                    .score(y[some], test_labels[some])
                )
                rows.append(
                    {
                        "features": f"nearest sentence, {way} of {name}",
                        "accuracy": 100 * score,
                        "test": len(y[some]),
                    }
                )
                print(f"reviews {rows[-1]['features']:40} {100 * score:.2f}", flush=True)
    return rows


def main() -> None:
    """Measures, prints, writes JSON."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.sentence_quality", description=__doc__
    )
    parser.add_argument("--vectors", required=True, type=Path, help="word vectors, Mecab's words")
    parser.add_argument(
        "--corpus",
        type=Path,
        help="what components are fitted to; by default the sentences of the pairs",
    )
    parser.add_argument("--korsts", action="append", default=[], type=Path)
    parser.add_argument("--reviews", type=Path, help="id, film, points, text, separated by tabs")
    parser.add_argument("--limit", type=int, default=0, help="reviews to use; 0 for all")
    parser.add_argument(
        "--nearest", type=int, default=5000, help="test reviews for the nearest labelled sentence"
    )
    parser.add_argument("--train", action="store_true", help="also word vectors of the reviews")
    parser.add_argument("--out", type=Path)
    wanted = parser.parse_args()
    vectors = mv.load(wanted.vectors)
    result: dict[str, Any] = {
        "vectors": repr(vectors),
        "date": f"{datetime.date.today()}",
        "processor": processor(),
        "korsts": {},
    }
    for path in wanted.korsts:
        pairs = [text for texts in read_korsts(path)[:2] for text in texts]
        result["korsts"][path.name] = {"fitted to the pairs": judged(vectors, path, pairs)}
        if wanted.corpus:
            result["korsts"][path.name]["fitted to the corpus"] = judged(
                vectors, path, mv.Corpus.open(wanted.corpus)
            )
    if wanted.reviews:
        result["reviews"] = reviews(wanted, vectors)
    if wanted.out:
        wanted.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
