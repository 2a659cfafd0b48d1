"""gensim's Doc2Vec on a file of tokens; needs gensim and NumPy only."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from gensim.models.doc2vec import Doc2Vec, TaggedDocument


def train(model: Doc2Vec, request: dict[str, Any], lines: list[str]) -> float:
    """Seconds of training from memory (as shipped) or from a file (its fastest)."""
    if request["input"] == "file":
        model.build_vocab(corpus_file=request["tokens"])
        source: dict[str, Any] = {"corpus_file": request["tokens"]}
        source["total_words"] = model.corpus_total_words
    else:
        documents = [TaggedDocument(line.split(), [i]) for i, line in enumerate(lines)]
        model.build_vocab(documents)
        source = {"corpus_iterable": documents}
    begin = time.perf_counter()
    model.train(**source, total_examples=model.corpus_count, epochs=model.epochs)
    return time.perf_counter() - begin


def main(request: dict[str, Any]) -> dict[str, float]:
    """Seconds of training and of inferring one text after another; vectors go into a file."""
    lines = Path(request["tokens"]).read_text("utf-8").split("\n")[:-1]
    model = Doc2Vec(**request["knobs"])
    seconds = train(model, request, lines)
    texts = [lines[i].split() for i in request["infer"]]
    begin = time.perf_counter()
    inferred = [model.infer_vector(text) for text in texts]
    infer_seconds = time.perf_counter() - begin
    found: dict[str, Any] = {"vectors": model.dv.vectors}
    if texts:
        found["inferred"] = np.array(inferred, np.float32)
    np.savez(request["out"], **found)
    return {"seconds": seconds, "infer_seconds": infer_seconds}


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
