"""Sub-word units: what they make of any text, and a corpus that remembers them."""

from __future__ import annotations

import json
import pickle
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made.messy import ODD, SYLLABLES
from made.reviews import REVIEWS
from made.subword_units import RECIPES, units_of

import malvec as mv
from malvec import tokenizers
from malvec.tokenizers import SubwordTokenizer

MESSY = [*filter(None, ODD), "漢字 かな кириллица العربية 한글a1", "<unk> <s> [UNK] ##가 ▁"]


@pytest.mark.parametrize("name", RECIPES)
def test_training(name: str) -> None:
    units, recipe = units_of(name), RECIPES[name]
    report = units.report
    assert len(units) == recipe.vocab_size == report.units == len(units.vocabulary)
    assert (report.texts, report.used) == (len(REVIEWS), recipe.max_texts or len(REVIEWS))
    assert json.loads(report.to_json())["recipe"]["vocab_size"] == recipe.vocab_size
    assert f"{recipe.vocab_size:,} units" in str(report)
    assert 0 <= report.unknown < 0.05
    assert report.unknown == 0 or name not in ("bpe", "bytes")
    texts = REVIEWS[:300]
    tokens = [units(text) for text in texts]
    assert units.batch(iter(texts)) == tokens
    assert (
        [len(units.ids(text)) for text in texts]
        == [len(units.offsets(text)) for text in texts]
        == [len(t) for t in tokens]
    )
    assert sum(map(len, tokens)) < sum(map(len, texts)) * (1.2 if name == "bytes" else 1)


@pytest.mark.parametrize("name", ["bpe", "bytes"])
def test_the_text_comes_back(name: str) -> None:
    units = units_of(name)
    for text in REVIEWS[:300]:
        blanks = text if name == "bytes" else " ".join(text.split())
        assert units.decode(units.ids(text)) == blanks
        assert units.decode(units(text)) == blanks
    with pytest.raises(ValueError, match="number of no unit"):
        units.decode([10**6])


@pytest.mark.parametrize("name", RECIPES)
def test_any_text(name: str) -> None:
    units = units_of(name)
    assert units("") == units.ids("") == units.offsets("") == []
    for text in [
        *MESSY,
        *SYLLABLES[::19],
        *(2 * syllable for syllable in SYLLABLES[::19]),
        "".join(SYLLABLES),
        " ".join(SYLLABLES),
    ]:
        assert all(isinstance(token, str) and token for token in units(text))
        covered = bytearray(len(text))
        last = 0
        for begin, end in units.offsets(text):
            assert last <= begin <= end <= len(text)
            last = begin
            covered[begin:end] = b"\1" * (end - begin)
        if name != "wordpiece":  # which drops control characters, as BERT does
            assert all(covered[i] for i, c in enumerate(text) if not c.isspace())
    assert units.batch(MESSY) == [units(text) for text in MESSY]
    assert units("\udcff") == units("\ufffd")
    with pytest.raises(TypeError, match="not int"):
        units(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="not one str"):
        units.batch("영화")


@given(st.text())
def test_spans_are_spans(text: str) -> None:
    for name in ("bpe", "bytes", "wordpiece", "unigram"):
        assert all(0 <= begin <= end <= len(text) for begin, end in units_of(name).offsets(text))


@pytest.mark.parametrize("name", RECIPES)
def test_long_words_take_linear_time(name: str) -> None:
    def seconds(length: int) -> float:
        text = ("".join(REVIEWS).replace(" ", "") * 10)[:length]
        assert len(text) == length
        began = time.process_time()
        assert units_of(name)(text)
        return time.process_time() - began

    assert (
        min(seconds(80_000) for _ in range(2)) < 40 * min(seconds(8_000) for _ in range(3)) + 0.05
    )


def test_nfc_and_nfd_are_the_same() -> None:
    units = units_of("bpe")
    assert units("ㅇ\u1112\u1161\u11ab글") == units("ㅇ한글")
    assert units.offsets("\u1112\u1161\u11ab 글")[-1] == (3, 5)


def test_units_are_values(tmp_path: Path) -> None:
    units = units_of("bpe")
    again = pickle.loads(pickle.dumps(units))
    assert (
        again
        == units
        == tokenizers.from_description(json.loads(json.dumps(tokenizers.describe(units))))
    )
    assert len({units, again}) == 1
    assert again.report == units.report
    assert again != units_of("bytes")
    units.save(tmp_path / "tokenizer.json")
    assert (
        tokenizers.load(tmp_path / "tokenizer.json")
        == tokenizers.by_name(str(tmp_path / "tokenizer.json"))
        == units
    )
    assert repr(units) == "SubwordTokenizer(BPE, 2,500 units)"
    for damaged in ("", "eJx", "!", units.json, tokenizers.describe(units)["zlib"][:400]):
        with pytest.raises(mv.FormatError, match="damaged"):
            tokenizers.from_description({"name": "units", "zlib": damaged})
    with pytest.raises(TypeError, match="json"):
        SubwordTokenizer(b"{}")  # type: ignore[arg-type]


@pytest.mark.parametrize("processes", [0, 2])
def test_a_corpus_and_a_model_remember_their_units(tmp_path: Path, processes: int) -> None:
    units = units_of("bpe")
    corpus = mv.Corpus.from_texts(REVIEWS, tokenizer=units, min_count=1, processes=processes)
    assert list(corpus.sentence(5)) == units(REVIEWS[5])
    corpus.save(tmp_path / "corpus.safetensors")
    opened = mv.Corpus.load(tmp_path / "corpus.safetensors")
    assert opened.pipeline is not None
    assert opened.pipeline.ready().tokenizer == units
    vectors = mv.Skipgram(dim=8, epochs=1, threads=1).fit(corpus)
    vectors.save(tmp_path / "vectors.safetensors")
    stored = json.loads(mv.load(tmp_path / "vectors.safetensors").metadata["tokenizer"])
    assert tokenizers.from_description(stored)("재미있다") == units("재미있다")
