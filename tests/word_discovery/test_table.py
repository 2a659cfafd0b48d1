"""Tables of word scores: files, data frames, limits."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
from made.word_statistics import FEW

import malvec as mv
from malvec import FormatError
from malvec.word_discovery import COLUMNS

pytestmark = pytest.mark.filterwarnings("ignore:only .* of the eojeols")


def test_a_table_goes_through_a_file(
    statistics: mv.word_discovery.WordStatistics, tmp_path: Path
) -> None:
    table = statistics.table(min_frequency=3)
    table.save_tsv(tmp_path / "words.tsv")
    lines = (tmp_path / "words.tsv").read_text("utf-8").splitlines()
    assert lines[0].split("\t") == list(COLUMNS)
    assert len(lines) == len(table) + 1
    again = mv.word_discovery.WordTable.load_tsv(tmp_path / "words.tsv")
    assert list(again.vocab) == list(table.vocab)
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


@pytest.mark.parametrize("value", ["-1", "1.5", "1e30", "nan"])
def test_a_frequency_is_a_whole_number(value: str, tmp_path: Path) -> None:
    path = tmp_path / "w.tsv"
    path.write_text("\t".join(COLUMNS) + f"\nx\t{value}" + "\t0" * (len(COLUMNS) - 2) + "\n")
    with pytest.raises(FormatError, match=r"w\.tsv, line 2: frequency is"):
        mv.word_discovery.WordTable.load_tsv(path)
    line = "x\t1" + "\t0" * (len(COLUMNS) - 2) + "\n"
    path.write_text("\t".join(COLUMNS) + "\n" + 2 * line, "utf-8")
    with pytest.raises(FormatError, match=r"w\.tsv: the word 'x' comes twice"):
        mv.word_discovery.WordTable.load_tsv(path)


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
    gone = set(everything.vocab) - set(fewer.vocab)
    assert gone
    assert all(any(longer[:-1] == word for longer in everything.vocab) for word in gone)
    with pytest.raises(ValueError, match="min_cohesion_forward"):
        statistics.table(min_cohesion_forward=-1)


def test_low_coverage_is_told(statistics: mv.word_discovery.WordStatistics) -> None:
    table = statistics.table(min_frequency=3)
    words = {word for word in table.vocab if len(word) > 1}
    long = [eojeol for text in FEW for eojeol in text.split() if len(eojeol) > 1]
    assert table.coverage == pytest.approx(
        sum(any(e[:n] in words for n in range(2, len(e) + 1)) for e in long) / len(long)
    )
    with pytest.warns(UserWarning, match=r"only \d+% of the eojeols begin"):
        statistics.table(min_frequency=50)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        statistics.table(min_frequency=1, min_cohesion_forward=0)


def test_rows_are_asked_for_by_words(statistics: mv.word_discovery.WordStatistics) -> None:
    table = statistics.table(min_frequency=3)
    for which in (0, None, slice(2), ["영화"]):
        with pytest.raises(TypeError, match="a row is asked for by its word"):
            table[which]  # type: ignore[index]
    with pytest.raises(KeyError, match="없는말"):
        table["없는말"]
