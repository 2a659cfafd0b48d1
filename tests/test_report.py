"""Reports: what they say, and that they come back from files as they were."""

from __future__ import annotations

import dataclasses
import json
import math
from pathlib import Path
from types import MappingProxyType

import pytest

import malvec as mv
from malvec.reports.training import restored
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
    assert "4.2 MB in 10.00 s, 0.4 MB/s" in shown
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
    assert isinstance(mv.load(path).report, MappingProxyType)


def test_only_what_is_wholly_known_is_restored(vectors: mv.WordVectors) -> None:
    values = json.loads(report_of(vectors).to_json())
    assert restored(values) == report_of(vectors)
    for odd in (
        {**values, "future": 1},
        {**values, "losses": 3},
        {**values, "recipe": {}},
        {"words": 3},
    ):
        assert restored(odd) == odd


def test_no_loss_is_null(tmp_path: Path) -> None:
    corpus = mv.Corpus.from_texts(["a", "b", "a"], min_count=1)
    with pytest.warns(UserWarning, match="nothing was trained"):
        vectors = mv.Skipgram(dim=4, epochs=1, threads=1, sample=0).fit(corpus)
    assert all(math.isnan(loss) for loss in report_of(vectors).losses)
    assert json.loads(report_of(vectors).to_json())["losses"] == [None]
    vectors.save(tmp_path / "v.safetensors")
    assert "NaN" not in container.read(tmp_path / "v.safetensors")[1]["report"]
    assert math.isnan(report_of(mv.load(tmp_path / "v.safetensors")).losses[0])
