"""Reports: what they say, and that they come back from files as they were."""

from __future__ import annotations

import dataclasses
import json
import math
from pathlib import Path

import numpy as np
import pytest
from made.corpora import SEASONS
from made.files import changed

import malvec as mv
from malvec.reports.frozen import FrozenDict
from malvec.reports.report import Report
from malvec.reports.stored import report_from_dict
from malvec.storage import container


@pytest.fixture(scope="module")
def vectors() -> mv.WordVectors:
    corpus = mv.Corpus.from_texts(["a b a b rare", "a b", "seldom a"] * 2 + ["once"], min_count=3)
    return mv.Skipgram(dim=4, epochs=2, threads=1, sample=0).fit(corpus)


def report_of(vectors: mv.WordVectors) -> mv.reports.TrainingReport:
    assert isinstance(vectors.report, mv.reports.TrainingReport)
    return vectors.report


def test_a_training_says_what_was_dropped(vectors: mv.WordVectors) -> None:
    shown = str(report_of(vectors))
    assert "19 tokens read, 14 kept; dropped: 5 of rare words" in shown
    assert "tokens read" not in str(dataclasses.replace(report_of(vectors), corpus={}))


def test_a_corpus_says_how_fast_it_was_read() -> None:
    shown = str(mv.corpus.CorpusReport(bytes=4_250_000, seconds=10.0))
    assert "4.2 MB in 10.00 s, 425.0 kB/s" in shown
    assert "dropped tokens: nothing" in shown


def test_a_saved_report_comes_back(vectors: mv.WordVectors, tmp_path: Path) -> None:
    path = tmp_path / "v.safetensors"
    vectors.save(path)
    opened = mv.load(path)
    assert opened.report == report_of(vectors)
    opened.save(path)
    assert mv.load(path).report == report_of(vectors)
    tensors, metadata = container.read(path)
    container.write(
        path,
        {name: array.copy() for name, array in tensors.items()},
        {**metadata, "report": '{"losses": [1.5]}'},
    )
    assert isinstance(mv.load(path).report, FrozenDict)


def test_only_what_is_wholly_known_is_restored(vectors: mv.WordVectors) -> None:
    values = json.loads(report_of(vectors).to_json())
    assert report_from_dict(values) == report_of(vectors)
    for odd in (
        {**values, "future": 1},
        {**values, "losses": 3},
        {**values, "recipe": {}},
        {"words": 3},
    ):
        assert report_from_dict(odd) == odd


def test_no_loss_is_null(tmp_path: Path) -> None:
    corpus = mv.Corpus.from_texts(["a", "b", "a"], min_count=1)
    first = mv.WordVectors(corpus.vocab, np.ones((2, 4), np.float32))
    with pytest.warns(UserWarning, match="nothing was trained"):
        vectors = mv.Skipgram(dim=4, epochs=1, threads=1).fit(corpus, initial=first)
    assert all(math.isnan(loss) for loss in report_of(vectors).losses)
    assert json.loads(report_of(vectors).to_json())["losses"] == [None]
    vectors.save(tmp_path / "v.safetensors")
    assert "NaN" not in container.read(tmp_path / "v.safetensors")[1]["report"]
    assert math.isnan(report_of(mv.load(tmp_path / "v.safetensors")).losses[0])


def test_reports_whose_counts_are_no_numbers(seasons: mv.Corpus, tmp_path: Path) -> None:
    files = {
        "c": mv.Corpus.load,
        "s": mv.text.spacing.SpacingModel.load,
        "w": mv.word_discovery.WordStatistics.load,
    }
    seasons.save(tmp_path / "c.safetensors")
    mv.Spacing(min_count=1).fit(SEASONS).save(tmp_path / "s.safetensors")
    mv.word_discovery.count_words(SEASONS).save(tmp_path / "w.safetensors")
    for name, opened in files.items():
        path = tmp_path / f"{name}.safetensors"
        report = json.loads(container.read(path)[1]["report"])
        for value in (None, [], "many", {}):
            with pytest.raises(mv.FormatError, match=r"seconds is .*not a number"):
                opened(changed(path, report=json.dumps({**report, "seconds": value})))


def test_json_names_the_class_and_needs_no_guess(vectors: mv.WordVectors) -> None:
    values = json.loads(report_of(vectors).to_json())
    assert values["report"] == "TrainingReport"
    unnamed = {name: value for name, value in values.items() if name != "report"}
    assert report_from_dict(unnamed) == report_from_dict(values) == report_of(vectors)
    assert report_from_dict({**values, "report": "DreamReport"}) == {
        **values,
        "report": "DreamReport",
    }
    wrong = {**values, "report": "CellReport"}
    assert report_from_dict(wrong) == wrong


def test_every_report_comes_back_by_its_class(vectors: mv.WordVectors) -> None:
    corpus = mv.Corpus.from_texts(["a b a", "b", ""], min_count=1)
    counts, words = mv.count(corpus, window=2), mv.word_discovery.count_words(["가 나 가", ""])
    encoder = mv.Sif().fit(vectors, ["a b", "b"] * 10)
    spacing = mv.Spacing(min_count=1).fit(["가 나 가 나"])
    svd = mv.Svd(dim=1).fit(counts)
    for report in (each.report for each in (vectors, corpus, counts, words, encoder, spacing, svd)):
        assert isinstance(report, Report)
        assert json.loads(report.to_json())["report"] == type(report).__name__
        assert type(report).from_json(report.to_json()) == report


def test_numbers_are_the_figures_alone() -> None:
    report = mv.corpus.CorpusReport(sources=("a",), tokens=3, bytes=2_000_000, seconds=1.0)
    assert report.numbers["tokens"] == 3
    assert report.numbers["megabytes_per_second"] == 2.0
    assert not {"sources", "failures", "report"} & report.numbers.keys()
    assert "deterministic" not in mv.reports.SvdReport(**SVD).numbers


SVD = {
    **dict.fromkeys(("rows", "columns", "cells", "rank", "iterations", "dimensions"), 1),
    **dict.fromkeys(("residual", "explained", "seconds"), 0.5),
    **{"recipe": {"name": "Svd"}, "singular_values": (1.0,), "reweighting": {}},
    **{"converged": True, "symmetric": False, "threads": 1, "isa": "v3", "peak_memory": 1},
}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rank": "many"}, "rank is 'many', not a number"),
        ({"singular_values": 3}, "singular_values is 3, not a list"),
        ({"recipe": {}}, "not a name and knobs"),
        ({"threads": True}, "threads is True, not a number"),
        ({"stopped": 5}, "stopped is 5, not true or false"),
    ],
)
def test_values_that_a_report_cannot_have(change: dict[str, object], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        mv.reports.SvdReport.from_dict({**SVD, **change})
    with pytest.raises(TypeError, match="object"):
        mv.reports.SvdReport.from_json("[]")


def test_of_many_losses_the_first_and_the_last_are_shown(vectors: mv.WordVectors) -> None:
    losses = tuple(1 / n for n in range(1, 61))
    report = dataclasses.replace(report_of(vectors), losses=losses)
    assert "1.0000 → 0.5000 → 0.3333 → 0.2500 → … → 0.0175 → 0.0172 → 0.0169 → 0.0167" in str(
        report
    )
    assert json.loads(report.to_json())["losses"] == list(losses)
