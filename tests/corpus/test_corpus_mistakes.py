"""What goes wrong is told: wrong arguments, empty input, full disks, Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made.corpora import TEXT

from malvec.corpus import Corpus
from malvec.vocab import Vocab


def spent() -> Iterator[Any]:
    return iter(())


ARRAYS = (np.zeros(1, np.uint32), np.array([0, 1], np.uint64))
TWO_WORDS = Vocab.from_words(["a", "b"])

MISTAKES: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (
        lambda: Corpus(*ARRAYS, ["a"]),  # type: ignore[arg-type]
        TypeError,
        "a malvec.Vocab, not list",
    ),
    (lambda: Corpus.from_files({"a.txt": 1}), TypeError, "paths must be .* not dict"),
    (lambda: Corpus.from_tokens("a b"), TypeError, "not one str: 'a b'"),
    (lambda: Corpus.from_tokens(["first item", "b"]), TypeError, "'first item'"),
    (lambda: Corpus.from_tokens([["a", 5]]), TypeError, "int: 5"),  # type: ignore[list-item]
    (lambda: Corpus.from_tokens([[b"a"]]), TypeError, "bytes: b'a'"),  # type: ignore[list-item]
    (lambda: Corpus.from_tokens([b"ab"]), TypeError, "bytes: b'ab'"),  # type: ignore[list-item]
    (lambda: Corpus.from_texts("a b"), TypeError, "not one str: 'a b'"),
    (
        lambda: Corpus.from_texts([["first", "list"]]),
        TypeError,
        "list: .'first', 'list'.*from_tokens",
    ),
    (
        lambda: Corpus.from_texts([["first"]], tokenizer=str.split, processes=0),
        TypeError,
        "list: .'first'",
    ),
    (lambda: Corpus.from_texts(spent()), ValueError, "read only once"),
    (
        lambda: Corpus.from_texts(spent(), tokenizer=str.split, processes=0),
        ValueError,
        "read only once",
    ),
    (lambda: Corpus.from_tokens(spent()), ValueError, "read only once"),
    (lambda: Corpus.from_tokens([]), ValueError, "no sentences were given"),
    (lambda: Corpus.from_texts([]), ValueError, "no texts were given"),
    (lambda: Corpus.from_texts(["", " "]), ValueError, "no tokens"),
    (lambda: Corpus.from_texts(["a b a"], min_count=3), ValueError, "min_count=3"),
    (
        lambda: Corpus.from_texts(["a b a"], vocab=Vocab.from_words(["c"])),
        ValueError,
        "given vocabulary",
    ),
    (lambda: Corpus.from_texts(["a"], min_count=-1), ValueError, "min_count=-1"),
    (lambda: Corpus.from_texts(["a"], max_vocab=0), ValueError, "max_vocab=0"),
    (lambda: Corpus.from_texts(["a"], threads=0), ValueError, "threads=0"),
    (lambda: Corpus.from_texts(["a"], min_count=2.5), TypeError, "min_count=2.5"),
    (lambda: Corpus.from_texts(["a"], min_count=2**70), ValueError, "min_count="),
    (lambda: Corpus.from_texts(["a"], max_vocab=-1), ValueError, "max_vocab=-1"),
    (lambda: Corpus.from_tokens([["a"]], max_vocab="3"), TypeError, "max_vocab='3'"),
    (lambda: Corpus.from_texts(["a"], keep_empty="no"), TypeError, "keep_empty='no'"),
    (lambda: Corpus.from_texts(["a"], progress=1), TypeError, "progress=1"),
    (lambda: Corpus.from_files("no/file", threads=2**40), ValueError, "threads="),
    (lambda: Corpus.from_files("no/file", threads=1.5), TypeError, "threads=1.5"),
    (lambda: Corpus.from_texts(["a"], processes=-1), ValueError, "processes=-1"),
    (lambda: Corpus.from_texts(["a"], processes=2.0), TypeError, "processes=2.0"),
    (lambda: Corpus.from_texts(["a"], vocab=["a"]), TypeError, "Vocab.from_words"),
    (
        lambda: Corpus.from_texts(["a", "b"], tokenizer=lambda text: [""], min_count=1),
        ValueError,
        "tokenizer gave all empty: 2 tokens",
    ),
    (lambda: Corpus.from_tokens([["", ""]], min_count=1), ValueError, "all empty: 2 tokens"),
    (
        lambda: Corpus.from_ids([[0.9, 1.9]], None, TWO_WORDS),
        ValueError,
        r"sentence 0 .*\[0.9, 1.9\]",
    ),
    (lambda: Corpus.from_ids([[0], ["0", "1"]], None, TWO_WORDS), ValueError, "sentence 1 .*'1'"),
    (lambda: Corpus.from_ids([[True]], None, TWO_WORDS), ValueError, "sentence 0"),
    (lambda: Corpus.from_ids([0, 1], None, TWO_WORDS), ValueError, "sentence 0"),
    (lambda: Corpus.from_ids([[0, 2]], None, TWO_WORDS), ValueError, "2"),
    (lambda: Corpus.from_ids([[-1]], None, TWO_WORDS), ValueError, "between 0"),
    (lambda: Corpus.from_ids([[2**70]], None, TWO_WORDS), ValueError, "sentence 0"),
    (lambda: Corpus.from_ids([[0]], None, ["a"]), TypeError, "Vocab.from_words"),
    (lambda: Corpus.from_texts(["a"], tokenizer="mecab"), TypeError, "by_name"),
    (lambda: Corpus.from_texts(["a"], on_error="ignore"), ValueError, "'ignore'"),
    (lambda: Corpus.from_files([]), ValueError, "no files"),
    (lambda: Corpus.from_files("does/not/exist.txt"), FileNotFoundError, "does/not/exist.txt"),
    (lambda: Corpus.from_files("does/not/*.txt"), FileNotFoundError, r"does/not/\*.txt"),
]


@pytest.mark.parametrize(("call", "kind", "message"), MISTAKES)
def test_mistakes_are_told(call: Callable[[], Any], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        call()


def test_ids_of_every_whole_kind_and_words_without_counts() -> None:
    sentences = [np.array([0, 1], np.uint64), [], np.array([1], np.int8), [np.int32(0)]]
    made = [
        Corpus.from_ids(sentences, None, TWO_WORDS),
        Corpus(np.array([0, 1, 1, 0], np.uint32), np.array([0, 2, 2, 3, 4], np.uint64), TWO_WORDS),
    ]
    for corpus in made:
        assert list(corpus) == [["a", "b"], [], ["b"], ["a"]]
        assert corpus.vocab.counts is not None
        assert corpus.vocab.counts.tolist() == [2, 2]


def test_the_store_is_never_one_of_the_files_read(tmp_path: Path, text_file: Path) -> None:
    text = text_file.rename(tmp_path / "text")
    (tmp_path / "link").symlink_to(text)
    os.link(text, tmp_path / "twin")
    for store in (text, tmp_path / "link", tmp_path / "twin"):
        for paths in (text, tmp_path, f"{tmp_path}/*xt"):
            with pytest.raises(ValueError, match=r"store=.*one of the files to be read"):
                Corpus.from_files(paths, store=store, min_count=1)
    assert text.read_bytes() == TEXT


def test_an_error_of_the_iterator_passes_through() -> None:
    def texts() -> Iterator[str]:
        yield "a b"
        raise KeyError("from the iterator")

    for tokenizer in (None, str.split):
        with pytest.raises(KeyError, match="from the iterator"):
            Corpus.from_texts(texts(), tokenizer=tokenizer, processes=0)


def test_a_store_that_cannot_be_is_refused_first(tmp_path: Path, text_file: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        Corpus.from_files(text_file, store=tmp_path / "nowhere" / "corpus")
    with pytest.raises(IsADirectoryError, match=tmp_path.name):
        Corpus.from_files(text_file, store=tmp_path)


DISK_FULL = """
import resource, sys
from malvec.corpus import Corpus
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    Corpus.from_texts((f"word{i % 1000} " * 50 for i in range(20_000)), store=sys.argv[1])
except OSError as error:
    print(error)
