"""Phrases go with the corpus and the model: new text is cut as that of the corpus was."""

from __future__ import annotations

import random
import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import malvec as mv
from malvec.tokenizers import WithPhrases

WORDS = [f"w{i}" for i in range(9)]
CORPORA = st.lists(st.lists(st.sampled_from(WORDS), max_size=12), min_size=1, max_size=40)
CONNECTORS = st.lists(st.sampled_from([*WORDS, "nowhere"]), max_size=3)


def corpus_of(sentences: list[list[str]]) -> mv.Corpus:
    return mv.Corpus.from_texts(map(" ".join, sentences), min_count=1, keep_empty=True)


@settings(max_examples=200, deadline=None)
@given(CORPORA, CORPORA, CONNECTORS, st.sampled_from(["_", "::", "w"]), st.integers(1, 3))
def test_new_text_is_cut_as_the_table_merges(learnt, other, connectors, delimiter, passes) -> None:
    if not any(learnt) or not any(other):
        return
    corpus, found = corpus_of(learnt), corpus_of(other)
    for _ in range(passes):
        table = mv.corpus.find_phrases(
            corpus, threshold=-100, min_count=1, connectors=connectors, delimiter=delimiter
        )
        corpus, found = table.merge(corpus), table.merge(found)
    for merged, sentences in ((corpus, learnt), (found, other)):
        assert list(merged) == [merged.pipeline.tokens(" ".join(each)) for each in sentences]


def test_phrases_of_several_passes_are_the_tokenizers() -> None:
    rest = [random.Random(i).choices(WORDS, k=8) for i in range(300)]
    sentences = [[*each, "a", "b", "c", "d"] for each in rest]
    merged = mv.corpus.merge_phrases(corpus_of(sentences), threshold=5, passes=2)
    assert merged.pipeline.tokens("x a b c d") == ["x", "a_b_c_d"]
    assert list(merged) == [merged.pipeline.tokens(" ".join(each)) for each in sentences]


def test_a_rare_word_stands_between_others() -> None:
    corpus = mv.Corpus.from_texts(["new york"] * 9 + ["new rare york"], min_count=2)
    merged = mv.corpus.merge_phrases(corpus, threshold=0.1, min_count=1)
    assert merged.sentence(9) == ["new_york"]
    assert merged.pipeline.tokens("new rare york") == ["new", "rare", "york"]


def test_words_of_any_bytes_are_kept(tmp_path) -> None:
    corpus = mv.Corpus.from_texts(["\udcff \0 가"] * 20 + ["가"] * 20, min_count=1)
    merged = mv.corpus.merge_phrases(corpus, threshold=0.1, min_count=1)
    assert merged.sentence(0) == ["\udcff_\0", "가"]
    merged.save(tmp_path / "c.safetensors")
    opened = mv.Corpus.load(tmp_path / "c.safetensors")
    assert opened.pipeline.tokens("\udcff \0 가") == ["\udcff_\0", "가"]


def test_a_model_of_phrases_cuts_new_text_alike_after_loading(tmp_path) -> None:
    texts = ["in new york ㅋㅋㅋ", "new york is large", "so is 서울"] * 9
    corpus = mv.Corpus.from_texts(texts, min_count=1, normalizer=mv.Normalizer(repeats=2))
    merged = mv.corpus.merge_phrases(corpus, threshold=0.1, min_count=5, scoring="npmi")
    assert merged.pipeline.normalizer == mv.Normalizer(repeats=2)
    assert "new_york" in merged.vocab
    vectors = mv.Skipgram(dim=8, epochs=1, threads=1, sample=0).fit(merged)
    vectors.save(tmp_path / "v.safetensors")
    for found in (vectors, mv.load(tmp_path / "v.safetensors")):
        encoder = mv.Mean().fit(found)
        tokens = [["so", "new_york", "is_large", "ㅋㅋ"]]
        assert merged.pipeline.tokens("so new york is large ㅋㅋㅋㅋㅋ") == tokens[0]
        np.testing.assert_array_equal(
            encoder.encode(["so new york is large ㅋㅋㅋㅋㅋ"]), encoder.encode_tokens(tokens)
        )
        assert unicodedata.normalize("NFD", "서울") in found


def test_phrases_of_token_lists_are_there_for_a_tokenizer_to_come() -> None:
    lists = mv.Corpus.from_tokens([["new", "york"], ["is"]] * 9, min_count=1)
    merged = mv.corpus.merge_phrases(lists, threshold=0.1)
    tokenizer = merged.pipeline.tokenizer
    assert isinstance(tokenizer, WithPhrases)
    assert tokenizer.merge(["new", "york", "is"]) == ["new_york", "is"]
    with pytest.raises(ValueError, match="token lists"):
        merged.pipeline.tokens("new york")
