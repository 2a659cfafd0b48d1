"""hnsw through usearch: recall that is measured and reached, filters, scores of the rows
themselves."""

from __future__ import annotations

import pickle
import signal
import threading
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import malvec as mv
from malvec.index import index_file, searching, tuning
from malvec.index.graph import Graph
from malvec.index.tuning import recall_of
from malvec.search.nearest import Searchable
from malvec.storage import container

pytest.importorskip("usearch")
RNG = np.random.default_rng(5)
CENTRES = RNG.standard_normal((60, 16))
ROWS = (CENTRES[RNG.integers(0, 60, 3000)] + 0.5 * RNG.standard_normal((3000, 16))).astype(
    np.float32
)
ROWS[17] = 0


@pytest.fixture(scope="module")
def index() -> mv.Index:
    return mv.Index.build(ROWS, kind="hnsw", threads=1)


@pytest.fixture
def filtered_by_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    """Filters that allow few rows of these few are not searched exactly."""
    monkeypatch.setattr(searching, "_FEW", 10)


def test_the_recall_that_was_asked_for_is_measured_and_reached(index: mv.Index) -> None:
    report = index.report
    assert (report.kind, report.wanted, report.connectivity) == ("hnsw", 0.95, 16)
    assert report.recall >= 0.95
    assert report.milliseconds > 0
    asked = RNG.integers(0, 3000, 200)
    exact = mv.Index.build(ROWS)
    hits = [
        len({n for n, _ in index.most_similar(int(i))} & {n for n, _ in exact.most_similar(int(i))})
        for i in asked
    ]
    assert np.mean(hits) / 10 >= 0.93
    assert "exact8 is advised" in str(report)


def test_scores_are_those_of_the_rows(index: mv.Index) -> None:
    exact = dict(mv.Index.build(ROWS).most_similar(5, topn=300))
    found = index.most_similar(5)
    assert found == sorted(found, key=lambda each: (-each[1], each[0]))
    assert [exact[row] for row, _ in found] == [score for _, score in found]
    assert 5 not in dict(found)


def test_it_opens_as_it_was(index: mv.Index, tmp_path: Path) -> None:
    index.save(tmp_path / "x.index")
    loaded = mv.load(tmp_path / "x.index")
    assert loaded.report == index.report
    (tmp_path / "x.index").unlink()
    for other in (loaded, pickle.loads(pickle.dumps(index))):
        queries = list(range(40, 60))
        assert other.most_similar_batch(queries) == index.most_similar_batch(queries)


@pytest.mark.usefixtures("filtered_by_graph")
@pytest.mark.parametrize("share", [0.9, 0.3, 0.02])
def test_filters(index: mv.Index, share: float) -> None:
    where = RNG.random(3000) < share
    exact = mv.Index.build(ROWS)
    found = index.most_similar(5, where=where)
    assert len(found) == min(10, int(where.sum()) - int(where[5]))
    assert all(where[row] for row, _ in found)
    assert len(dict(found).keys() & dict(exact.most_similar(5, where=where)).keys()) >= 8


@pytest.mark.usefixtures("filtered_by_graph")
def test_where_the_graph_does_not_suffice_all_rows_are_looked_at(index: mv.Index) -> None:
    far = np.argsort(ROWS @ ROWS[5])[:40]  # none of them is near
    exact = mv.Index.build(ROWS).most_similar(5, where=far, topn=9)
    assert index.most_similar(5, where=far, topn=9) == exact


def test_few_allowed_rows_are_searched_exactly(index: mv.Index) -> None:
    for how in ({"where": [1, 2, 3]}, {"restrict": 50}, {"where": []}, {"topn": 2999}):
        asked: dict[str, Any] = {"topn": 20, **how}
        assert index.most_similar(5, **asked) == mv.Index.build(ROWS).most_similar(5, **asked)


@pytest.mark.parametrize("rows", [ROWS[:0], np.zeros((50, 4)), ROWS[:3], ROWS[:50]])
def test_small_ones(rows: Any) -> None:
    small = mv.Index.build(rows, kind="hnsw")
    for topn in (0, 1, 10, 60):
        asked = np.ones(rows.shape[1])
        assert small.most_similar(asked, topn=topn) == mv.Index.build(rows).most_similar(
            asked, topn=topn
        )


def test_many_threads_ask_at_once(index: mv.Index) -> None:
    expected = [index.most_similar(i) for i in range(30)]
    found: list[list[Any]] = []
    threads = [
        threading.Thread(target=lambda: found.append([index.most_similar(i) for i in range(30)]))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


def test_a_recall_that_is_not_reached_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tuning, "_EFS", [1])
    monkeypatch.setattr(tuning, "CONNECTIVITIES", (2, 3))
    noise = RNG.standard_normal((2000, 64)).astype(np.float32)
    with pytest.warns(UserWarning, match=r"a recall of 0\.\d+, not the 1 that was asked for"):
        index = mv.Index.build(noise, kind="hnsw", recall=1.0)
    assert index.report.connectivity == 3
    assert index.report.recall < 0.9


