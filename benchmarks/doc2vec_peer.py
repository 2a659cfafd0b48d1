"""What ``benchmarks.doc2vec`` runs under another interpreter: gensim's Doc2Vec on a file of tokens;
needs gensim and NumPy only.

``python doc2vec_peer.py request.json``: trains, saves the vectors, infers, and prints seconds as
JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np


def main() -> None:
    """Trains on memory (``input`` memory: as shipped) or on a file (``input`` file: its fastest),
    then infers one text after another."""
    from gensim.models.doc2vec import Doc2Vec, TaggedDocument

    request: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    lines = Path(request["tokens"]).read_text("utf-8").split("\n")[:-1]
    model = Doc2Vec(**request["knobs"])
    if request["input"] == "file":
        source: dict[str, Any] = {"corpus_file": request["tokens"]}
        model.build_vocab(**source)
        extra = {"total_words": model.corpus_total_words}
    else:
        source, extra = (
            {"documents": [TaggedDocument(line.split(), [i]) for i, line in enumerate(lines)]},
            {},
        )
        model.build_vocab(source["documents"])
    began = time.perf_counter()
    if request["input"] == "file":
        model.train(**source, **extra, total_examples=model.corpus_count, epochs=model.epochs)
    else:
        model.train(source["documents"], total_examples=model.corpus_count, epochs=model.epochs)
    seconds = time.perf_counter() - began
    texts = [lines[i].split() for i in request["infer"]]
    began = time.perf_counter()
    inferred = [model.infer_vector(text) for text in texts]
    infer_seconds = time.perf_counter() - began
    found: dict[str, Any] = {"vectors": model.dv.vectors}
    if texts:
        found["inferred"] = np.array(inferred, np.float32)
    np.savez(request["out"], **found)
    print(json.dumps({"seconds": seconds, "infer_seconds": infer_seconds}))


if __name__ == "__main__":
    main()
