"""Loops of malvec, each a workload that ``compare_versions`` times in processes of both versions.

Stand-alone: it needs malvec only, of whichever version its interpreter has, and keeps to calls that
older versions have too; where a call has changed, it asks for what is there.
"""

from __future__ import annotations

import dataclasses
import json
import statistics
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

import malvec as mv

Job = Callable[[], Any]
THREADS = 2


def text_corpus(folder: Path) -> mv.Corpus:
    """The made text."""
    return mv.Corpus.from_files(folder / "tokens.txt", min_count=5)


def lines(folder: Path, name: str, limit: int | None = None) -> list[str]:
    """The first lines of a text."""
    with open(folder / name, encoding="utf-8") as file:
        return [line.rstrip("\n") for line in islice(file, limit)]


def fit(recipe: Any, data: Any) -> Job:
    """A training."""
    return lambda: recipe.fit(data)


def word_vectors(words: int, dim: int = 100) -> mv.WordVectors:
    """Random vectors of w1, w2, …"""
    matrix = np.random.default_rng(1).standard_normal((words, dim)).astype(np.float32)
    return mv.WordVectors(mv.Vocab.from_words(f"w{i}" for i in range(words)), matrix)


def fitted(kind: Any, vectors: mv.WordVectors, source: Any) -> Any:
    """A sentence encoder; recipes once held the vectors."""
    names = [field.name for field in dataclasses.fields(kind)]
    return kind(vectors).fit(source) if "vectors" in names else kind().fit(vectors, source)


def glove(folder: Path) -> Job:
    return fit(mv.Glove(dim=100, epochs=2, threads=THREADS), mv.count(text_corpus(folder), 5))


def swivel(folder: Path) -> Job:
    return fit(mv.Swivel(dim=50, epochs=1, threads=THREADS), mv.count(text_corpus(folder), 5))


def svd(folder: Path) -> Job:
    ppmi = getattr(mv.counts, "ppmi", None) or mv.ppmi  # versions before 48 public names
    weights = ppmi(mv.count(text_corpus(folder), 5))
    return fit(mv.Svd(dim=50, threads=THREADS), weights)


def als(folder: Path) -> Job:
    ids = text_corpus(folder).ids
    places = np.arange(len(ids)) // 100, np.asarray(ids, np.int64)
    matrix = sparse.csr_matrix((np.ones(len(ids), np.float32), places))
    matrix.sum_duplicates()
    return fit(mv.Als(dim=64, epochs=3, threads=THREADS), matrix)


def counting(folder: Path) -> Job:
    corpus = text_corpus(folder)
    return lambda: mv.count(corpus, 10, threads=THREADS)


def corpus_from_files(folder: Path) -> Job:
    return lambda: mv.Corpus.from_files(folder / "tokens.txt", min_count=1, threads=THREADS)


def corpus_from_texts(folder: Path) -> Job:
    texts = lines(folder, "tokens.txt")
    return lambda: mv.Corpus.from_texts(texts, min_count=1)


def sentences(folder: Path) -> Job:
    corpus, texts = text_corpus(folder), lines(folder, "tokens.txt", 20_000)
    encoder = fitted(mv.Sif, mv.Skipgram(epochs=1, threads=THREADS).fit(corpus), corpus)
    return lambda: encoder.encode(texts)


def search(folder: Path) -> Job:
    vectors = word_vectors(50_000)
    questions = [f"w{i}" for i in range(100)]
    return lambda: [vectors.most_similar(word, topn=10) for word in questions]


def spacing_learning(folder: Path) -> Job:
    return fit(mv.Spacing(threads=THREADS), folder / "reviews.txt")


def spacing_correcting(folder: Path) -> Job:
    model = mv.Spacing(threads=THREADS).fit(folder / "reviews.txt")
    texts = [text.replace(" ", "") for text in lines(folder, "reviews.txt", 20_000)]
    return lambda: model.correct_batch(texts)


def words(folder: Path) -> Job:
    discovery = getattr(mv, "word_discovery", mv)  # versions before 48 public names
    return lambda: discovery.count_words(folder / "reviews.txt", threads=THREADS).table(
        min_frequency=5
    )


def loading_vectors(folder: Path) -> Job:
    path = folder / f"vectors-{sys.prefix.replace('/', '-')}.safetensors"
    word_vectors(50_000).save(path)
    return lambda: mv.load(path).most_similar("w1")


def loading_corpus(folder: Path) -> Job:
    path = folder / f"corpus-{sys.prefix.replace('/', '-')}.safetensors"
    text_corpus(folder).save(path)
    load = getattr(mv.Corpus, "load", None) or mv.Corpus.open
    return lambda: sum(map(len, load(path)))


def token_model(kind: str, **knobs: Any) -> Callable[[Path], Job]:
    """A model that reads tokens."""
    return lambda folder: fit(
        getattr(mv, kind)(threads=THREADS, epochs=1, **knobs), text_corpus(folder)
    )


WORKLOADS: dict[str, Callable[[Path], Job]] = {
    "skip-gram": token_model("Skipgram"),
    "CBOW": token_model("Cbow"),
    "skip-gram with sub-words": token_model("Skipgram", max_n=6, buckets=200_000),
    "Doc2Vec": token_model("Doc2Vec"),
    "language model": token_model("Nplm", dim=20, hidden=20, samples=50),
    "GloVe": glove,
    "Swivel": swivel,
    "SVD": svd,
    "ALS": als,
    "counting": counting,
    "corpus from files": corpus_from_files,
    "corpus from texts": corpus_from_texts,
    "sentences": sentences,
    "search": search,
    "spacing, learning": spacing_learning,
    "spacing, correcting": spacing_correcting,
    "words": words,
    "loading vectors": loading_vectors,
    "loading a corpus": loading_corpus,
}


def main(request: dict[str, Any]) -> float:
    """Seconds of a workload: the median of as many calls as begin within some seconds."""
    job = WORKLOADS[request["workload"]](Path(request["folder"]))
    begin, taken = time.perf_counter(), []
    while not taken or time.perf_counter() - begin < request["seconds"]:
        before = time.perf_counter()
        job()
        taken.append(time.perf_counter() - before)
    return statistics.median(taken)


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
