"""Packed files of several streams: damage behind the first one is noticed, in text and in vectors
alike."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from malvec.corpus import Corpus
from malvec.errors import FormatError
from malvec.io import load_word2vec


def zstd(data: bytes) -> bytes:
    packed: bytes = (
        pytest.importorskip("zstandard").ZstdCompressor(write_checksum=True).compress(data)
    )
    return packed


PACKERS = [bz2.compress, lzma.compress, gzip.compress, zstd]
PARTS = [
    b"".join(b"w%d %d.5 2 3\n" % (i, i) for i in range(first, first + 1000))
    for first in (0, 1000, 2000)
]


def readers() -> list[Callable[[Path], object]]:
    return [lambda path: Corpus.from_files(path, min_count=1), lambda path: load_word2vec(path)]


@pytest.mark.parametrize("pack", PACKERS)
def test_all_streams_are_read(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "packed"
    path.write_bytes(b"".join(map(pack, PARTS)))
    assert len(Corpus.from_files(path, min_count=1)) == 3000
    assert len(load_word2vec(path)) == 3000


@pytest.mark.parametrize("pack", PACKERS)
def test_damage_in_a_later_stream_is_an_error(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "packed"
    one, two, three = map(pack, PARTS)
    damaged = {
        "magic": one + b"XXXX" + two[4:] + three,
        "middle": one + two[: len(two) // 2] + b"\x55" * 20 + two[len(two) // 2 + 20 :] + three,
        "cut": one + two + three[: len(three) // 2],
        "nearly whole": one + two[:-2],
        "a few bytes": one + two + three[:3],
        "garbage": one + two + three + b"and more that is not packed",
    }
    for content in damaged.values():
        path.write_bytes(content)
        for read in readers():
            with pytest.raises(FormatError, match=r"packed.*(cut|damaged)"):
                read(path)


def test_xz_may_be_padded_with_zeros(tmp_path: Path) -> None:
    path = tmp_path / "packed"
    one, two, _ = map(lzma.compress, PARTS)
    path.write_bytes(one + bytes(8) + two + bytes(1 << 17))
    assert len(Corpus.from_files(path, min_count=1)) == 2000
    path.write_bytes(bz2.compress(PARTS[0]) + bytes(8))
    with pytest.raises(FormatError, match=r"packed.*damaged"):
        Corpus.from_files(path, min_count=1)


def test_a_small_file_may_hold_much(tmp_path: Path) -> None:
    path = tmp_path / "packed"
    path.write_bytes(bz2.compress(b"a b c d\n" * 400_000) + bz2.compress(b"e"))
    assert len(Corpus.from_files(path, min_count=1)) == 400_001
