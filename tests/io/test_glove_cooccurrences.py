"""GloVe's co-occurrence records: written, read back in any order, and everything that can be wrong
with them."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from made.cells import counts_of_few_words as counts

import malvec as mv
from malvec import FormatError
from malvec.io import glove_cooccurrences, load_glove_cooccurrences, save_glove_cooccurrences

VOCAB = mv.Vocab.from_words(["the", "영화", "c"], [7, 5, 2])
# By hand from the definition: "the 영화 c" with window 2, both directions; words are numbered from
# 1.
GOLDEN = [(1, 2, 1.0), (1, 3, 0.5), (2, 1, 1.0), (2, 3, 1.0), (3, 1, 0.5), (3, 2, 1.0)]


def packed(records: list[tuple[int, int, float]]) -> bytes:
    return b"".join(struct.pack("<iid", *record) for record in records)


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    path = tmp_path / "records.bin"
    path.write_bytes(packed(GOLDEN))
    return path


def counted() -> mv.Counts:
    return mv.count(mv.Corpus.from_ids([[0, 1, 2]], None, VOCAB), window=2)


def test_records_are_those_of_the_definition(golden: Path, tmp_path: Path) -> None:
    save_glove_cooccurrences(counted(), tmp_path / "own.bin", tmp_path / "vocab.txt")
    assert (tmp_path / "own.bin").read_bytes() == golden.read_bytes()
    assert (tmp_path / "vocab.txt").read_text("utf-8") == "the 1\n영화 1\nc 1\n"


def test_records_come_back_in_any_order(golden: Path, tmp_path: Path) -> None:
    (tmp_path / "vocab.txt").write_text("the 7\n영화 5\nc 2\n", "utf-8")
    shuffled = tmp_path / "shuffled.bin"
    shuffled.write_bytes(packed(GOLDEN[::-2] + GOLDEN[::2][::-1]))
    for path in (golden, shuffled):
        counts = load_glove_cooccurrences(path, tmp_path / "vocab.txt")
        assert counts.matrix.toarray().tolist() == [[0, 1, 0.5], [1, 0, 1], [0.5, 1, 0]]
        assert list(counts.vocab) == ["the", "영화", "c"]
        assert counts.vocab.counts is not None
        assert counts.vocab.counts.tolist() == [7, 5, 2]
        assert counts.row_sums.tolist() == [1.5, 2, 1.5]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "records.bin",
        "shuffled.bin",
        "vocab.txt",
    ]


def test_sums_that_were_rounded_are_exact_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glove_cooccurrences, "PART", 100)
    ids = (200 * np.random.default_rng(1).random(5000) ** 2).astype(int)
    corpus = mv.Corpus.from_ids(
        ids, np.arange(0, 5001, 25), mv.Vocab.from_words([f"w{i}" for i in range(200)])
    )
    counts = mv.count(corpus, symmetric=False)
    records = np.empty(len(counts), glove_cooccurrences.RECORD)
    found = counts.matrix.tocoo()
    records["row"], records["column"] = found.row + 1, found.col + 1
    records["value"] = found.data * (
        1 + 1e-13 * np.random.default_rng(2).standard_normal(len(counts))
    )
    for order in (np.arange(len(records)), np.random.default_rng(3).permutation(len(records))):
        records[order].tofile(tmp_path / "records.bin")
        read = load_glove_cooccurrences(
            tmp_path / "records.bin", corpus.vocab, window=10, symmetric=False
        )
        assert all(
            np.array_equal(a, b) for a, b in zip(read.native[:3], counts.native[:3], strict=True)
        )
        assert read.merge(counts).total == 2 * counts.total
    save_glove_cooccurrences(counts, tmp_path / "own.bin", tmp_path / "vocab.txt")
    assert np.array_equal(
        load_glove_cooccurrences(tmp_path / "own.bin", tmp_path / "vocab.txt").values, counts.values
    )


@pytest.mark.parametrize(
    ("records", "message"),
    [
        (packed(GOLDEN)[:-1], "95 bytes are not whole records"),
        (packed([*GOLDEN, (4, 1, 1.0)]), "record 6 has the word 4, the vocabulary has 1 to 3"),
        (packed([(1, 0, 1.0)]), "record 0 has the word 0"),
        (packed([(-1, 1, 1.0)]), "record 0 has the word -1"),
        (packed([(1, 1, float("nan"))]), "value of record 0 is nan"),
        (packed([(1, 1, float("inf"))]), "value of record 0 is inf"),
        (packed([(1, 1, 0.0)]), "not a positive number"),
        (packed([*GOLDEN, GOLDEN[1]]), "pair of words 1 and 3 comes twice"),
    ],
)
def test_damaged_records(tmp_path: Path, records: bytes, message: str) -> None:
    (tmp_path / "records.bin").write_bytes(records)
    with pytest.raises(FormatError, match=message):
        load_glove_cooccurrences(tmp_path / "records.bin", VOCAB)


def test_values_of_another_window(tmp_path: Path) -> None:
    (tmp_path / "records.bin").write_bytes(packed([(1, 2, 1 / 3)]))
    with pytest.raises(FormatError, match="no sum of the weights of window=2"):
        load_glove_cooccurrences(tmp_path / "records.bin", VOCAB, window=2)
    assert load_glove_cooccurrences(tmp_path / "records.bin", VOCAB).values.tolist() == [1 / 3]


def test_what_is_not_exact_is_not_merged_but_saved(golden: Path, tmp_path: Path) -> None:
    counts = load_glove_cooccurrences(golden, VOCAB)
    with pytest.raises(ValueError, match="not exact"):
        counts.merge(counts)
    counts.save(tmp_path / "counts.safetensors")
    assert mv.Counts.load(tmp_path / "counts.safetensors", verify=True).total == counts.total


@pytest.mark.parametrize("text", ["the\n", "the x\n", "the 7\nthe 5\n"])
def test_damaged_vocabulary(golden: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "vocab.txt").write_text(text)
    with pytest.raises(FormatError, match=r"vocab\.txt"):
        load_glove_cooccurrences(golden, tmp_path / "vocab.txt")


def test_no_records_are_no_cells(tmp_path: Path) -> None:
    (tmp_path / "records.bin").write_bytes(b"")
    assert len(load_glove_cooccurrences(tmp_path / "records.bin", VOCAB)) == 0


def test_what_glove_could_not_read_is_not_written(tmp_path: Path) -> None:
    blank = mv.count(mv.Corpus.from_tokens([["New York", "a"]], min_count=1))
    with pytest.raises(ValueError, match="New York"):
        save_glove_cooccurrences(blank, tmp_path / "r.bin", tmp_path / "v.txt")
    sentences = mv.document_counts(mv.Corpus.from_texts(["a b"], min_count=1))
    with pytest.raises(ValueError, match="sentences"):
        save_glove_cooccurrences(sentences, tmp_path / "r.bin", tmp_path / "v.txt")
    assert list(tmp_path.iterdir()) == []


def test_records_and_words_are_two_files(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two files"):
        mv.io.save_glove_cooccurrences(counts(), tmp_path / "x.bin", tmp_path / "x.bin")
    assert not list(tmp_path.iterdir())
