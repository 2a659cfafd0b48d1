"""What counting refuses, and what it leaves behind when it fails: nothing."""

from __future__ import annotations

import errno
import os
import resource
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made.cells import counts_of_few_words as counts
from made.files import changed

import malvec as mv
from malvec import FormatError
from malvec.storage import container

WORDS = mv.Vocab.from_words([f"w{i}" for i in range(2000)])


@pytest.fixture(scope="module")
def corpus() -> mv.Corpus:
    ids = (2000 * np.random.default_rng(3).random(120_000) ** 3).astype(np.uint32)
    return mv.Corpus.from_ids(ids, np.arange(0, len(ids) + 1, 40), WORDS)


@pytest.mark.parametrize(
    ("knobs", "error", "message"),
    [
        ({"window": 0}, ValueError, "window=0: must be 1 or more"),
        ({"window": 31}, ValueError, "at most 30 with weight"),
        ({"window": 5000, "weight": "flat"}, ValueError, "at most 4096"),
        ({"window": 2.5}, TypeError, "whole number"),
        ({"weight": "hyperbolic"}, ValueError, 'weight="hyperbolic": must be'),
        ({"weight": 1}, TypeError, "must be a string"),
        ({"symmetric": 1}, TypeError, "True or False"),
        ({"memory": "much"}, ValueError, "memory='much'"),
        ({"memory": 0}, ValueError, "1 or more"),
        ({"memory": 2.5}, TypeError, "whole number"),
        ({"threads": 0}, ValueError, "threads"),
        ({"directory": "/nowhere/at/all"}, NotADirectoryError, "nowhere"),
        ({"path": "/nowhere/at/all"}, NotADirectoryError, "nowhere"),
    ],
)
def test_impossible_knobs(
    corpus: mv.Corpus, knobs: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        mv.count(corpus, **knobs)


def test_only_a_corpus_is_counted() -> None:
    with pytest.raises(TypeError, match=r"malvec\.Corpus"):
        mv.count([["a", "b"]])  # type: ignore[arg-type]


def test_ids_beyond_the_vocabulary() -> None:
    broken = mv.Corpus(
        np.array([0, 9], np.uint32), np.array([0, 2], np.uint64), mv.Vocab.from_words(["a"], [1])
    )
    with pytest.raises(ValueError, match="9"):
        mv.count(broken)


def test_nothing_to_count() -> None:
    empty = mv.Corpus(
        np.zeros(0, np.uint32), np.zeros(1, np.uint64), mv.Vocab.from_words(["a"], [0])
    )
    assert mv.count(empty).matrix.toarray().tolist() == [[0.0]]
    assert mv.document_counts(empty).shape == (0, 1)
    one_word = mv.Corpus.from_ids([[0, 0, 0], [0], []], None, mv.Vocab.from_words(["a"]))
    assert mv.count(one_word, window=1).matrix.toarray().tolist() == [[4.0]]
    assert (
        mv.count(mv.Corpus.from_ids([[0], [1]], None, mv.Vocab.from_words(["a", "b"]))).total == 0
    )


def test_sums_beyond_what_a_double_holds_are_refused() -> None:
    """LCM(1 .. 30) is 2.3e12: a few hundred neighbours of one word exceed 2^51 of such units."""
    with pytest.raises(OverflowError, match=r"2\^51"):
        mv.count(mv.Corpus.from_ids([[0] * 2000], None, mv.Vocab.from_words(["a"])), window=30)


@pytest.mark.parametrize("memory", ["2MiB", "4MiB"])
def test_a_full_disk_is_told_and_nothing_left_behind(
    corpus: mv.Corpus, tmp_path: Path, memory: str
) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(OSError, match="cannot write a temporary file") as refused:
            mv.count(corpus, memory=memory, directory=tmp_path, threads=2)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert os.strerror(errno.EFBIG) in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_result_that_cannot_be_written_leaves_nothing(corpus: mv.Corpus, tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    try:
        with pytest.raises(OSError, match="counts"):
            mv.count(corpus, path=tmp_path / "counts.safetensors")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_ends_it_at_once(tmp_path: Path) -> None:
    ids = (2000 * np.random.default_rng(3).random(3_000_000) ** 3).astype(np.uint32)
    large = mv.Corpus.from_ids(ids, [0, len(ids)], WORDS)
    timer = threading.Timer(0.05, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        mv.count(large, window=400, weight="flat", directory=tmp_path, threads=2)
    timer.join()
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def saved(corpus: mv.Corpus, tmp_path: Path) -> tuple[mv.Counts, Path]:
    path = tmp_path / "counts.safetensors"
    return mv.count(corpus, window=2, path=path), path


def test_files_come_back_as_they_went(saved: tuple[mv.Counts, Path], corpus: mv.Corpus) -> None:
    opened, counted = mv.Counts.load(saved[1], verify=True), mv.count(corpus, window=2)
    assert all(
        np.array_equal(a, b) for a, b in zip(opened.native[:3], counted.native[:3], strict=True)
    )
    assert opened.counting == counted.counting
    assert opened.report == saved[0].report
    assert opened.report.on_disk
    assert opened.fingerprint == counted.fingerprint
    assert not opened.values.flags.writeable


def test_cut_files(saved: tuple[mv.Counts, Path]) -> None:
    content = saved[1].read_bytes()
    for size in [*range(0, len(content), len(content) // 40), len(content) - 1]:
        saved[1].write_bytes(content[:size])
        with pytest.raises(FormatError):
            mv.Counts.load(saved[1])


def test_flipped_bits(saved: tuple[mv.Counts, Path]) -> None:
    content = bytearray(saved[1].read_bytes())
    for place in range(1, len(content), len(content) // 60):
        content[place] ^= 4
        saved[1].write_bytes(content)
        with pytest.raises(FormatError):
            mv.Counts.load(saved[1], verify=True)
        content[place] ^= 4


Change = Callable[[dict[str, Any], dict[str, str]], object]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda tensors, texts: texts.update(kind="malvec corpus"),
            "holds a corpus, not counts",
        ),
        (lambda tensors, texts: texts.update(format_version="2"), "newer"),
        (lambda tensors, texts: texts.update(counting="{}"), "damaged"),
        (lambda tensors, texts: texts.update(fingerprint="0"), "do not belong together"),
        (
            lambda tensors, texts: tensors.update(words=tensors["words"][::-1].copy()),
            "do not belong together",
        ),
        (
            lambda tensors, texts: tensors.update(columns=tensors["columns"] + np.uint32(1990)),
            "row 0",
        ),
        (lambda tensors, texts: tensors.update(values=-tensors["values"]), "positive"),
        (lambda tensors, texts: tensors.update(values=tensors["values"][1:]), "tensor 'values'"),
        (lambda tensors, texts: tensors.update(offsets=tensors["offsets"][:-1]), "offsets"),
        (lambda tensors, texts: tensors.pop("columns"), "missing"),
    ],
)
def test_files_that_contradict_themselves(
    saved: tuple[mv.Counts, Path], change: Change, message: str
) -> None:
    tensors, texts = container.read(saved[1])
    change(tensors, texts)
    container.write(saved[1], tensors, texts)
    with pytest.raises(FormatError, match=message):
        mv.Counts.load(saved[1], verify=True)


def test_more_memory_than_can_be_written():
    corpus = mv.Corpus.from_tokens([["a", "b"]], min_count=1)
    for memory in ("9" * 400, "9" * 300 + "TiB", f"{2**63}"):
        with pytest.raises(ValueError, match=r"memory=.*bytes"):
            mv.count(corpus, memory=memory)


def test_a_knob_that_merging_does_not_have():
    counts = mv.count(mv.Corpus.from_tokens([["a", "b"]], min_count=1))
    with pytest.raises(
        TypeError, match=r"merge\(\) has no knob 'foo': its knobs are memory, threads"
    ):
        counts.merge(counts, foo=1)
    with pytest.raises(TypeError, match="started"):
        counts.merge(counts, started=1)


def test_damaged_columns_are_found_before_they_are_added_up(tmp_path: Path) -> None:
    counts().save(tmp_path / "counts.safetensors")
    tensors, metadata = container.read(tmp_path / "counts.safetensors")
    kept = {name: array.copy() for name, array in tensors.items()}
    kept["columns"][0] = 2**31
    container.write(tmp_path / "bad.safetensors", kept, metadata)
    with pytest.raises(FormatError, match="damaged"):
        _ = mv.Counts.load(tmp_path / "bad.safetensors").column_sums


def few_documents() -> mv.Counts:
    return mv.document_counts(mv.Corpus.from_tokens([["a", "b"], ["a"]], min_count=1))


@pytest.mark.parametrize("column", [3, 2**31 - 256, 2**32 - 1])
@pytest.mark.parametrize("saved", [counts, few_documents])
def test_damaged_columns_are_found_before_scipy_sees_them(
    tmp_path: Path, column: int, saved: Callable[[], mv.Counts]
) -> None:
    saved().save(tmp_path / "counts.safetensors")
    columns = container.read(tmp_path / "counts.safetensors")[0]["columns"].copy()
    columns[0] = column
    damaged = mv.Counts.load(changed(tmp_path / "counts.safetensors", {"columns": columns}))
    with pytest.raises(FormatError, match=r"these counts are damaged: .*row 0"):
        _ = damaged.matrix
