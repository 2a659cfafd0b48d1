"""Readers of JSON lines and Parquet."""

from __future__ import annotations

from pathlib import Path

import pytest
from made.files import Write

import malvec as mv
from malvec.text.readers import Record


def test_jsonl(write: Write) -> None:
    path = write(
        "a.jsonl.bz2",
        '{"review": "좋다", "stars": 5, "by": "a"}\n\n{"review": "나쁘다", "stars": 1}\n',
    )
    assert list(mv.text.readers.Jsonl(path, field="review")) == ["좋다", "나쁘다"]
    first, _ = mv.text.readers.Jsonl(path, "review", "stars").records()
    assert first == Record("좋다", "5", {"by": "a"})


def test_parquet(tmp_path: Path) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    parquet.write_table(arrow.table({"text": ["하나", "둘"], "label": [1, 0]}), path)
    assert list(mv.text.readers.Parquet(path)) == ["하나", "둘"]
    assert [r.label for r in mv.text.readers.Parquet(path, label="label").records()] == ["1", "0"]
    with pytest.raises(
        mv.FormatError, match=r"no column is called 'review'; there are text, label"
    ):
        list(mv.text.readers.Parquet(path, "review"))
    whole = path.read_bytes()
    for damaged in (whole[:-30], b"text", whole[:20] + b"\xff" * 20 + whole[40:]):
        path.write_bytes(damaged)
        with pytest.raises((mv.FormatError, OSError)):
            list(mv.text.readers.Parquet(path))
