"""Small corpora and their texts."""

from __future__ import annotations

from malvec.corpus import Corpus

SEASONS = ["봄 이 온다", "봄 은 짧다", "여름 이 온다"]

LINES = [
    "영화 가 재미 있다",
    "",
    "the  film\tis good",
    "영화 는 길다 the",
    "  ",
    "\x00 odd\x00one 영화",
    "film film film the",
]
TEXT = "\n".join(LINES).encode() + b"\nbroken \xff\xfe bytes the"


def assert_same(corpus: Corpus, other: Corpus) -> None:
    assert corpus.ids.tolist() == other.ids.tolist()
    assert corpus.offsets.tolist() == other.offsets.tolist()
    assert list(corpus.vocab) == list(other.vocab)
    assert corpus.vocab.counts is not None
    assert other.vocab.counts is not None
    assert corpus.vocab.counts.tolist() == other.vocab.counts.tolist()
