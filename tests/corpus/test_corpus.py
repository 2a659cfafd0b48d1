"""Corpora: the same text gives the same corpus whatever it comes from; everything is counted."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from made.corpora import TEXT, assert_same
from reference import corpus as slow

from malvec.corpus import Corpus, CorpusReport
from malvec.vocab import Vocab


def check_sums(report: CorpusReport) -> None:
    dropped = (
        report.dropped_rare
        + report.dropped_max_vocab
        + report.dropped_unknown
        + report.dropped_empty
    )
    assert report.tokens == report.kept + dropped
    assert report.lines == report.sentences + report.empty_lines + report.dropped_lines


def test_a_file_equals_the_slow_twin(text_file: Path) -> None:
    corpus = Corpus.from_files(text_file, min_count=2)
    expected = slow.build(slow.split_lines(TEXT), min_count=2)
    assert [
        part.tolist() for part in np.split(corpus.ids, corpus.offsets[1:-1].astype(int))
    ] == expected.sentences
    assert [word.encode("utf-8", "surrogateescape") for word in corpus.vocab] == expected.words
    assert corpus.vocab.counts is not None
    assert corpus.vocab.counts.tolist() == expected.counts
    told = dataclasses.asdict(corpus.report)
    assert {name: told[name] for name in expected.statistics} == expected.statistics
    assert told["bytes"] == len(TEXT)
    assert told["sources"] == (str(text_file),)
    check_sums(corpus.report)


def test_lists_and_generators_give_the_same(text_file: Path) -> None:
    expected = Corpus.from_files(text_file, min_count=1)
    lists = [
        [token.decode("utf-8", "surrogateescape") for token in line]
        for line in slow.split_lines(TEXT)
    ]
    texts = TEXT.decode("utf-8", "surrogateescape").split("\n")
    assert_same(Corpus.from_tokens(lists, min_count=1), expected)
    assert_same(Corpus.from_tokens((tuple(tokens) for tokens in lists), min_count=1), expected)
    assert_same(Corpus.from_texts(texts, min_count=1), expected)
    assert_same(Corpus.from_texts(iter(texts), min_count=1), expected)
    assert_same(Corpus.from_ids(expected.ids, expected.offsets, expected.vocab), expected)
    with text_file.open(encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        assert_same(Corpus.from_texts(file, min_count=1), expected)


def test_threads_change_nothing(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    path = tmp_path / "text.txt"
    path.write_text(
        "\n".join(" ".join(f"w{r}" for r in random.zipf(1.3, 40)) for _ in range(20_000))
    )
    corpora = [Corpus.from_files(path, threads=threads, min_count=2) for threads in (1, 2, 7)]
    assert_same(corpora[0], corpora[1])
    assert_same(corpora[0], corpora[2])
    stored = Corpus.from_files(path, threads=3, min_count=2, store=tmp_path / "stored.safetensors")
    assert_same(corpora[0], stored)
    assert not stored.ids.flags.writeable
    assert sorted(file.name for file in tmp_path.iterdir()) == ["stored.safetensors", "text.txt"]


def test_long_lines_and_long_words_are_kept_whole(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    word = "가나다라" * 90_000
    path.write_text("w " * 10_001 + "\n" + word + "\n" + word)
    corpus = Corpus.from_files(path, min_count=1)
    assert np.diff(corpus.offsets).tolist() == [10_001, 1, 1]
    assert corpus.report.longest_line == 10_001
    assert corpus.sentence(-1) == [word]
    assert_same(Corpus.from_tokens([["w"] * 10_001, [word], [word]], min_count=1), corpus)


def test_max_vocab_keeps_the_most_frequent() -> None:
    corpus = Corpus.from_texts(["c c c b b b a a d"], min_count=2, max_vocab=2)
    assert list(corpus.vocab) == ["b", "c"]
    assert (
        corpus.report.dropped_max_vocab,
        corpus.report.dropped_rare,
        corpus.report.distinct_words,
    ) == (2, 1, 4)
    check_sums(corpus.report)


def test_a_given_vocabulary_keeps_its_ids() -> None:
    vocab = Vocab.from_words(["x", "b", "a"], counts=[100, 50, 10])
    corpus = Corpus.from_texts(["a b c", "c", "b b"], vocab=vocab)
    assert corpus.ids.tolist() == [2, 1, 1, 1]
    assert corpus.vocab.counts is not None
    assert corpus.vocab.counts.tolist() == [0, 3, 1]
    assert (corpus.report.dropped_unknown, corpus.report.dropped_lines) == (2, 1)
    check_sums(corpus.report)


def test_keep_empty_keeps_sentence_i_line_i() -> None:
    corpus = Corpus.from_texts(["a a", "", "rare", "a"], min_count=2, keep_empty=True)
    assert list(corpus) == [["a", "a"], [], [], ["a"]]
    assert corpus.report.lines == corpus.report.sentences == 4
    assert (corpus.report.empty_lines, corpus.report.dropped_lines) == (1, 1)


def test_tokens_may_hold_anything() -> None:
    tokens = ["New York", "a\nb", "\0", "\udcff", "\ud800", "", " ", "\r"]
    corpus = Corpus.from_tokens([tokens], min_count=1)
    assert corpus.report.dropped_empty == 1
    assert corpus.report.tokens == 8
    assert [word for word in corpus.sentence(0) if word != "\udced\udca0\udc80"] == [
        token for token in tokens if token not in ("", "\ud800")
    ]
    assert all(token in corpus.vocab for token in tokens if token)
    check_sums(corpus.report)


def test_newlines_within_a_text_are_blanks() -> None:
    assert list(Corpus.from_texts(["a\nb", "c\r\nd\n"], min_count=1)) == [["a", "b"], ["c", "d"]]


def test_one_word_is_a_corpus() -> None:
    corpus = Corpus.from_texts(["a"], min_count=1)
    assert (corpus.ids.tolist(), corpus.offsets.tolist(), list(corpus)) == ([0], [0, 1], [["a"]])


def test_ids_made_elsewhere() -> None:
    vocab = Vocab.from_words(["a", "b", "c"])
    corpus = Corpus.from_ids([[0, 1], [], [1]], None, vocab)
    assert list(corpus) == [["a", "b"], [], ["b"]]
    assert corpus.vocab.counts is not None
    assert corpus.vocab.counts.tolist() == [1, 2, 0]
    wrong_ids = [([3], [0, 1]), ([-1], [0, 1]), ([0.5], [0, 1]), ([[0]], [0, 1]), ([], [0])]
    wrong_offsets = [([0, 1], [0, 1]), ([0, 1], [0, 2, 1, 2])]
    for ids, offsets in wrong_ids + wrong_offsets:
        with pytest.raises(ValueError, match=r"id|ids|offsets"):
            Corpus.from_ids(np.array(ids), np.array(offsets), vocab)


def test_sentences_are_found_by_number() -> None:
    corpus = Corpus.from_texts(["a", "b c"], min_count=1)
    assert corpus.sentence(-1) == corpus.sentence(1) == ["b", "c"]
    for i in (2, -3):
        with pytest.raises(IndexError, match="of 2"):
            corpus.sentence(i)
    assert repr(corpus) == "Corpus(2 sentences, 3 tokens, 3 words)"


def test_the_report_tells_what_was_dropped() -> None:
    report = Corpus.from_texts(["a a b", "", "c"], min_count=2).report
    for part in (
        "2 of 4 tokens",
        "1 of 3 words",
        "1 sentences of 3 lines",
        "2 of rare words",
        "1 empty lines",
        "1 lines without",
        "B/s",
    ):
        assert part in str(report)
    assert CorpusReport.from_json(report.to_json()) == report


def test_progress_is_shown(text_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Corpus.from_files(text_file, min_count=1, progress=True)
    assert "reading" in capsys.readouterr().err
