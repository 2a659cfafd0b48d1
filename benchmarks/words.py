"""Word scores and the L-tokenizer against soynlp: ``python -m benchmarks.words --texts reviews.tsv
--column 3 --peer-python PATH``.

Each system runs in a process of its own, in turn; medians are compared. All scores of all words are
compared with soynlp's, and the tokens of all texts. Seconds are from the texts in a file (malvec)
or in a list (soynlp) to all scores; peak memory is the process's own (VmHWM; getrusage would count
what the process that started it held).
"""

from __future__ import annotations

import argparse
import datetime
import json
import statistics
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.against.match import processor

FIELDS = (
    "cohesion_forward",
    "cohesion_backward",
    "left_branching_entropy",
    "right_branching_entropy",
)
FIELDS += ("left_accessor_variety", "right_accessor_variety", "left_frequency", "right_frequency")

PEER_PROGRAM = """
import json, sys, time
import numpy as np, soynlp
from soynlp.tokenizer import LTokenizer
from soynlp.word import WordExtractor
path, out, frequency, token_texts, scores_at = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:5]), sys.argv[5]
texts = open(path, encoding="utf-8", newline="\\n").read().split("\\n")
begin = time.perf_counter()
extractor = WordExtractor(min_frequency=frequency, verbose_points=0)
extractor.train(texts)
words = extractor.extract()
result = {"seconds": time.perf_counter() - begin, "words": len(words), "version": getattr(soynlp, "__version__", "")}
result["peak"] = 1024 * next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
with open(out, "w", encoding="utf-8") as file:
    for word, score in extractor.word_scores().items():
        file.write("\\t".join([word, *map(repr, map(float, score))]) + "\\n")
tokenizer = LTokenizer(dict(json.load(open(scores_at, encoding="utf-8"))))
part = texts[:token_texts]
begin = time.perf_counter()
tokens = [tokenizer.tokenize(text) for text in part]
result["token_seconds"] = time.perf_counter() - begin
json.dump(tokens, open(out + ".tokens", "w", encoding="utf-8"))
print(json.dumps(result))
"""

OWN_PROGRAM = """
import json, sys, time, warnings
import malvec as mv
warnings.simplefilter("ignore")
path, out, frequency, token_texts, scores_at, threads = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:5]), sys.argv[5], int(sys.argv[6])
begin = time.perf_counter()
counted = mv.word_discovery.count_words(path, threads=threads)
table = counted.table(min_frequency=frequency, threads=threads)
result = {"seconds": time.perf_counter() - begin, "words": len(table), "version": mv.__version__}
result["peak"] = 1024 * next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
everything = counted.table(min_frequency=frequency, min_cohesion_forward=0, threads=threads)
names = FIELDS
with open(out, "w", encoding="utf-8") as file:
    for word, *values in zip(everything.words, *(everything.columns[name].tolist() for name in names)):
        file.write("\\t".join([word, *map(repr, map(float, values))]) + "\\n")
tokenizer = mv.tokenizers.LTokenizer(json.load(open(scores_at, encoding="utf-8")))
part = open(path, encoding="utf-8", newline="\\n").read().split("\\n")[:token_texts]
begin = time.perf_counter()
tokens = tokenizer.batch(part, threads)
result["token_seconds"] = time.perf_counter() - begin
begin = time.perf_counter()
one_by_one = [tokenizer(text) for text in part]
result["one_by_one_seconds"] = time.perf_counter() - begin
json.dump(tokens, open(out + ".tokens", "w", encoding="utf-8"))
print(json.dumps(result))
""".replace("FIELDS", repr(FIELDS))


