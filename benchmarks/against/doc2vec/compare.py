"""Doc2Vec against gensim's on film reviews, every review a document.

    python -m benchmarks.against.doc2vec --reviews nsmc.tsv --cache FOLDER --peer-python PYTHON

    nearest of the same film   share of reviews whose nearest other review, by cosine, is of the
                               same film
    rating, AUC                area under the curve of a logistic regression on unit vectors: rating
                               of 9 and more against 4 and less; films are apart in training and
                               test
    own review found           share of inferred reviews whose nearest trained vector is their own

Training is timed without reading and counting; both systems use the same tokens, knobs and threads.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import malvec as mv
from benchmarks.against.doc2vec.judge import Floats, Judge
from benchmarks.arguments import add_peer, new_parser, report
from benchmarks.result_form import Row, add_ratios, row_of_runs
from benchmarks.rounds import in_turn, run_program

PEER = Path(__file__).with_name("run_gensim.py")
MODELS: dict[str, dict[str, dict[str, Any]]] = {
    "dbow": {"malvec": {}, "gensim": {"dm": 0}},
    "dbow + words": {
        "malvec": {"dbow_words": True},
        "gensim": {"dm": 0, "dbow_words": 1},
    },
    "dm mean": {"malvec": {"dm": True}, "gensim": {"dm": 1, "dm_mean": 1}},
    "dm sum": {
        "malvec": {"dm": True, "combine": "sum"},
        "gensim": {"dm": 1, "dm_mean": 0},
    },
    "dm concat": {
        "malvec": {"dm": True, "combine": "concat"},
        "gensim": {"dm": 1, "dm_concat": 1},
    },
}
Answer = tuple[float, float, Floats, Floats]
"""Seconds of training, seconds per inferred text, vectors, inferred vectors."""


def read_reviews(path: Path, limit: int) -> tuple[list[str], list[int], list[str]]:
    """Films, ratings and texts of whole films, drawn at random, until there are ``limit``
    reviews."""
    by_film: dict[str, list[tuple[int, str]]] = {}
    for line in path.read_text("utf-8").split("\n"):
        parts = line.split("\t", 3)
        if len(parts) == 4:
            by_film.setdefault(parts[1], []).append((int(parts[2]), parts[3]))
    films = sorted(by_film)
    random.Random(0).shuffle(films)
    drawn = [(film, rating, text) for film in films for rating, text in by_film[film]][:limit]
    random.Random(1).shuffle(drawn)
    return [row[0] for row in drawn], [row[1] for row in drawn], [row[2] for row in drawn]


def tokens_of(texts: list[str], place: Path) -> Path:
    """A file with the Mecab tokens of a text per line, blanks between; made once."""
    if not place.exists():
        corpus = mv.Corpus.from_texts(
            texts, tokenizer=mv.tokenizers.Mecab(), min_count=1, keep_empty=True
        )
        place.write_text("".join(" ".join(sentence) + "\n" for sentence in corpus), "utf-8")
    return place


def ours(tokens: Path, knobs: dict[str, Any], infer: list[int]) -> Answer:
    """What malvec makes of a file of tokens."""
    corpus = mv.Corpus.from_files(str(tokens), min_count=5, keep_empty=True)
    documents = mv.Doc2Vec(**knobs).fit(corpus)
    lines = tokens.read_text("utf-8").split("\n")
    texts = [lines[i] for i in infer]
    documents.infer(texts[:1])
    begin = time.perf_counter()
    inferred = documents.infer(texts, threads=knobs["threads"])
    per_text = (time.perf_counter() - begin) / max(1, len(texts))
    # as gensim's train(): without vocabulary, tags and first rows
    seconds = documents.report.seconds
    return seconds, per_text, np.asarray(documents.matrix), inferred


def peer(python: Path, request: dict[str, Any]) -> Answer:
    """The same of gensim, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/out.npz"
        told = run_program(python, PEER, {**request, "out": out})
        with np.load(out) as stored:
            vectors = stored["vectors"]
            inferred = stored["inferred"] if request["infer"] else vectors[:0]
    return told["seconds"], told["infer_seconds"] / max(1, len(inferred)), vectors, inferred


def judged(answer: Callable[[], Answer], judge: Judge) -> dict[str, Any]:
    """The figures of a run."""
    seconds, per_text, vectors, inferred = answer()
    speed = {"training, s": seconds}
    quality = {
        "nearest of the same film": judge.same_film(vectors),
        "rating, AUC": judge.rating(vectors),
    }
    if len(inferred):
        speed["texts inferred/s"] = 1 / per_text
        quality["own review found"] = judge.own(vectors, inferred)
    return {"speed": speed, "quality": quality}


def systems(
    wanted: argparse.Namespace, model: str, tokens: Path, infer: list[int]
) -> dict[str, Callable[[], Answer]]:
    """All that take part; gensim infers only where it trained from memory."""
    shared = {"epochs": wanted.epochs, "lr": wanted.lr, "threads": wanted.threads}
    found: dict[str, Callable[[], Answer]] = {
        "malvec": partial(ours, tokens, shared | MODELS[model]["malvec"], infer)
    }
    theirs = {
        **{"vector_size": 100, "window": 5, "negative": 5, "min_count": 5, "sample": 1e-3},
        **{"alpha": wanted.lr, "min_alpha": 1e-4, "epochs": wanted.epochs},
        **{"workers": wanted.threads, "seed": 1, **MODELS[model]["gensim"]},
    }
    for source in ("memory", "file") if wanted.peer_python else ():
        request = {"tokens": str(tokens), "input": source, "knobs": theirs}
        request["infer"] = infer if source == "memory" else []
        found[f"gensim, from {source}"] = partial(peer, wanted.peer_python, request)
    return found


def arguments() -> argparse.Namespace:
    """What the user wants to compare."""
    parser = new_parser("against.doc2vec", __doc__, rounds=1)
    parser.add_argument(
        "--reviews", required=True, type=Path, help="reviews, tab-separated: id, film, rating, text"
    )
    parser.add_argument("--cache", required=True, type=Path, help="folder that keeps the tokens")
    add_peer(parser, "gensim; without it only malvec runs")
    parser.add_argument("--limit", type=int, default=100_000, help="reviews")
    parser.add_argument("--models", nargs="+", default=["dbow", "dm mean"], choices=list(MODELS))
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--lr", type=float, default=0.05)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--infer", type=int, default=2000, help="texts to infer")
    return parser.parse_args()


def main() -> None:
    """The command line."""
    wanted = arguments()
    films, ratings, texts = read_reviews(wanted.reviews, wanted.limit)
    tokens = tokens_of(texts, wanted.cache / f"reviews-{wanted.limit}.mecab.txt")
    lines = tokens.read_text("utf-8").split("\n")[:-1]
    judge = Judge(films, ratings, [len(line.split()) for line in lines])
    infer = judge.queries[: wanted.infer].tolist()
    rows: list[Row] = []
    for model in wanted.models:
        jobs = {
            name: partial(judged, answer, judge)
            for name, answer in systems(wanted, model, tokens, infer).items()
        }
        found = in_turn(jobs, wanted.rounds)
        rows += [row_of_runs(name, runs, case=model) for name, runs in found.items()]
    add_ratios(rows, "training, s", more_is_better=False)
    settings = {name: getattr(wanted, name) for name in ("epochs", "lr", "threads")}
    settings["reviews"] = len(texts)
    report(wanted, "Doc2Vec on film reviews", rows, settings=settings)
