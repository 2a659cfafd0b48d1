"""soynlp scores words and cuts texts; needs NumPy and soynlp only."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import soynlp
from soynlp.tokenizer import LTokenizer
from soynlp.word import WordExtractor


def main(request: dict[str, Any]) -> dict[str, Any]:
    """Seconds, counts and memory; scores and tokens go into files."""
    texts = Path(request["texts"]).read_bytes().decode().split("\n")
    begin = time.perf_counter()
    extractor = WordExtractor(min_frequency=request["min_frequency"], verbose_points=0)
    extractor.train(texts)
    words = extractor.extract()
    told = {"seconds": time.perf_counter() - begin, "words": len(words), "peak": peak_memory()}
    with open(request["out"], "w", encoding="utf-8") as file:
        for word, score in extractor.word_scores().items():
            file.write("\t".join([word, *map(repr, map(float, score))]) + "\n")
    tokenizer = LTokenizer(json.loads(Path(request["scores"]).read_text("utf-8")))
    part = texts[: request["token_texts"]]
    begin = time.perf_counter()
    tokens = [tokenizer.tokenize(text) for text in part]
    told["token_seconds"] = time.perf_counter() - begin
    Path(f"{request['out']}.tokens").write_text(json.dumps(tokens), "utf-8")
    return {**told, "version": getattr(soynlp, "__version__", "")}


def peak_memory() -> int:
    """Bytes, the process's own: getrusage would count what the process that started it held."""
    with open("/proc/self/status", encoding="ascii") as file:
        return 1024 * next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
