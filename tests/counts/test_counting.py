"""Counting against its slow twin: the same bits for any threads and memory, in one block or many,
counted together or apart."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from reference import cooccur

import malvec as mv
from malvec import _core
from malvec.runtime.machine import parse_memory


def random_sentences(
    seed: int, sentences: int = 300, words: int = 400, longest: int = 40
) -> list[list[int]]:
    """Word ids with few frequent and many rare ones; some sentences are empty or have one word."""
    random = np.random.default_rng(seed)
    return [
        (words * random.random(random.integers(0, longest)) ** 3).astype(int).tolist()
        for _ in range(sentences)
    ]


def corpus_of(sentences: list[list[int]], words: int = 400) -> mv.Corpus:
    return mv.Corpus.from_ids(sentences, None, mv.Vocab.from_words([f"w{i}" for i in range(words)]))


def as_dict(counts: mv.Counts) -> dict[tuple[int, int], float]:
    found = counts.matrix.tocoo()
    return dict(
        zip(
            zip(found.row.tolist(), found.col.tolist(), strict=True),
            found.data.tolist(),
            strict=True,
        )
    )


def same_bits(a: mv.Counts, b: mv.Counts) -> bool:
    return all(x.tobytes() == y.tobytes() for x, y in zip(a.native[:3], b.native[:3], strict=True))


@pytest.mark.parametrize("symmetric", [True, False])
@pytest.mark.parametrize(
    ("weight", "window"),
    [
        ("harmonic", 1),
        ("harmonic", 10),
        ("harmonic", 30),
        ("linear", 7),
        ("flat", 3),
        ("flat", 100),
    ],
)
def test_counts_are_those_of_the_twin(weight: str, window: int, symmetric: bool) -> None:
    sentences = random_sentences(1, 120)
    counts = mv.count(corpus_of(sentences), window, weight, symmetric)
    assert as_dict(counts) == cooccur.count(sentences, window, weight, symmetric)
    _core.check_cells(counts.offsets, counts.columns, counts.width, 1)


@pytest.fixture(scope="module")
def large() -> mv.Corpus:
    """Enough tokens to be counted in blocks where memory is short."""
    random = np.random.default_rng(3)
    ids = (3000 * random.random(150_000) ** 3).astype(np.uint32)
    offsets = np.unique(np.concatenate([[0, len(ids)], random.integers(0, len(ids), 4000)])).astype(
        np.uint64
    )
    return mv.Corpus.from_ids(ids, offsets, mv.Vocab.from_words([f"w{i}" for i in range(3000)]))


@pytest.fixture(scope="module")
def whole(large: mv.Corpus) -> mv.Counts:
    return mv.count(large, threads=1)


@pytest.mark.parametrize("threads", [1, 2, 7])
@pytest.mark.parametrize("memory", ["4GiB", "32MiB", "4MiB", "2MiB"])
def test_threads_and_memory_do_not_change_a_bit(
    large: mv.Corpus, whole: mv.Counts, threads: int, memory: str, tmp_path: Path
) -> None:
    counts = mv.count(large, threads=threads, memory=memory, directory=tmp_path)
    assert same_bits(counts, whole)
    assert counts.report.on_disk == (memory in ("4MiB", "2MiB"))
    assert (counts.report.blocks > 1) == (counts.report.spilled > 0)
    assert list(tmp_path.iterdir()) == []


def test_a_table_ten_times_the_memory_is_spilled_and_right(
    large: mv.Corpus, whole: mv.Counts
) -> None:
    counts = mv.count(large, memory="1300kB", threads=1)
    assert 12 * len(counts) > 10 * 1_300_000
    assert counts.report.blocks > 4  # more runs than are merged at once
    assert counts.report.spilled > 1_300_000
    assert same_bits(counts, whole)


LIMITED = """
import resource, sys
import numpy as np, malvec as mv
mv.count(mv.Corpus.from_texts(["a b"], min_count=1))
resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
def anonymous():
    lines = open("/proc/self/status")
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon:"))
ids = (20_000 * np.random.default_rng(1).random(1_000_000) ** 3).astype(np.uint32)
vocab = mv.Vocab.from_words(map(str, range(20_000)))
corpus = mv.Corpus.from_ids(ids, np.arange(0, len(ids) + 1, 50), vocab)
import threading
before, peak, done = anonymous(), 0, threading.Event()
def watch():
    global peak
    while not done.wait(0.002): peak = max(peak, anonymous())
