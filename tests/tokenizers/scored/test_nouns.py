"""A tokenizer of nouns, and tables of nouns that are saved and cut with."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

import malvec as mv
from malvec.tokenizers import LTokenizer, NounTokenizer, describe, from_description
from malvec.word_discovery import WordTable, count_words, find_nouns

NOUNS = ("영화", "배우", "감독님")
TEXTS = [f"{noun}{particle} 좋다" for noun in NOUNS for particle in "이가을를의은는도만" * 5]


@pytest.fixture(scope="module")
def nouns() -> WordTable:
    return find_nouns(count_words(TEXTS), min_frequency=2, min_votes=1)


def test_nouns_and_nothing_else() -> None:
    tokenizer = NounTokenizer(["영화", "영화관", "배우"])
    assert tokenizer("영화관에서, 배우의 연기가 (영화)는") == ["영화관", "배우", "영화"]
    assert tokenizer.offsets("좋은 영화는") == [(3, 5)]
    assert tokenizer.batch(["영화가", "없다"], processes=0) == [["영화"], []]
    with pytest.raises(TypeError, match="NoneType"):
        tokenizer(None)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="scores are missing"):
        NounTokenizer()


def test_a_table_of_nouns_is_saved_read_and_cut_with(nouns: WordTable, tmp_path: Path) -> None:
    assert {"영화", "배우"} <= set(nouns.vocab)
    nouns.save_tsv(tmp_path / "n.tsv")
    read = WordTable.load_tsv(tmp_path / "n.tsv")
    assert list(read.vocab) == list(nouns.vocab)
    assert list(read.columns) == list(nouns.columns)
    assert nouns.scores()["영화"] == nouns["영화"]["score"]
    for kind in (LTokenizer, NounTokenizer):
        by_table, by_file = kind(nouns), kind(tmp_path / "n.tsv")
        assert by_table("영화는 배우가") == by_file("영화는 배우가")
        again = from_description(json.loads(json.dumps(describe(by_table))))
        assert again == by_table == pickle.loads(pickle.dumps(by_table))
    corpus = mv.Corpus.from_texts(TEXTS, tokenizer=NounTokenizer(nouns), min_count=1)
    assert "좋다" not in corpus.vocab
