"""One system cuts a file of a text per line: see compare.py."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any


def ids_of(cut: Callable[[str], list[str]], path: str) -> dict[str, float]:
    """Seconds from text to ids, with a tokenizer of Python."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    ids: dict[str, int] = {}
    begin = time.perf_counter()
    numbered = [[ids.setdefault(token, len(ids)) for token in cut(line)] for line in lines]
    return {"s": time.perf_counter() - begin, "tokens": sum(map(len, numbered))}


def run_morphs(path: str, threads: int) -> dict[str, float]:
    """python-mecab-ko as it is shipped."""
    return ids_of(import_module("mecab").MeCab().morphs, path)


def run_lattice(path: str, threads: int) -> dict[str, float]:
    """What it is made of, without an object per morpheme."""
    tagger, binding = import_module("mecab").MeCab()._tagger, import_module("_mecab")

    def cut(text: str) -> list[str]:
        lattice = binding.Lattice()
        lattice.add_request_type(binding.MECAB_ALLOCATE_SENTENCE)
        lattice.set_sentence(text)
        tagger.parse(lattice)
        return [node.surface for _, node in lattice]

    return ids_of(cut, path)


def run_wakati(path: str, threads: int) -> dict[str, float]:
    """MeCab's program, less the time that it takes for no text."""
    call = [sys.executable, "-m", "mecab", "-O", "wakati", "-o", os.devnull]

    def seconds(name: str) -> float:
        begin = time.perf_counter()
        subprocess.run([*call, name], check=True, capture_output=True)
        return time.perf_counter() - begin

    return {"s": seconds(path) - seconds(os.devnull), "tokens": 0}


def run_malvec(path: str, threads: int) -> dict[str, float]:
    """malvec, with the time that it takes to open the dictionary."""
    mv: Any = import_module("malvec")
    mecab = mv.tokenizers.Mecab()
    begin = time.perf_counter()
    mecab.core()
    opened = time.perf_counter() - begin
    begin = time.perf_counter()
    corpus = mv.Corpus.from_files(path, tokenizer=mecab, min_count=1, threads=threads)
    taken = time.perf_counter() - begin
    return {"s": taken, "tokens": corpus.report.tokens, "opened": opened}


def main() -> None:
    """The request is on standard input, the answer on standard output."""
    request = json.load(sys.stdin)
    threads = request["threads"]
    if threads == 1:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    told = globals()[f"run_{request['system']}"](request["texts"], threads)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