def test_a_recall_just_below_is_not_told_as_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tuning, "recall_of", lambda *_: 0.9999)
    with pytest.warns(UserWarning, match=r"a recall of 0\.9999, not the 1 that"):
        index = mv.Index.build(ROWS[:300], kind="hnsw", recall=1.0)
    assert "first ten 0.9999, 1 was asked for" in str(index.report)


def test_an_index_that_memory_does_not_hold_is_told(
    index: mv.Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.save(tmp_path / "x.index")
    size = (tmp_path / "x.index").stat().st_size
    monkeypatch.setattr(index_file, "available_memory", lambda: size - 1)
    with pytest.warns(UserWarning, match=r"x\.index: hnsw reads all over .* kind='exact8'"):
        mv.Index.load(tmp_path / "x.index")
    for enough in (size, None):
        monkeypatch.setattr(index_file, "available_memory", lambda free=enough: free)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            mv.Index.load(tmp_path / "x.index")


def test_one_question_takes_no_detours(index: mv.Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the few rows of one question NumPy's set operations take longer than the search."""
    for slow in ("isin", "stack", "sort"):
        monkeypatch.setattr(np, slow, None)
    assert len(index.most_similar(5)) == 10


def test_one_thread_builds_the_same_graph_twice() -> None:
    rows = Searchable.of(ROWS)
    one, other = (Graph.build(rows, 16, threads=1).stored for _ in range(2))
    assert np.array_equal(one, other)


def test_rows_alike_count_as_found() -> None:
    assert recall_of(np.float32([[0.9, 0.8]]), np.float32([[0.9, 0.8]])) == 1
    assert recall_of(np.float32([[0.9, 0.7]]), np.float32([[0.9, 0.8]])) == 0.5


def test_a_graph_of_other_rows_is_told(index: mv.Index, tmp_path: Path) -> None:
    index.save(tmp_path / "x.index")
    tensors, metadata = container.read(tmp_path / "x.index")
    own = {k: v for k, v in metadata.items() if k not in ("checksums", "header_crc32")}
    graph = tensors["index.graph"]
    for bad in (graph[:0], graph[:100], graph[1:], graph[: len(graph) // 2], 0 * graph):
        container.write(tmp_path / "bad.index", {**tensors, "index.graph": bad}, own)
        with pytest.raises(mv.FormatError, match="the graph of the index is damaged"):
            mv.load(tmp_path / "bad.index")


@pytest.mark.parametrize("ef", [-1, 0, 1 << 40])
def test_a_search_that_looks_at_impossibly_many_rows_is_damage(index: mv.Index, ef: int) -> None:
    graph = index._graph
    assert graph is not None
    with pytest.raises(mv.FormatError, match="a search looks at"):
        Graph(graph.stored, graph.shape, ef)


def test_a_changed_graph_is_told_or_answers() -> None:
    """usearch believes what it reads: a neighbour that is not there would end the process."""
    rows = ROWS[:300, :5].copy()
    stored = Graph.build(Searchable.of(rows), 4, threads=1).stored
    told, head = 0, 8 + 5 * len(rows)
    changed = [*range(8), *range(head, head + 104 + 2 * len(rows))]
    for at in (*changed, *RNG.integers(head, len(stored), 2000)):
        other = stored.copy()
        other[at] ^= 1 << RNG.integers(8)
        try:
            found = Graph(other, rows.shape, 20).candidates(rows[:3], 10)
        except mv.FormatError:
            told += 1
        else:
            assert all(len(each) <= 10 for each in found)
    assert told > len(changed) / 2


def test_rows_with_one_large_component_are_found() -> None:
    """In a byte per component little is left of the others: more rows are looked at."""
    rows = ROWS.copy()
    rows[:, 0] += 10 * np.abs(rows).max()
    assert mv.Index.build(rows, kind="hnsw").report.recall >= 0.95


def test_ctrl_c_stays_ctrl_c() -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    def build_for_ever() -> None:
        while True:
            Graph.build(Searchable.of(ROWS), 16)

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        for _ in range(3):
            signal.setitimer(signal.ITIMER_REAL, 0.05)
            with pytest.raises(KeyboardInterrupt):
                build_for_ever()
    finally:
        signal.signal(signal.SIGALRM, before)


def test_usearch_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "usearch.index", None)
    with pytest.raises(ImportError, match=r"hnsw needs usearch: pip install 'malvec\[ann\]'"):
        mv.Index.build(ROWS, kind="hnsw")
