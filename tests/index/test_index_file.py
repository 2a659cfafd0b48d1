"""Files of indexes: what is damaged is told, and all of an index is of one file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from index.test_index import NAMES, ROWS, encoder

import malvec as mv
from malvec.storage import container, kinds


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.index"
    mv.Index.build(ROWS, NAMES).save(path)
    tensors, metadata = container.read(path)
    own = {k: v for k, v in metadata.items() if k not in ("checksums", "header_crc32")}

    def changed(message: str, texts: dict[str, str] | None = None, **arrays: Any) -> None:
        kept = {name: array for name, array in {**tensors, **arrays}.items() if array is not None}
        container.write(path.with_suffix(".bad"), kept, {**own, **(texts or {})})
        with pytest.raises(mv.FormatError, match=message):
            mv.load(path.with_suffix(".bad"))

    changed(r"'index.scales' is missing", **{"index.scales": None})
    changed(r"codes of the index are missing", **{"index.codes": None})
    changed(r"'index.codes' is uint8", **{"index.codes": tensors["index.codes"][:-1]})
    changed(r"'vectors' is float32 \[399, 20\], not float32 \[400", vectors=ROWS[:399])
    changed("damaged", {"index": "[]"})
    changed("the report of the index lacks 'of'", {"index": "{}"})
    changed("an index of kind 'ivf'", {"index": own["index"].replace('"exact8"', '"ivf"')})
    changed("an index of 'dreams'", {"index": own["index"].replace('"rows"', '"dreams"', 1)})
    changed("'words' is missing", {"encoder": "{}"})
    changed("metadata of its encoder are not text", {"encoder": '{"unit": 1}'})


def test_all_of_an_index_is_of_the_file_that_was_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mv.Index.build(encoder()).save(tmp_path / "x.index")
    opened = kinds.open_kind

    @contextmanager
    def replaced_meanwhile(path: Path, *wanted: str, verify: bool) -> Iterator[Any]:
        with opened(path, *wanted, verify=verify) as file:
            path.unlink()
            yield file

    monkeypatch.setattr(kinds, "open_kind", replaced_meanwhile)
    assert mv.Index.load(tmp_path / "x.index").most_similar("봄", topn=1)
