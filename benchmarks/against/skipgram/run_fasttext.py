"""One run of fastText's Python package: the job as JSON in the first argument. Its rate appears on
stderr, as the program's does."""

from __future__ import annotations

import json
import sys

import fasttext


def main(job: dict) -> None:
    """Trains and saves as text."""
    model = fasttext.train_unsupervised(
        job["corpus"],
        model=job["model"],
        dim=job["dim"],
        ws=job["window"],
        neg=job["negative"],
        t=job["sample"],
        minCount=job["min_count"],
        epoch=job["epochs"],
        thread=job["threads"],
        lr=job["lr"],
        minn=job["min_n"] if job["max_n"] else 0,
        maxn=job["max_n"],
        bucket=job["buckets"] if job["max_n"] else 0,
        verbose=2,
    )
    words = model.get_words()
    with open(job["output"], "w", encoding="utf-8") as file:
        file.write(f"{len(words)} {job['dim']}\n")
        for word in words:
            file.write(
                f"{word} {' '.join(f'{value:.6g}' for value in model.get_word_vector(word))}\n"
            )


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
