"""What compression saves and costs: ``python -m benchmarks.compression --vectors FILE --similarity
FILE --analogy FILE``.

For each method the size of the saved file, the scores, those of unseen words (every word of the
pairs as if not seen), the share of nearest words found again, and the time of a query.
"""

from __future__ import annotations

import argparse
import datetime
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

import malvec as mv
from benchmarks.against.match import processor
from benchmarks.quality import score
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
    if table is None:
        return float("nan")
    pairs = read_pairs(path).pairs
    words = sorted({word for a, b, _ in pairs for word in (a, b)})
    composed = mv.WordVectors(mv.Vocab.from_words(words), table.vectors(words))
    return 100 * mv.evaluate.similarity(composed, pairs, bootstrap=0).score


def query_time(vectors: mv.WordVectors, queries: int = 200) -> float:
    """Milliseconds per question, one at a time, after the first."""
    words = [vectors.words[int(i)] for i in np.linspace(0, min(len(vectors), 20_000) - 1, queries)]
    vectors.most_similar(words[0])
    begin = time.perf_counter()
    for word in words:
        vectors.most_similar(word)
    return 1000 * (time.perf_counter() - begin) / queries


def measured(
    name: str, vectors: mv.WordVectors, original: mv.WordVectors, wanted: argparse.Namespace
) -> dict[str, Any]:
    """All figures of one method."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "v.safetensors"
        vectors.save(path)
        size = path.stat().st_size
    scores = score(vectors, wanted.similarity, wanted.analogy)
    scores |= {f"{path.stem}, unseen": unseen_score(vectors, path) for path in wanted.similarity}
    loss = measure_loss(original, vectors)
    return {
        "method": name,
        "bytes": size,
        "scores": scores,
        "recall": loss.recall,
        "cosine": loss.cosine,
        "query_ms": query_time(vectors),
    }


def main() -> None:
    """Compresses by every method, prints and writes what came out."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compression", description=__doc__)
    parser.add_argument("--vectors", required=True, help="a .safetensors file with sub-words")
    parser.add_argument("--similarity", action="append", default=[], type=Path)
    parser.add_argument("--analogy", action="append", default=[], type=Path)
    parser.add_argument("--out", type=Path)
    wanted = parser.parse_args()
    original = mv.load(wanted.vectors)
    rows = [
        measured("as trained", original, original, wanted),
        measured("pruned", mv.vectors.prune(original), original, wanted),
    ]
    for name, knobs in METHODS.items():
        knobs = {**knobs, **({"parts": original.dim // knobs["parts"]} if "parts" in knobs else {})}
        rows.append(measured(name, mv.vectors.compress(original, **knobs), original, wanted))
    for row in rows:
        row["share"] = row["bytes"] / rows[0]["bytes"]
        scores = ", ".join(f"{key} {value:.1f}" for key, value in row["scores"].items())
        print(
            f"{row['method']:18} {row['bytes'] / 2**20:8.1f} MiB {100 * row['share']:6.2f} % "
            f" recall {row['recall']:.3f}  {scores}",
            flush=True,
        )
    if wanted.out:
        facts = {
            "model": repr(original),
            "date": f"{datetime.date.today()}",
            "processor": processor(),
        }
        wanted.out.write_text(
            json.dumps({**facts, "compression": rows}, ensure_ascii=False, indent=1) + "\n"
        )


if __name__ == "__main__":
    main()
