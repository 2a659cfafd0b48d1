"""Word statistics against soynlp's values and the slow twin; sums, and what is refused."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made import files
from made.word_statistics import FEW, HOSTILE, same
from reference.words import Parts

import malvec as mv
from malvec.tokenizers import Eojeols

pytestmark = pytest.mark.filterwarnings("ignore:only .* of the eojeols")

GOLDEN = files.DATA / "words"


def golden(name: str) -> dict[str, dict[str, float]]:
    header, *rows = [line.split("\t") for line in (GOLDEN / name).read_text("utf-8").splitlines()]
    return {row[0]: dict(zip(header[1:], map(float, row[1:]), strict=True)) for row in rows}


def rows_of(table: mv.word_discovery.WordTable, names: list[str]) -> dict[str, list[float]]:
    return {
        word: [float(table.columns[name][i]) for name in names]
        for i, word in enumerate(table.vocab)
    }


@pytest.mark.parametrize(
    ("name", "knobs"),
    [
        ("soynlp-3-10-6.tsv", {"min_frequency": 3}),
        ("soynlp-2-4-5.tsv", {"min_frequency": 2, "max_left_length": 4, "max_right_length": 5}),
    ],
)
def test_scores_are_those_of_soynlp(
    statistics: mv.word_discovery.WordStatistics, name: str, knobs: dict[str, int]
) -> None:
    expected = golden(name)
    table = statistics.table(**knobs, min_cohesion_forward=0)  # type: ignore[arg-type]
    names = list(next(iter(expected.values())))
    found = rows_of(table, names)
    assert set(found) == set(expected)
    assert len(found) > 500
    for word, row in found.items():
        np.testing.assert_allclose(
            row, [expected[word][name] for name in names], rtol=0, atol=1e-6, err_msg=word
        )


def test_the_default_limits_are_those_of_soynlp(
    statistics: mv.word_discovery.WordStatistics,
) -> None:
    assert (
        sorted(statistics.table(min_frequency=3).vocab)
        == (GOLDEN / "soynlp-extracted.txt").read_text("utf-8").split()
    )


@pytest.mark.parametrize(
    ("lengths", "frequency"),
    [((10, 6), 1), ((2, 2), 1), ((1, 1), 1), ((6, 10), 2), ((3, 1), 1), ((1, 3), 1)],
)
def test_scores_are_those_of_the_twin(lengths: tuple[int, int], frequency: int) -> None:
    texts = [*HOSTILE, *FEW[:60]]
    expected = Parts(texts_as_read(texts), *lengths).scores(frequency)
    table = mv.word_discovery.count_words(
        texts, *lengths, min_frequency=frequency, threads=2
    ).table(min_cohesion_forward=0)
    names = list(next(iter(expected.values())))
    found = rows_of(table, names)
    assert set(found) == set(expected)
    for word, row in found.items():
        np.testing.assert_allclose(
            row, [expected[word][name] for name in names], rtol=0, atol=1e-9, err_msg=repr(word)
        )


def texts_as_read(texts: list[str]) -> list[str]:
    """Lone surrogates that stand for no byte are three bytes that are not UTF-8, here as everywhere
    in malvec."""
    return [mv.vocab.encode_word(text).decode("utf-8", "surrogateescape") for text in texts]


@pytest.mark.parametrize("threads", [1, 2, 7])
@pytest.mark.parametrize("memory", ["1GiB", 1000])
def test_neither_threads_nor_memory_nor_source_change_a_bit(
    threads: int, memory: str | int, tmp_path: Path
) -> None:
    path = tmp_path / "reviews.txt"
    path.write_text("\n".join(FEW), "utf-8")
    whole = mv.word_discovery.count_words(path)
    for source in (FEW, iter(FEW), str(path), [path]):
        assert same(mv.word_discovery.count_words(source, threads=threads, memory=memory), whole)
    assert same(
        mv.word_discovery.count_words(path, threads=threads, memory=memory, directory=tmp_path),
        whole,
    )
    assert [file.name for file in tmp_path.iterdir()] == ["reviews.txt"]
    a, b = whole.table(threads=threads), whole.table(threads=1)
    assert list(a.vocab) == list(b.vocab)
    assert all(np.array_equal(a.columns[name], b.columns[name]) for name in a.columns)


def test_a_corpus_is_counted_as_its_text() -> None:
    corpus = mv.Corpus.from_texts(FEW, tokenizer=Eojeols(), min_count=1)
    counted, whole = mv.word_discovery.count_words(corpus), mv.word_discovery.count_words(FEW)
    assert same(counted, whole)
    assert counted.report.eojeols == whole.report.eojeols == sum(len(text.split()) for text in FEW)


def test_the_sum_is_what_counting_all_at_once_gives() -> None:
    texts = [*FEW, *HOSTILE]
    parts = [
        mv.word_discovery.count_words(texts[first : first + 50])
        for first in range(0, len(texts), 50)
    ]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    whole = mv.word_discovery.count_words(texts)
    assert same(total, whole)
    assert total.report.eojeols == whole.report.eojeols
    assert (
        len(total)
        == total.report.distinct_eojeols
        == len({e for text in texts_as_read(texts) for e in text.split()})
    )
    with pytest.raises(TypeError):
        total + 1  # type: ignore[operator]
    with pytest.raises(TypeError, match="int"):
        total.merge(1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "knobs", "error", "message"),
    [
        ("/nowhere/reviews.txt", {}, FileNotFoundError, "nowhere"),
        ([Path("/nowhere/reviews.txt")], {}, FileNotFoundError, "nowhere"),
        ([], {}, ValueError, "no texts were given"),
        (iter([]), {}, ValueError, "the iterator gave no texts"),
        (["", "  "], {}, ValueError, "no tokens"),
        ([1], {}, TypeError, "str"),
        (b"bytes", {}, TypeError, "bytes"),
        (["a"], {"max_left_length": 0}, ValueError, "max_left_length=0"),
        (["a"], {"max_right_length": 251}, ValueError, "max_right_length=251"),
        (["a"], {"min_frequency": 2.5}, TypeError, "min_frequency"),
        (["a"], {"threads": 0}, ValueError, "threads"),
        (["a"], {"memory": "much"}, ValueError, "memory"),
        (["a"], {"directory": "/nowhere"}, NotADirectoryError, "nowhere"),
        (mv.Corpus.from_texts(["a b b"], min_count=2), {}, ValueError, "lacks 1"),
        (
            mv.Corpus.from_texts(["a b"], min_count=1, tokenizer=mv.tokenizers.Characters()),
            {},
            ValueError,
            "Eojeols",
        ),
    ],
)
def test_what_cannot_be_counted(
    source: Any, knobs: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        mv.word_discovery.count_words(source, **knobs)


def test_one_eojeol_and_one_character() -> None:
    one = mv.word_discovery.count_words(["영화"]).table(min_frequency=1, min_cohesion_forward=0)
    assert rows_of(one, ["frequency", "cohesion_forward", "right_accessor_variety"]) == {
        "영": [1, 0, 1],
        "영화": [1, 1, 0],
        "화": [1, 0, 0],
    }
    assert len(mv.word_discovery.count_words(["가"]).table(min_frequency=1)) == 0


def test_ctrl_c_ends_counting() -> None:
    def endless() -> Any:
        while True:
            yield FEW[0]

    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        mv.word_discovery.count_words(endless())
    timer.join()
