"""One run of Gensim: the job as JSON in the first argument, ``iterable`` as the second to read
sentences instead of the file."""

from __future__ import annotations

import json
import sys
import time

from gensim.models import FastText, word2vec


def main(job: dict, iterable: bool) -> None:
    """Trains, saves as text, prints the seconds that training took."""
    if word2vec.FAST_VERSION < 0:
        raise RuntimeError("this Gensim runs its slow Python path")
    source = (
        {"corpus_iterable": word2vec.LineSentence(job["corpus"])}
        if iterable
        else {"corpus_file": job["corpus"]}
    )
    kind, subwords = word2vec.Word2Vec, {}
    if job["max_n"]:
        kind = FastText
        subwords = {"min_n": job["min_n"], "max_n": job["max_n"], "bucket": job["buckets"]}
    model = kind(
        sg=int(job["model"] == "skipgram"),
        vector_size=job["dim"],
        window=job["window"],
        negative=job["negative"],
        sample=job["sample"],
        min_count=job["min_count"],
        epochs=job["epochs"],
        workers=job["threads"],
        alpha=job["lr"],
        seed=job["seed"],
        **subwords,
    )
    model.build_vocab(**source)
    begin = time.perf_counter()
    model.train(
        **source,
        total_examples=model.corpus_count,
        total_words=model.corpus_total_words,
        epochs=model.epochs,
    )
    seconds = time.perf_counter() - begin
    model.wv.save_word2vec_format(job["output"])
    print(json.dumps({"train_seconds": seconds}))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), "iterable" in sys.argv[2:])
