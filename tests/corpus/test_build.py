"""The compiled core's splitting, encoding and counting against the slow twin, on arbitrary
bytes."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import corpus as slow

from malvec import _core, _ingest
from malvec.vocab import Vocab, encode_word

PIECES = [
    b"a",
    b"b",
    b"ab",
    b" ",
    b"  ",
    b"\t",
    b"\n",
    b"\r\n",
    b"\v\f",
    b"\0",
    b"fifteen_bytes_w",
    b"sixteen_bytes_wo",
]
PIECES += ["말".encode(), "희망".encode(), "😀".encode(), b"x" * 63, b"y" * 64, b"z" * 200]
PIECES += [b"\xff", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\xe3\x81"]  # not UTF-8
texts = st.one_of(
    st.binary(max_size=400),
    st.lists(st.sampled_from(PIECES), max_size=120).map(b"".join),
    st.text(max_size=200).map(str.encode),
)


def make_builder(
    threads: int = 2, split: str = "whitespace", keep_empty: bool = False, directory: str = ""
) -> Any:
    tokenizer = _core.CoreTokenizer(json.dumps({"name": split}))
    return _core.CorpusBuilder(threads, tokenizer, keep_empty, directory)


def finish(
    builder: Any, min_count: int = 1, max_vocab: int = 0, vocab: list[bytes] | None = None
) -> slow.SlowCorpus:
    given = None
    if vocab is not None:
        made = Vocab.from_words(word.decode("utf-8", "surrogateescape") for word in vocab)
        given = (made.data, made.offsets, made.word_index)
    built = builder.finish(min_count, max_vocab, given, None)
    sentences = (
        [part.tolist() for part in np.split(built["ids"], built["offsets"][1:-1].astype(np.int64))]
        if len(built["offsets"]) > 1
        else []
    )
    data, ends = built["words"].tobytes(), built["word_offsets"].tolist()
    words = [data[a:b] for a, b in itertools.pairwise(ends)]
    statistics = {name: value for name, value in built["statistics"].items() if name != "bytes"}
    return slow.SlowCorpus(sentences, words, built["counts"].tolist(), statistics)


@settings(max_examples=300, deadline=None)
@given(texts, st.booleans(), st.integers(0, 3), st.integers(0, 4))
def test_text_equals_the_twin(
    text: bytes, keep_empty: bool, min_count: int, max_vocab: int
) -> None:
    builder = make_builder(keep_empty=keep_empty)
    builder.feed(text, None)
    expected = slow.build(
        slow.split_lines(text), min_count, max_vocab or None, keep_empty=keep_empty
    )
    assert finish(builder, min_count, max_vocab) == expected


@settings(max_examples=200, deadline=None)
@given(texts)
def test_characters_equal_the_twin(text: bytes) -> None:
    builder = make_builder(split="characters")
    builder.feed(text, None)
    assert finish(builder) == slow.build(slow.split_characters(text))


@settings(max_examples=200, deadline=None)
@given(texts, st.lists(st.sampled_from(PIECES), min_size=1, max_size=6, unique=True))
def test_a_given_vocabulary_equals_the_twin(text: bytes, vocab: list[bytes]) -> None:
    builder = make_builder()
    builder.feed(text, None)
    assert finish(builder, vocab=vocab) == slow.build(slow.split_lines(text), vocab=vocab)


@settings(max_examples=100, deadline=None)
@given(texts, st.data())
def test_feeding_in_pieces_changes_nothing(text: bytes, data: st.DataObject) -> None:
    builder = make_builder()
    begin = 0
    while begin < len(text):
        end = data.draw(st.integers(begin + 1, len(text)))
        builder.feed(text[begin:end], None)
        begin = end
    assert finish(builder) == slow.build(slow.split_lines(text))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(st.text(st.characters(), max_size=20), max_size=8), max_size=20),
    st.integers(1, 50),
)
def test_token_lists_equal_the_twin(lines: list[list[str]], limit: int) -> None:
    builder = make_builder()
    iterator = iter(lines)
    while (packed := _ingest.pack_lines(iterator, limit))[2]:
        builder.feed_lines(
            *(
                np.frombuffer(part, kind)
                for part, kind in zip(packed, (np.uint8, np.uint64, np.uint64), strict=True)
            )
        )
    encoded = [[encode_word(token) for token in line] for line in lines]
    assert finish(builder) == slow.build(encoded)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_surrogate_escapes_become_their_bytes_again(data: bytes) -> None:
    token = data.decode("utf-8", "surrogateescape")
    assert _ingest.pack_lines([[token]], 1 << 20)[0] == data
    assert _ingest.pack_texts([token], 1 << 20, 0, TypeError) == data.replace(b"\n", b" ") + b"\n"


def messy_text(size: int) -> bytes:
    random = np.random.default_rng(3)
    ranks = random.zipf(1.3, size)
    words = [f"{'말' * (int(r) % 9)}{r}".encode() for r in ranks]
    gaps = random.choice(
        np.array([b" ", b"\n", b"  ", b"\r\n", b"\n\n", b"\t"], object),
        size,
        p=[0.8, 0.1, 0.03, 0.03, 0.02, 0.02],
    )
    return b"".join(part for pair in zip(words, gaps, strict=True) for part in pair)


@pytest.mark.parametrize("spooled", [False, True])
def test_nothing_depends_on_the_number_of_threads(tmp_path: Path, spooled: bool) -> None:
    text = messy_text(300_000)
    results = []
    for threads in (1, 2, 7):
        builder = make_builder(threads, directory=str(tmp_path) if spooled else "")
        builder.feed(text, None)
        results.append(finish(builder, min_count=2, max_vocab=5000))
    assert results[0] == slow.build(slow.split_lines(text), 2, 5000)
    assert results[0] == results[1] == results[2]
    assert list(tmp_path.iterdir()) == []


def test_a_line_longer_than_many_blocks() -> None:
    text = b"a b\n" + b"w " * 1_500_000 + b"\nc"
    builder = make_builder()
    for begin in range(0, len(text), 100_000):
        builder.feed(text[begin : begin + 100_000], None)
    result = finish(builder)
    assert result.statistics["longest_line"] == 1_500_000
    assert result.counts == [1_500_000, 1, 1, 1]
    assert [len(sentence) for sentence in result.sentences] == [2, 1_500_000, 1]


def test_a_word_longer_than_a_block_is_kept_whole() -> None:
    word = "긴".encode() * 500_000
    builder = make_builder()
    builder.feed(b"x " + word + b"\n" + word, None)
    result = finish(builder)
    assert result.words == [word, b"x"]
    assert result.counts == [2, 1]


def test_packed_borders_are_checked() -> None:
    def arrays(data: bytes, tokens: list[int], lines: list[int]) -> tuple[Any, Any, Any]:
        return (
            np.frombuffer(data, np.uint8),
            np.array(tokens, np.uint64),
            np.array(lines, np.uint64),
        )

    for wrong in (
        arrays(b"abc", [2], [1]),
        arrays(b"abc", [3, 2], [2]),
        arrays(b"abc", [3], [2]),
        arrays(b"abc", [3], []),
    ):
        with pytest.raises(ValueError, match="borders"):
            make_builder().feed_lines(*wrong)


def test_borders_of_texts_are_checked() -> None:
    for ends in ([2], [3, 2], [4], []):
        with pytest.raises(ValueError, match="borders"):
            make_builder().feed_texts(
                np.frombuffer(b"abc", np.uint8), np.array(ends, np.uint64), None
            )


def test_a_finished_builder_refuses_more() -> None:
    builder = make_builder()
    builder.feed(b"a", None)
    finish(builder)
    with pytest.raises(ValueError, match="finished"):
        builder.feed(b"b" * 1_000_000 + b"\n", None)
    with pytest.raises(ValueError, match="finished"):
        builder.finish(1, 0, None, None)


def test_a_missing_directory_for_temporary_files_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        make_builder(directory=str(tmp_path / "nowhere"))


def test_ids_and_offsets_are_checked() -> None:
    ids, good = np.array([0, 1, 2], np.uint32), np.array([0, 1, 3], np.uint64)
    _core.check_corpus(ids, good, 3, 2)
    wrong = [
        ([0, 1, 3], 2, "id 2"),
        ([0, 2, 1, 3], 3, "fall"),
        ([1, 3], 3, "rise"),
        ([0, 2], 3, "rise"),
        ([], 3, "rise"),
    ]
    for offsets, words, message in wrong:
        with pytest.raises(ValueError, match=message):
            _core.check_corpus(ids, np.array(offsets, np.uint64), words, 2)