watcher = threading.Thread(target=watch); watcher.start()
counts = mv.count(corpus, memory=int(sys.argv[1]), threads=2)
done.set(); watcher.join()
print(counts.report.blocks, 12 * len(counts), peak - before)
"""


def test_few_open_files_and_the_memory_that_was_promised() -> None:
    budget = 16 << 20
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(budget)], capture_output=True, text=True, check=True
    )
    blocks, table, peak = map(int, done.stdout.split())
    assert blocks > 1
    assert table > 4 * budget
    assert 0 < peak < 1.1 * budget


def test_too_little_memory_names_the_least(large: mv.Corpus, whole: mv.Counts) -> None:
    with pytest.raises(ValueError, match="at least") as refused:
        mv.count(large, memory=100_000)
    least = int(str(refused.value).split("at least ")[1].split()[0])
    assert same_bits(mv.count(large, memory=least), whole)
    with pytest.raises(ValueError, match="at least"):
        mv.count(large, memory=least - 1)


def test_documents() -> None:
    sentences = random_sentences(2)
    corpus = corpus_of(sentences)
    counts = mv.document_counts(corpus, threads=2)
    assert counts.shape == (300, 400)
    assert as_dict(counts) == cooccur.document_counts(sentences)
    halves = [mv.document_counts(corpus_of(part)) for part in (sentences[:100], sentences[100:])]
    assert same_bits(halves[0].merge(halves[1]), counts)


@pytest.mark.parametrize("symmetric", [True, False])
def test_marginals(symmetric: bool) -> None:
    counts = mv.count(corpus_of(random_sentences(4)), symmetric=symmetric)
    dense = counts.matrix.toarray()
    np.testing.assert_allclose(counts.row_sums, dense.sum(1), rtol=1e-13)
    np.testing.assert_allclose(counts.column_sums, dense.sum(0), rtol=1e-13)
    assert counts.total == pytest.approx(dense.sum(), rel=1e-13)
    assert np.shares_memory(counts.matrix.data, counts.values)


def test_parts_merge_to_the_whole_with_the_same_words() -> None:
    sentences = random_sentences(5)
    parts = [
        mv.count(corpus_of(part)) for part in (sentences[:50], sentences[50:51], sentences[51:])
    ]
    merged = parts[0].merge(*parts[1:], threads=2)
    counts = mv.count(corpus_of(sentences))
    assert same_bits(merged, counts)
    assert np.array_equal(merged.vocab.counts, counts.vocab.counts)
    assert merged.report.pairs == counts.report.pairs


def test_parts_merge_by_the_names_of_their_words(tmp_path: Path) -> None:
    texts = [" ".join(f"w{i}" for i in words) for words in random_sentences(6)]
    parts = [mv.count(mv.Corpus.from_texts(part, min_count=1)) for part in (texts[:90], texts[90:])]
    merged = parts[0].merge(parts[1], path=tmp_path / "sum.safetensors")
    counts = mv.count(mv.Corpus.from_texts(texts, min_count=1))
    assert list(merged.vocab) == list(counts.vocab)
    assert same_bits(merged, counts)


def test_what_was_counted_differently_is_not_merged() -> None:
    corpus = corpus_of([[0, 1, 2]])
    with pytest.raises(ValueError, match="counted differently"):
        mv.count(corpus).merge(mv.count(corpus, window=5))
    with pytest.raises(TypeError, match="not with Corpus"):
        mv.count(corpus).merge(corpus)  # type: ignore[arg-type]


def test_other_words_are_refused() -> None:
    counts = mv.count(corpus_of([[0, 1, 2]], 3))
    counts.check_words(mv.Vocab.from_words(["w0", "w1", "w2"]))
    with pytest.raises(ValueError, match="word 1 is 'w1' there and 'w2' here"):
        counts.check_words(mv.Vocab.from_words(["w0", "w2", "w1"]))
    with pytest.raises(ValueError, match="of 3 words, not of these 2"):
        counts.check_words(mv.Vocab.from_words(["w0", "w1"]))


@pytest.mark.parametrize(
    ("text", "bytes"), [("4GiB", 4 << 30), ("1.5 kb", 1500), (7, 7), ("12", 12), ("2MiB", 2 << 20)]
)
def test_memory_is_bytes_or_text(text: int | str, bytes: int) -> None:
    assert parse_memory(text) == bytes
