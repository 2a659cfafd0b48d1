"""Film reviews told apart, good from bad, by sentence vectors and by TF-IDF; a part of
``benchmarks.own.sentence_quality``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

import malvec as mv
from benchmarks.result_form import Row, row

GOOD, BAD, TEST_SHARE = 9, 4, 0.2
CASE = "reviews, films apart"
Labels = list[bool]
Side = tuple[Any, Labels]
"""Features of texts, and which are good."""


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


def counts_of(corpus: mv.Corpus) -> sparse.csr_matrix:
    """How often each text has each word."""
    parts = (
        np.ones(len(corpus.ids)),
        corpus.ids.astype(np.int64),
        corpus.offsets.astype(np.int64),
    )
    found = sparse.csr_matrix(parts, (len(corpus), len(corpus.vocab)))
    found.sum_duplicates()
    return found


def by_tfidf(train: mv.Corpus, test: mv.Corpus) -> list[sparse.csr_matrix]:
    """TF-IDF of both, rows of length 1; the weights are those of the training texts."""
    both = [counts_of(corpus) for corpus in (train, test)]
    texts_with = np.asarray((both[0] > 0).sum(axis=0)).ravel()
    idf = np.log((1 + both[0].shape[0]) / (1 + texts_with)) + 1
    weighed = []
    for counts in both:
        product = counts @ sparse.diags(idf)
        lengths = np.sqrt(np.asarray(product.multiply(product).sum(axis=1)).ravel())
        inverse = sparse.diags(1 / np.where(lengths > 0, lengths, 1))
        weighed.append(sparse.csr_matrix(inverse @ product))
    return weighed


def classified(name: str, train: Side, test: Side, penalties: list[float]) -> Row:
    """The share of right answers and its 95 % interval, at the penalty that is best on a tenth of
    the training texts."""
    (x, labels), (y, test_labels) = train, test
    cut = len(labels) * 9 // 10
    scores = {
        p: mv.sentences.classifiers.Logistic(p)
        .fit(x[:cut], labels[:cut])
        .score(x[cut:], labels[cut:])
        for p in penalties
    }
    penalty = max(scores, key=lambda p: scores[p])
    score = mv.sentences.classifiers.Logistic(penalty).fit(x, labels).score(y, test_labels)
    half = 1.96 * (score * (1 - score) / len(test_labels)) ** 0.5
    quality = {"accuracy, %": 100 * score, "lower": 100 * (score - half)}
    quality["upper"] = 100 * (score + half)
    settings = {"penalty": penalty, "train": len(labels), "test": len(test_labels)}
    return row(name, case=CASE, settings=settings, quality=quality)


def rows_of_vectors(name: str, encoder: Any, train: Side, test: Side, nearest: int) -> list[Row]:
    """Rows of an encoder: regression, and the nearest of the training texts for some of the others;
    the sides hold corpora."""
    (corpus, labels), (held_out, test_labels) = train, test
    x, y = encoder.encode_corpus(corpus), encoder.encode_corpus(held_out)
    scale = float(np.linalg.norm(x, axis=1).mean())
    sides = (x / scale, labels), (y / scale, test_labels)
    rows = [classified(f"malvec, {name}", *sides, [1e-6, 1e-5])]
    if nearest and len(y):
        some = slice(0, nearest)
        score = mv.sentences.classifiers.Nearest().fit(x, labels).score(y[some], test_labels[some])
        system = f"malvec, nearest sentence, {name}"
        settings = {"test": len(y[some])}
        quality = {"accuracy, %": 100 * score}
        rows.append(row(system, case=CASE, settings=settings, quality=quality))
    return rows


def rows_of_reviews(wanted: argparse.Namespace, vectors: mv.WordVectors) -> list[Row]:
    """Accuracies on reviews."""
    texts, labels, test_texts, test_labels = read_reviews(wanted.reviews, wanted.limit)
    mecab = mv.tokenizers.Mecab()
    corpus = mv.Corpus.from_texts(texts, tokenizer=mecab, min_count=2, keep_empty=True)
    test = mv.Corpus.from_texts(test_texts, tokenizer=mecab, vocab=corpus.vocab, keep_empty=True)
    x, y = by_tfidf(corpus, test)
    rows = [classified("TF-IDF", (x, labels), (y, test_labels), [1e-5, 3e-5, 1e-4])]
    rows[0]["settings"]["share_of_good"] = float(np.mean(test_labels))
    sets = {wanted.vectors.stem: vectors}
    if wanted.train:
        sets["reviews"] = mv.Skipgram(dim=vectors.dim, epochs=5).fit(corpus)
    sides = (corpus, labels), (test, test_labels)
    for name, own in sets.items():
        recipes = {"mean": mv.Mean(), "SIF": mv.Sif(), "uSIF": mv.Usif()}
        for way, recipe in recipes.items():
            nearest = 0 if way == "mean" else wanted.nearest
            encoder = recipe.fit(own, corpus)
            rows += rows_of_vectors(f"{way} of {name}", encoder, *sides, nearest)
    return rows