"""


@pytest.mark.parametrize("limit", [1_000_000, 4_050_000])
def test_a_full_disk_is_an_error(tmp_path: Path, limit: int) -> None:
    command = [sys.executable, "-c", DISK_FULL, str(tmp_path / "corpus"), str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert "File too large" in done.stdout
    assert list(tmp_path.iterdir()) == []


ENDLESS = """
import sys
from malvec.corpus import Corpus
def lines():
    print("started", flush=True)
    while True:
        yield "a few words of text that never ends " * 20
if __name__ == "__main__":
    Corpus.from_texts(lines())
"""


def test_ctrl_c_stops_within_a_second() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        started = time.monotonic()
        _, errors = process.communicate(timeout=20)
        assert time.monotonic() - started < 2
        assert "KeyboardInterrupt" in errors


def test_ctrl_c_stops_the_core_reading_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "big.txt"
    with pipe.open("wb") as file:
        file.truncate(0)
        file.write(b"some words\n" * 3_000_000)
    code = (
        "from malvec.corpus import Corpus\nprint('started', flush=True)\nwhile True:"
        f" Corpus.from_files({str(pipe)!r})"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        started = time.monotonic()
        _, errors = process.communicate(timeout=20)
        assert time.monotonic() - started < 2
        assert "KeyboardInterrupt" in errors
