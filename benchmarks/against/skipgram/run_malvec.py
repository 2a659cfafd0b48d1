"""One run of malvec: the job as JSON in the first argument."""

from __future__ import annotations

import json
import sys

import malvec as mv


def main(job: dict) -> None:
    """Trains, saves as text, prints the seconds that training took."""
    corpus = mv.Corpus.from_files(job["corpus"], min_count=job["min_count"])
    recipe = {"skipgram": mv.Skipgram, "cbow": mv.Cbow}[job["model"]]
    shared = {
        name: job[name]
        for name in ("dim", "window", "negative", "sample", "epochs", "threads", "lr", "seed")
    }
    if job["max_n"]:
        shared |= {name: job[name] for name in ("min_n", "max_n", "buckets")}
    vectors = recipe(**{**shared, **job["knobs"]}).fit(corpus)
    mv.io.save_word2vec(vectors, job["output"])
    print(json.dumps({"train_seconds": vectors.report.seconds}))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
