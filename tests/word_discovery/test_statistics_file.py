"""Word statistics in files."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from made.word_statistics import FEW, HOSTILE, same

import malvec as mv
from malvec import FormatError

pytestmark = pytest.mark.filterwarnings("ignore:only .* of the eojeols")


def test_statistics_come_back_from_a_file(tmp_path: Path) -> None:
    statistics = mv.word_discovery.count_words([*FEW, *HOSTILE], 7, 4, 3)
    statistics.save(tmp_path / "s.safetensors")
    opened = mv.word_discovery.WordStatistics.load(tmp_path / "s.safetensors", verify=True)
    assert same(opened, statistics)
    assert (opened.knobs, opened.report) == (statistics.knobs, statistics.report)
    assert list(opened.table().vocab) == list(statistics.table().vocab)


def path_of(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "s.safetensors"
    mv.word_discovery.count_words(FEW[:20]).save(path)
    good = path.read_bytes()
    for size in range(0, len(good), len(good) // 40):
        path.write_bytes(good[:size])
        with pytest.raises(FormatError):
            mv.word_discovery.WordStatistics.load(path)
    whole = mv.word_discovery.WordStatistics.load(path_of(tmp_path / "whole.safetensors", good))
    told = 0
    for at in range(5, len(good), len(good) // 150):
        path.write_bytes(good[:at] + bytes([good[at] ^ 0x81]) + good[at + 1 :])
        try:
            # a byte between the arrays
            assert same(mv.word_discovery.WordStatistics.load(path, verify=True), whole)
        except FormatError:
            told += 1
        with contextlib.suppress(FormatError):
            # without verification damage may stay, but does no harm
            mv.word_discovery.WordStatistics.load(path).table(min_frequency=1)
    assert told > 100
    mv.Corpus.from_texts(["a b"], min_count=1).save(path)
    with pytest.raises(FormatError, match="not word statistics"):
        mv.word_discovery.WordStatistics.load(path)
