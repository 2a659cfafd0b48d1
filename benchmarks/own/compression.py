"""What compression saves and costs.

    python -m benchmarks.own.compression --vectors FILE --similarity FILE --analogy FILE

For each method the size of the saved file, the scores, those of unseen words (every word of the
pairs as if not seen), the share of nearest words found again, and the time of a query.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

import malvec as mv
from benchmarks.arguments import add_sets, new_parser, report
from benchmarks.result_form import Row, row
from benchmarks.scores import score
from malvec.evaluate.set_files import read_pairs
from malvec.vectors.compression import measure_loss

METHODS: dict[str, dict[str, Any]] = {
    "8 bit": {"method": "int8"},
    "pq, 1 byte per 2": {"method": "pq"},
    "pq, 1 byte per 4": {"method": "pq", "parts": 4},
}


def unseen_score(vectors: mv.WordVectors, path: Path) -> float:
    """Spearman's coefficient times 100 where every word is composed of its n-grams alone."""
    table = vectors.subword_table
    pairs = read_pairs(path).pairs
    words = sorted({word for a, b, _ in pairs for word in (a, b)})
    composed = mv.WordVectors(mv.Vocab.from_words(words), table.vectors(words))
    return 100 * mv.evaluate.similarity(composed, pairs, bootstrap=0).score


def query_time(vectors: mv.WordVectors, queries: int = 200) -> float:
    """Milliseconds per question, one at a time, after the first."""
    words = [vectors.vocab[int(i)] for i in np.linspace(0, min(len(vectors), 20_000) - 1, queries)]
    vectors.most_similar(words[0])
    begin = time.perf_counter()
    for word in words:
        vectors.most_similar(word)
    return 1000 * (time.perf_counter() - begin) / queries


def row_of(
    name: str, vectors: mv.WordVectors, original: mv.WordVectors, wanted: argparse.Namespace
) -> Row:
    """All figures of one method."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "v.safetensors"
        vectors.save(path)
        size = path.stat().st_size
    scores = score(vectors, wanted.similarity, wanted.analogy)
    if vectors.subword_table is not None:
        scores |= {
            f"{path.stem}, unseen": unseen_score(vectors, path) for path in wanted.similarity
        }
    loss = measure_loss(original, vectors)
    return row(
        f"malvec, {name}",
        speed={"query, ms": query_time(vectors)},
        memory={"file, bytes": size},
        quality={
            **scores,
            "nearest found again": loss.recall,
            "cosine with the original": loss.cosine,
        },
    )


def compressed(original: mv.WordVectors, knobs: dict[str, Any]) -> Any:
    """By a method of `METHODS`; ``parts`` is there the number of dimensions of a part."""
    parts = {"parts": original.dim // knobs["parts"]} if "parts" in knobs else {}
    return mv.vectors.compress(original, **{**knobs, **parts})


def main() -> None:
    """The command line."""
    parser = new_parser("own.compression", __doc__, rounds=1)
    parser.add_argument("--vectors", required=True, type=Path, help="a .safetensors file")
    add_sets(parser)
    wanted = parser.parse_args()
    original = mv.load(wanted.vectors)
    made: dict[str, Any] = {"as trained": original}
    if original.subword_table is not None:
        made["pruned"] = mv.vectors.prune(original)
    made |= {name: compressed(original, knobs) for name, knobs in METHODS.items()}
    rows = [row_of(name, vectors, original, wanted) for name, vectors in made.items()]
    whole = rows[0]["memory"]["file, bytes"]
    for each in rows:
        each["memory"]["share of the whole"] = each["memory"]["file, bytes"] / whole
    report(wanted, "Compressed vectors", rows, settings={"vectors": repr(original)})


if __name__ == "__main__":
    main()
