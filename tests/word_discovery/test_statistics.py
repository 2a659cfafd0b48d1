"""Word statistics against soynlp's values and the slow twin; sums, files, and what is refused."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made import files
from reference.words import Parts

import malvec as mv
from malvec import FormatError
from malvec.tokenizers import Eojeols
from malvec.word_discovery import COLUMNS

GOLDEN = files.DATA / "words"
REVIEWS = mv.datasets.review_texts()[:300]
HOSTILE = [
    "",
    " \t\u3000 ",
    "👩\u200d👩\u200d👧 👍🏽👍🏽",
    "ㅋㅋㅋㅠㅠ ㅏㅏ ㄱ",
    "한국 한국",
    "\ud800 a\udc80b \udfff\udfff",
    "a\0b \0\0 \0",
    "즤즤 즤 뷁",
    "a가1\u00a0-b\x1cnext\x85line\u2028sep",
    "가" * 5000,
    "\ufeff가나 \u200b가",
]
pytestmark = pytest.mark.filterwarnings("ignore:only .* of the eojeols")


def golden(name: str) -> dict[str, dict[str, float]]:
    header, *rows = [line.split("\t") for line in (GOLDEN / name).read_text("utf-8").splitlines()]
    return {row[0]: dict(zip(header[1:], map(float, row[1:]), strict=True)) for row in rows}


def rows_of(table: mv.word_discovery.WordTable, names: list[str]) -> dict[str, list[float]]:
    return {
        word: [float(table.columns[name][i]) for name in names]
        for i, word in enumerate(table.words)
    }


def same(a: mv.word_discovery.WordStatistics, b: mv.word_discovery.WordStatistics) -> bool:
    return all(
        x.dtype == y.dtype and np.array_equal(x, y) for x, y in zip(a.arrays, b.arrays, strict=True)
    )


@pytest.fixture(scope="module")
def statistics() -> mv.word_discovery.WordStatistics:
    return mv.word_discovery.count_words(REVIEWS)


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
        sorted(statistics.table(min_frequency=3).words)
        == (GOLDEN / "soynlp-extracted.txt").read_text("utf-8").split()
    )


@pytest.mark.parametrize(
    ("lengths", "frequency"),
    [((10, 6), 1), ((2, 2), 1), ((1, 1), 1), ((6, 10), 2), ((3, 1), 1), ((1, 3), 1)],
)
def test_scores_are_those_of_the_twin(lengths: tuple[int, int], frequency: int) -> None:
    texts = [*HOSTILE, *REVIEWS[:60]]
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
    path.write_text("\n".join(REVIEWS), "utf-8")
    whole = mv.word_discovery.count_words(path)
    for source in (REVIEWS, iter(REVIEWS), str(path), [path]):
        assert same(mv.word_discovery.count_words(source, threads=threads, memory=memory), whole)
    assert same(
        mv.word_discovery.count_words(path, threads=threads, memory=memory, directory=tmp_path),
        whole,
    )
    assert [file.name for file in tmp_path.iterdir()] == ["reviews.txt"]
    a, b = whole.table(threads=threads), whole.table(threads=1)
    assert list(a.words) == list(b.words)
    assert all(np.array_equal(a.columns[name], b.columns[name]) for name in a.columns)


def test_a_corpus_is_counted_as_its_text() -> None:
    corpus = mv.Corpus.from_texts(REVIEWS, tokenizer=Eojeols(), min_count=1)
    counted, whole = mv.word_discovery.count_words(corpus), mv.word_discovery.count_words(REVIEWS)
    assert same(counted, whole)
    assert (
        counted.report.eojeols == whole.report.eojeols == sum(len(text.split()) for text in REVIEWS)
    )


def test_the_sum_is_what_counting_all_at_once_gives() -> None:
    texts = [*REVIEWS, *HOSTILE]
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


def test_statistics_come_back_from_a_file(tmp_path: Path) -> None:
    statistics = mv.word_discovery.count_words([*REVIEWS, *HOSTILE], 7, 4, 3)
    statistics.save(tmp_path / "s.safetensors")
    opened = mv.word_discovery.WordStatistics.load(tmp_path / "s.safetensors", verify=True)
    assert same(opened, statistics)
    assert (opened.knobs, opened.report) == (statistics.knobs, statistics.report)
    assert list(opened.table().words) == list(statistics.table().words)


def path_of(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "s.safetensors"
    mv.word_discovery.count_words(REVIEWS[:20]).save(path)
    good = path.read_bytes()
    for size in range(0, len(good), len(good) // 40):
        path.write_bytes(good[:size])
        with pytest.raises(FormatError):
            mv.word_discovery.WordStatistics.load(path)
    whole, told = (
        mv.word_discovery.WordStatistics.load(path_of(tmp_path / "whole.safetensors", good)),
        0,
    )
    for at in range(5, len(good), len(good) // 150):
        path.write_bytes(good[:at] + bytes([good[at] ^ 0x81]) + good[at + 1 :])
        try:
            assert same(
                mv.word_discovery.WordStatistics.load(path, verify=True), whole
            )  # a byte between the arrays
        except FormatError:
            told += 1
        with contextlib.suppress(FormatError):
            mv.word_discovery.WordStatistics.load(path).table(
                min_frequency=1
            )  # without verification damage may stay, but does no harm
    assert told > 100
    mv.Corpus.from_texts(["a b"], min_count=1).save(path)
    with pytest.raises(FormatError, match="not word statistics"):
        mv.word_discovery.WordStatistics.load(path)


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


def test_a_table_goes_through_a_file(
    statistics: mv.word_discovery.WordStatistics, tmp_path: Path
) -> None:
    table = statistics.table(min_frequency=3)
    table.save_tsv(tmp_path / "words.tsv")
    lines = (tmp_path / "words.tsv").read_text("utf-8").splitlines()
    assert lines[0].split("\t") == list(COLUMNS)
    assert len(lines) == len(table) + 1
    again = mv.word_discovery.WordTable.load_tsv(tmp_path / "words.tsv")
    assert list(again.words) == list(table.words)
    for name in COLUMNS[1:]:
        np.testing.assert_allclose(again.columns[name], table.columns[name], rtol=1e-9)
    assert (
        again["영화"]["frequency"]
        == table["영화"]["frequency"]
        == max(table["영화"]["left_frequency"], table["영화"]["right_frequency"])
    )
    with pytest.raises(AttributeError, match="it has frequency"):
        _ = table.nothing
    for bad, message in (
        ("a\tb\n", "first"),
        ("word\tfrequency\nx\n", "line 2"),
        ("word\tfrequency\nx\tmany\n", "not a number"),
    ):
        (tmp_path / "bad.tsv").write_text(bad)
        with pytest.raises(FormatError, match=message):
            mv.word_discovery.WordTable.load_tsv(tmp_path / "bad.tsv")


def test_a_table_as_a_data_frame(statistics: mv.word_discovery.WordStatistics) -> None:
    pytest.importorskip("pandas")
    frame = statistics.table(min_frequency=3).to_dataframe()
    assert list(frame.columns[:8]) == list(COLUMNS)
    assert frame.frequency.is_monotonic_decreasing


def test_limits_leave_words_out(statistics: mv.word_discovery.WordStatistics) -> None:
    everything = statistics.table(min_frequency=2, min_cohesion_forward=0)
    firm = statistics.table(
        min_frequency=2,
        min_cohesion_forward=0.3,
        min_right_branching_entropy=0.5,
        min_left_accessor_variety=1,
    )
    assert 0 < len(firm) < len(everything)
    assert min(firm.right_branching_entropy) >= 0.5
    assert min(firm.left_accessor_variety) >= 1
    fewer = statistics.table(min_frequency=2, min_cohesion_forward=0, remove_subwords=True)
    gone = set(everything.words) - set(fewer.words)
    assert gone
    assert all(any(longer[:-1] == word for longer in everything.words) for word in gone)
    with pytest.raises(ValueError, match="min_cohesion_forward"):
        statistics.table(min_cohesion_forward=-1)


def test_low_coverage_is_told(statistics: mv.word_discovery.WordStatistics) -> None:
    table = statistics.table(min_frequency=3)
    words = {word for word in table.words if len(word) > 1}
    long = [eojeol for text in REVIEWS for eojeol in text.split() if len(eojeol) > 1]
    assert table.coverage == pytest.approx(
        sum(any(e[:n] in words for n in range(2, len(e) + 1)) for e in long) / len(long)
    )
    with pytest.warns(UserWarning, match=r"only \d+% of the eojeols begin"):
        statistics.table(min_frequency=50)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        statistics.table(min_frequency=1, min_cohesion_forward=0)


def test_ctrl_c_ends_counting() -> None:
    def endless() -> Any:
        while True:
            yield REVIEWS[0]

    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        mv.word_discovery.count_words(endless())
    timer.join()
