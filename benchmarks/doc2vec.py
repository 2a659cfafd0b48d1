"""Doc2Vec against gensim's on film reviews, every review a document: ``python -m benchmarks.doc2vec
--help``.

    same film    share of reviews whose nearest other review, by cosine, is of the same film
    rating       area under the curve of a logistic regression on unit vectors: rating of 9 and more against 4 and less; films are
                 apart in training and test
    own review   share of inferred reviews whose nearest trained vector is their own

Training is timed without reading and counting; both systems use the same tokens, knobs and threads.
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

import malvec as mv
from benchmarks.against.match import processor
from malvec.search.nearest import Rows, nearest

Floats = npt.NDArray[np.float32]
MODELS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {  # malvec's knobs, gensim's
    "dbow": ({}, {"dm": 0}),
    "dbow + words": ({"dbow_words": True}, {"dm": 0, "dbow_words": 1}),
    "dm mean": ({"dm": True}, {"dm": 1, "dm_mean": 1}),
    "dm sum": ({"dm": True, "combine": "sum"}, {"dm": 1, "dm_mean": 0}),
    "dm concat": ({"dm": True, "combine": "concat"}, {"dm": 1, "dm_concat": 1}),
}
QUERIES, LEAST_TOKENS = 4000, 5


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


class Judge:
    """Scores vectors of reviews, one per row."""

    def __init__(self, films: list[str], ratings: list[int], lengths: list[int]) -> None:
        chance = np.random.default_rng(0)
        self.film = np.unique(films, return_inverse=True)[1]
        stars = np.array(ratings)
        long = np.array(lengths) >= LEAST_TOKENS
        self.queries = chance.choice(
            np.flatnonzero(long), min(QUERIES, int(long.sum())), replace=False
        )
        self.judged = np.flatnonzero(long & ((stars >= 9) | (stars <= 4)))
        self.good = (stars >= 9)[self.judged]
        self.test = chance.random(self.film.max() + 1)[self.film[self.judged]] < 0.3

    def same_film(self, vectors: Floats) -> float:
        """Share of reviews whose nearest other one is of the same film."""
        found = nearest(
            Rows.of(vectors),
            vectors[self.queries],
            topn=1,
            exclude=[[int(i)] for i in self.queries],
        )[1][:, 0]
        return float((self.film[found] == self.film[self.queries]).mean())

    def rating(self, vectors: Floats) -> float:
        """Area under the curve."""
        unit = vectors[self.judged] / np.maximum(
            np.linalg.norm(vectors[self.judged], axis=1, keepdims=True), 1e-12
        )
        model = LogisticRegression(C=10, max_iter=300).fit(unit[~self.test], self.good[~self.test])
        return float(roc_auc_score(self.good[self.test], model.decision_function(unit[self.test])))

    def own(self, vectors: Floats, inferred: Floats) -> float:
        """Share of inferred vectors whose nearest trained one is their own."""
        queries = self.queries[: len(inferred)]
        return float((nearest(Rows.of(vectors), inferred, topn=1)[1][:, 0] == queries).mean())


def ours(
    tokens: Path, knobs: dict[str, Any], infer: list[int]
) -> tuple[float, float, Floats, Floats]:
    """Seconds of training and per inferred text, vectors and inferred vectors."""
    corpus = mv.Corpus.from_files(str(tokens), min_count=5, keep_empty=True)
    documents = mv.Doc2Vec(**knobs).fit(corpus)
    seconds = (
        documents.report.seconds
    )  # as gensim's train(): without vocabulary, tags and first rows
    lines = tokens.read_text("utf-8").split("\n")
    texts = [lines[i] for i in infer]
    documents.infer(texts[:1])
    began = time.perf_counter()
    inferred = documents.infer(texts, threads=knobs["threads"])
    return (
        seconds,
        (time.perf_counter() - began) / max(1, len(texts)),
        np.asarray(documents.matrix),
        inferred,
    )


def peer(python: str, request: dict[str, Any]) -> tuple[float, float, Floats, Floats]:
    """The same of gensim, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        place, out = Path(folder) / "request.json", Path(folder) / "out.npz"
        place.write_text(json.dumps({**request, "out": str(out)}), "utf-8")
        script = str(Path(__file__).with_name("doc2vec_peer.py"))
        told = json.loads(
            subprocess.run(
                [python, script, str(place)], check=True, capture_output=True, text=True
            ).stdout
        )
        found = np.load(out)
        count = max(1, len(request["infer"]))
        inferred = (
            found["inferred"]
            if request["infer"]
            else np.zeros((0, request["knobs"]["vector_size"]), np.float32)
        )
        return told["seconds"], told["infer_seconds"] / count, found["vectors"], inferred


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.doc2vec", description=__doc__)
    parser.add_argument(
        "--reviews", required=True, type=Path, help="reviews, tab-separated: id, film, rating, text"
    )
    parser.add_argument("--cache", required=True, type=Path, help="folder that keeps the tokens")
    parser.add_argument(
        "--peer-python", help="an interpreter that has gensim; without it only malvec runs"
    )
    parser.add_argument("--limit", type=int, default=100_000, help="reviews")
    parser.add_argument("--models", nargs="+", default=["dbow", "dm mean"], choices=list(MODELS))
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--lr", type=float, default=0.05)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--infer", type=int, default=2000, help="texts to infer")
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