def run(python: str, program: str, *arguments: Any) -> dict[str, Any]:
    """What a program printed, run in a fresh process."""
    done = subprocess.run(
        [python, "-c", program, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    return dict(json.loads(done.stdout))


def load_scores(path: Path) -> dict[str, list[float]]:
    """Word to its eight values."""
    rows = (line.rstrip("\n").split("\t") for line in path.open(encoding="utf-8", newline="\n"))
    return {row[0]: [float(value) for value in row[1:]] for row in rows}


def compared(ours: Path, theirs: Path) -> dict[str, Any]:
    """How far the scores of all words and the tokens of all texts are apart."""
    own, peer = load_scores(ours), load_scores(theirs)
    both = own.keys() & peer.keys()
    apart = max(
        (float(np.abs(np.subtract(own[word], peer[word])).max()) for word in both), default=0.0
    )
    tokens = [json.loads(Path(f"{path}.tokens").read_text("utf-8")) for path in (ours, theirs)]
    same = sum(a == b for a, b in zip(*tokens, strict=True))
    return {
        "words": len(both),
        "words_of_one_only": len(own.keys() ^ peer.keys()),
        "largest_difference": apart,
        "texts_with_same_tokens": same,
    }


def measure(wanted: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """All systems in turn, and what their results have in common."""
    lines = wanted.texts.read_text("utf-8").split("\n")
    texts = [
        line if wanted.column is None else (line.split("\t") + [""] * wanted.column)[wanted.column]
        for line in lines
        if line
    ]
    (folder / "texts").write_text(
        unicodedata.normalize("NFC", "\n".join(texts)), "utf-8"
    )  # malvec reads it so
    scores = {word: score for word, score in score_words(folder / "texts").items() if len(word) > 1}
    (folder / "scores").write_text(json.dumps(scores), "utf-8")
    same = (wanted.min_frequency, wanted.token_texts, folder / "scores")
    systems = {
        f"malvec, {t} threads": (
            sys.executable,
            OWN_PROGRAM,
            folder / "texts",
            folder / f"own{t}",
            *same,
            t,
        )
        for t in (2, 1)
    }
    if wanted.peer_python:
        systems["soynlp"] = (
            wanted.peer_python,
            PEER_PROGRAM,
            folder / "texts",
            folder / "peer",
            *same,
        )
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in systems}
    for turn in range(wanted.rounds):
        for name, call in systems.items():
            if name != "soynlp" or turn < wanted.peer_rounds:
                runs[name].append(run(*call))
    result: dict[str, Any] = {
        "texts": len(texts),
        "token_texts": min(len(texts), wanted.token_texts),
        "scored_words": len(scores),
    }
    result["systems"] = [row_of(name, found) for name, found in runs.items()]
    if wanted.peer_python:
        result["compared"] = compared(folder / "own2", folder / "peer")
    return result


def score_words(path: Path) -> dict[str, float]:
    """The words that the tokenizers are given."""
    import malvec as mv

    return mv.word_discovery.count_words(path).table(min_frequency=100).scores()


def row_of(name: str, runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Medians of a system's runs."""
    row: dict[str, Any] = {
        "system": name,
        "version": runs[0]["version"],
        "words": runs[0]["words"],
        "rounds": len(runs),
    }
    for field in ("seconds", "token_seconds", "one_by_one_seconds", "peak"):
        values = [run[field] for run in runs if field in run]
        if values:
            row |= {field: statistics.median(values), f"{field}_of_runs": values}
    return row


def main() -> None:
    """Measures, prints, writes JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.words", description=__doc__)
    parser.add_argument("--texts", required=True, type=Path, help="one text per line")
    parser.add_argument(
        "--column", type=int, help="of tab-separated lines, from 0; by default the whole line"
    )
    parser.add_argument("--peer-python", help="a Python that has soynlp")
    parser.add_argument("--min-frequency", type=int, default=5)
    parser.add_argument("--token-texts", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer-rounds", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/words.json"))
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = measure(wanted, Path(folder))
    result |= {
        "file": wanted.texts.name,
        "min_frequency": wanted.min_frequency,
        "date": f"{datetime.date.today()}",
        "processor": processor(),
    }
    for row in result["systems"]:
        tokens = f"L-tokenizer {row['token_seconds']:.2f} s"
        print(
            f"{row['system']:20} scores {row['seconds']:7.2f} s, peak {row['peak'] / 1e6:,.0f} MB;"
            f" {tokens}"
        )
    print(result.get("compared", ""))
    wanted.out.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
