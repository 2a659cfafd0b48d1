"""Readers of JSON lines and Parquet."""

from __future__ import annotations

import json
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


def test_fields_within_fields(write: Write) -> None:
    path = write("a.jsonl", '{"a": {"b": "좋다", "n": 5}, "c.d": "점", "id": 1}\n')
    (record,) = mv.text.readers.Jsonl(path, "a.b", "a.n").records()
    assert record == Record("좋다", "5", {"a": {}, "c.d": "점", "id": 1})
    assert list(mv.text.readers.Jsonl(path, "c.d")) == ["점"]
    with pytest.raises(mv.FormatError, match="no field is called 'x'; there are b, n"):
        list(mv.text.readers.Jsonl(path, "a.x"))


@pytest.mark.parametrize("indent", [None, 0, 2])
def test_an_array_of_objects(write: Write, indent: int | None) -> None:
    rows = [{"text": f"문장 {i}}}", "in": {"list": [i]}} for i in range(20)]
    path = write("a.json", json.dumps(rows, indent=indent, ensure_ascii=False))
    assert list(mv.text.readers.Jsonl(path)) == [row["text"] for row in rows]
    for wrong in ("[\n 1]", '[\n{"text": "a"},\n{"text": \n', '[{"text": "a"}', "[{}x{}]"):
        with pytest.raises(mv.FormatError):
            list(mv.text.readers.Jsonl(write("b.json", wrong)))


def test_parquet_within_columns(tmp_path: Path) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    table = arrow.table({"a": [{"b": "하나"}, {"b": "둘"}]})
    parquet.write_table(table, tmp_path / "a.parquet")
    assert list(mv.text.readers.Parquet(tmp_path / "a.parquet", "a.b")) == ["하나", "둘"]
    with pytest.raises(ValueError, match="Parquet tells its own"):
        mv.text.readers.Parquet("a.parquet", encoding="cp949")