def main() -> None:
    """Runs all systems in turn, prints and writes speeds and scores."""
    wanted = arguments()
    films, ratings, texts = read_reviews(wanted.reviews, wanted.limit)
    tokens = tokens_of(texts, wanted.cache / f"reviews-{wanted.limit}.mecab.txt")
    judge = Judge(
        films, ratings, [len(line.split()) for line in tokens.read_text("utf-8").split("\n")[:-1]]
    )
    infer = judge.queries[: wanted.infer].tolist()
    runs: dict[tuple[str, str], list[dict[str, float]]] = {}
    for _ in range(wanted.rounds):
        for model in wanted.models:
            knobs = {
                "epochs": wanted.epochs,
                "lr": wanted.lr,
                "threads": wanted.threads,
                **MODELS[model][0],
            }
            results = {"malvec": ours(tokens, knobs, infer)}
            for how in ("memory", "file") if wanted.peer_python else ():
                theirs = {
                    "vector_size": 100,
                    "window": 5,
                    "negative": 5,
                    "min_count": 5,
                    "sample": 1e-3,
                    "alpha": wanted.lr,
                }
                theirs |= {
                    "min_alpha": 1e-4,
                    "epochs": wanted.epochs,
                    "workers": wanted.threads,
                    "seed": 1,
                    **MODELS[model][1],
                }
                request = {
                    "tokens": str(tokens),
                    "input": how,
                    "knobs": theirs,
                    "infer": infer if how == "memory" else [],
                }
                results[f"gensim, from {how}"] = peer(wanted.peer_python, request)
            for system, (seconds, per_text, vectors, inferred) in results.items():
                run = {
                    "seconds": seconds,
                    "same film": judge.same_film(vectors),
                    "rating": judge.rating(vectors),
                }
                if len(inferred):
                    run |= {
                        "texts per second": 1 / per_text,
                        "own review": judge.own(vectors, inferred),
                    }
                runs.setdefault((model, system), []).append(run)
                print(
                    model, system, {key: round(value, 4) for key, value in run.items()}, flush=True
                )
    if wanted.out:
        rows = [
            {"model": model, "system": system, "rounds": len(found)}
            | {key: statistics.median(run[key] for run in found) for key in found[0]}
            for (model, system), found in runs.items()
        ]
        facts = {
            "reviews": len(texts),
            "epochs": wanted.epochs,
            "lr": wanted.lr,
            "threads": wanted.threads,
        }
        facts |= {"processor": processor(), "date": f"{datetime.date.today()}", "doc2vec": rows}
        wanted.out.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
