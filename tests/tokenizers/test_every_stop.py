"""A text has the same tokens at every stop of the road: in a corpus, packed, in batches, in an
encoder, in documents, whether threads of the core cut it or Python does."""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Iterable

import numpy as np
import pytest
from made.core_tokenizers import HOSTILE, TOKENIZERS, random_texts

import malvec as mv
from malvec import _ingest
from malvec.corpus import Corpus
from malvec.tokenizers import Pipeline, Tokenizer, batch, description
from malvec.tokenizers.running.chunks import TokenizedChunk

each_tokenizer = pytest.mark.parametrize("tokenizer", TOKENIZERS, ids=lambda t: f"{t!r:.40}")
NORMALIZERS = {"raw": None, "nfc": mv.Normalizer(), "cleaned": mv.Normalizer(html=True, repeats=2)}
each_normalizer = pytest.mark.parametrize("normalizer", NORMALIZERS.values(), ids=NORMALIZERS)


def texts_of_now() -> list[str]:
    seed = time.time_ns() % 1_000_000
    print(f"seed {seed}")
    return [*HOSTILE, *random_texts(seed, 300), "가\n나\r", "\n", "\ud800가 \udfff"]


def check_packed(chunks: Iterable[TokenizedChunk], expected: list[list[str]]) -> None:
    lines = 0
    for chunk in chunks:
        packed = _ingest.pack_lines(expected[lines : lines + chunk.lines], sys.maxsize)
        assert chunk.packed == packed
        lines += chunk.lines
    assert lines == len(expected)


@each_tokenizer
@each_normalizer
def test_packed_and_in_batches(tokenizer: Tokenizer, normalizer: mv.Normalizer | None) -> None:
    texts, pipeline = texts_of_now(), Pipeline(normalizer, tokenizer)
    expected = [pipeline.tokens(text) for text in texts]
    core = description.core_tokenizer(tokenizer)
    assert core is not None
    assert core.lists(texts, normalizer and normalizer.core, 3) == expected
    for processes in (None, 0, 3):
        check_packed(pipeline.token_chunks(iter(texts), processes), expected)
        cut = batch(tokenizer, texts, processes)
        assert cut == [tokenizer(text) for text in texts]
        assert cut.failed == 0


@each_tokenizer
def test_nothing_is_cut_by_python(tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Tokenizer, text: str) -> list[str]:
        raise AssertionError("Python cut a text that the core can cut")

    made = mv.tokenizers.from_description(mv.tokenizers.describe(tokenizer))
    monkeypatch.setattr(type(made), "__call__", refuse)
    texts = [text.replace("\n", " ") for text in texts_of_now()]
    corpus = Corpus.from_texts(texts, tokenizer=made, min_count=1, keep_empty=True, processes=2)
    list(corpus.pipeline.token_chunks(texts, 2))
    assert len(batch(made, texts)) == len(corpus)


@each_tokenizer
def test_an_encoder_and_documents(tokenizer: Tokenizer) -> None:
    texts = texts_of_now()
    corpus = Corpus.from_texts(texts, tokenizer=tokenizer, min_count=2, keep_empty=True)
    matrix = np.random.default_rng(1).normal(size=(len(corpus.vocab), 12)).astype(np.float32)
    vectors = mv.WordVectors(corpus.vocab, matrix, pipeline=corpus.pipeline)
    encoder = mv.Mean().fit(vectors)
    tokens = [corpus.pipeline.tokens(text) for text in texts]
    np.testing.assert_array_equal(encoder.encode(texts), encoder.encode_tokens(tokens))
    ids = [[id for id in map(corpus.vocab.find, each) if id >= 0] for each in tokens]
    for (begin, end), expected in zip(itertools.pairwise(corpus.offsets), ids, strict=True):
        assert corpus.ids[int(begin) : int(end)].tolist() == expected
