"""The reader of sentences: over any other reader, as often as one likes."""

from __future__ import annotations

from pathlib import Path

import malvec as mv
from malvec.text.readers import Jsonl, Labelled, Lines, Sentences


def test_labels_and_fields_go_with_the_sentences(tmp_path: Path) -> None:
    table, rows = tmp_path / "l.tsv", tmp_path / "r.jsonl"
    table.write_text("좋았습니다 또 봐요.\t1\n별로\t0\n", "utf-8")
    found = [(record.text, record.label) for record in Sentences(Labelled(table)).records()]
    assert found == [("좋았습니다", "1"), ("또 봐요.", "1"), ("별로", "0")]
    rows.write_text('{"text": "하나.\\n둘", "film": 3}\n', "utf-8")
    records = list(Sentences(Jsonl(rows)).records())
    assert [record.text for record in records] == ["하나.", "둘"]
    assert [record.fields["film"] for record in records] == [3, 3]


def test_a_corpus_of_sentences(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("좋다. 또 본다.\n \n끝\n", "utf-8")
    reader = Sentences(Lines(path))
    assert list(reader) == list(reader) == ["좋다.", "또 본다.", "끝"]
    assert len(mv.Corpus.from_texts(reader, min_count=1)) == 3
