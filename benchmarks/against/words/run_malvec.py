"""malvec scores words and cuts texts."""

from __future__ import annotations

import json
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import malvec as mv


def write_scores(table: Any, columns: list[str], path: str) -> None:
    """A line per word with all its scores."""
    values = (table.columns[name].tolist() for name in columns)
    with open(path, "w", encoding="utf-8") as file:
        for word, *scores in zip(table.vocab, *values, strict=True):
            file.write("\t".join([word, *map(repr, map(float, scores))]) + "\n")


def main(request: dict[str, Any]) -> dict[str, Any]:
    """Seconds, counts and memory; scores and tokens go into files."""
    threads, frequency = request["threads"], request["min_frequency"]
    begin = time.perf_counter()
    counted = mv.word_discovery.count_words(request["texts"], threads=threads)
    table = counted.table(min_frequency=frequency, threads=threads)
    told = {"seconds": time.perf_counter() - begin, "words": len(table), "peak": peak_memory()}
    everything = counted.table(min_frequency=frequency, min_cohesion_forward=0, threads=threads)
    write_scores(everything, request["columns"], request["out"])
    scores = json.loads(Path(request["scores"]).read_text("utf-8"))
    tokenizer = mv.tokenizers.LTokenizer(scores)
    part = Path(request["texts"]).read_bytes().decode().split("\n")[: request["token_texts"]]
    begin = time.perf_counter()
    tokens = tokenizer.batch(part, threads)
    told["token_seconds"] = time.perf_counter() - begin
    begin = time.perf_counter()
    for text in part:
        tokenizer(text)
    told["one_by_one_seconds"] = time.perf_counter() - begin
    Path(f"{request['out']}.tokens").write_text(json.dumps(tokens), "utf-8")
    return told


def peak_memory() -> int:
    """Bytes, the process's own: getrusage would count what the process that started it held."""
    with open("/proc/self/status", encoding="ascii") as file:
        return 1024 * next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print(json.dumps(main(json.load(sys.stdin))))
