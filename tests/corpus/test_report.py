"""The report of a corpus, as people read it."""

from __future__ import annotations

from pathlib import Path

import malvec as mv


def test_a_little_text_is_told_in_kilobytes() -> None:
    lists = [["new", "york", "is"], ["in", "new", "york"]] * 9
    corpus = mv.Corpus.from_tokens(lists, min_count=1)
    merged = mv.corpus.merge_phrases(corpus, scoring="npmi", threshold=0.9)
    for report in (corpus.report, merged.report):
        assert f"\n{report.bytes / 1e3:.1f} kB in " in str(report)
    large = mv.corpus.CorpusReport(bytes=4_200_000, seconds=10.0, threads=2)
    assert str(large).endswith("\n4.2 MB in 10.00 s, 420.0 kB/s, 2 threads")


def test_nothing_is_told_that_was_not_measured() -> None:
    vocab = mv.Vocab.from_words(["a", "b", "c"])
    numbers = mv.Corpus.from_ids([[0, 1], [2]], None, vocab)
    assert str(numbers.report).splitlines()[-1] == "dropped tokens: nothing"


def test_one_thread_is_one(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("a b\n" * 9)
    corpus = mv.Corpus.from_files([path], min_count=1, threads=1)
    assert str(corpus.report).endswith(", 1 thread")
