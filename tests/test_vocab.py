"""Look-ups in vocabularies, one by one and all at once; arrays that are no vocabulary are refused,
or at least never left."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from malvec import _core
from malvec.vocab import Vocab, encode_word

WORDS = [
    "영화",
    "배우",
    "",
    "a",
    "\x00x",
    "\udcff\udcfe",
    "a much longer word than all of the others",
]


def test_find_all_gives_the_ids_here() -> None:
    vocab = Vocab.from_words(WORDS)
    found = vocab.find_all(Vocab.from_words(["없다", *reversed(WORDS), "b"]))
    assert found.dtype == np.int64
    assert found.tolist() == [-1, 6, 5, 4, 3, 2, 1, 0, -1]
    assert vocab.find_all(vocab).tolist() == list(range(7))
    empty = Vocab.from_words([])
    assert empty.find_all(vocab).tolist() == [-1] * 7
    assert vocab.find_all(empty).tolist() == []


@given(
    st.lists(st.text("ab가", max_size=3), unique=True),
    st.lists(st.text("ab가", max_size=3), unique=True),
)
def test_find_all_is_find_many_times(here: list[str], there: list[str]) -> None:
    vocab = Vocab.from_words(here)
    expected = [here.index(word) if word in here else -1 for word in there]
    assert (
        vocab.find_all(Vocab.from_words(there)).tolist()
        == expected
        == [vocab.find(word) for word in there]
    )


def test_find_words_takes_bytes() -> None:
    vocab = Vocab.from_words(["a", "b"])
    ends = np.array([0, 1, 1, 2], np.uint64)
    assert _core.find_words(vocab.data, vocab.offsets, vocab.word_index, b"bc", ends).tolist() == [
        1,
        -1,
        -1,
    ]


def arrays(offsets: list[int], index: list[int]) -> Any:
    return np.frombuffer(b"abc", np.uint8), np.array(offsets, np.uint64), np.array(index, np.uint32)


@pytest.mark.parametrize(
    ("offsets", "index"), [([0, 1, 3], []), ([0, 1, 3], [0] * 3), ([], [0] * 4)]
)
def test_impossible_arrays_are_refused(offsets: list[int], index: list[int]) -> None:
    data, starts, slots = arrays(offsets, index)
    with pytest.raises(ValueError, match="impossible sizes"):
        _core.find_word(data, starts, slots, b"a")
    with pytest.raises(ValueError, match="impossible sizes"):
        _core.find_words(data, starts, slots, b"a", np.array([0, 1], np.uint64))
    builder = _core.CorpusBuilder(1, None, False, "")
    builder.feed(b"a b\n", None)
    with pytest.raises(ValueError, match="impossible sizes"):
        builder.finish(1, 0, (data, starts, slots), None)


@pytest.mark.parametrize(
    "offsets", [[0, 1 << 62, 3], [1 << 63, 1 << 63, 1 << 63], [3, 0, 3], [0, 1, 1 << 40]]
)
def test_wild_arrays_are_never_left(offsets: list[int]) -> None:
    data, starts, slots = arrays(offsets, [1, 2, 2**32 - 1, 1])
    for word in (b"", b"a", b"bc", b"x" * 100):
        assert _core.find_word(data, starts, slots, word) in (-1, 0, 1)
    with pytest.raises(ValueError, match="offsets"):
        _core.find_words(data, arrays([0, 3], [])[1], arrays([], [1, 0])[2], b"abc", starts)
    builder = _core.CorpusBuilder(1, None, False, "")
    builder.feed(b"a b\n", None)
    with pytest.raises(ValueError, match="offsets"):
        builder.finish(1, 0, (data, starts, slots), None)


def test_the_index_holds_whatever_a_word_is() -> None:
    vocab = Vocab.from_words(WORDS)
    for i, word in enumerate(WORDS):
        assert _core.find_word(vocab.data, vocab.offsets, vocab.word_index, encode_word(word)) == i


def steps_meanwhile(job: Callable[[], object]) -> int:
    """How often another thread comes to run while a job is in one call of the core."""
    steps, done = 0, threading.Event()

    def count() -> None:
        nonlocal steps
        while not done.is_set():
            steps += 1
            time.sleep(0.001)

    other = threading.Thread(target=count)
    other.start()
    try:
        while steps == 0:
            time.sleep(0.001)
        before = steps
        job()
        return steps - before
    finally:
        done.set()
        other.join()


def test_long_calls_let_other_threads_run() -> None:
    data = np.arange(2_000_000, dtype=np.uint64).view(np.uint8)
    offsets = np.arange(0, len(data) + 1, 8, dtype=np.uint64)
    index = _core.word_index(data, offsets)
    assert steps_meanwhile(lambda: _core.word_index(data, offsets)) > 3
    assert steps_meanwhile(lambda: _core.first_occurrences(data, offsets)) > 3
    assert steps_meanwhile(lambda: _core.find_words(data, offsets, index, data, offsets)) > 3


def test_the_same_words_are_cut_the_same() -> None:
    vocab = Vocab.from_words(["ab", "c"])
    assert vocab.same_words(Vocab.from_words(["ab", "c"]))
    assert not vocab.same_words(Vocab.from_words(["a", "bc"]))
    assert not vocab.same_words(Vocab.from_words(["ab"]))


def test_what_is_no_word_or_count() -> None:
    for words in ([1, 2], [b"a"], [None]):
        with pytest.raises(TypeError, match="a word is a str, not"):
            Vocab.from_words(words)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="words must be an iterable of str"):
        Vocab.from_words(None)  # type: ignore[arg-type]
    for counts, error in ((["x"], TypeError), ([1.5], TypeError), ([-1], ValueError)):
        with pytest.raises(error, match="a count="):
            Vocab.from_words(["a"], counts)  # type: ignore[arg-type]
    vocab = Vocab.from_words(["a"])
    for ask in (vocab.find, vocab.index):
        with pytest.raises(TypeError, match="a word is a str, not int: 3"):
            ask(3)  # type: ignore[arg-type]
    for which in ("a", 1.5, None):
        with pytest.raises(TypeError, match="words are taken by numbers"):
            vocab[which]


@pytest.mark.parametrize(
    ("words", "said"),
    [("영화", "not one str"), (b"ab", "not one bytes"), ({"a", "b"}, "no order: sort it")],
)
def test_words_are_a_list_of_them(words: Any, said: str) -> None:
    with pytest.raises(TypeError, match=said):
        Vocab.from_words(words)
