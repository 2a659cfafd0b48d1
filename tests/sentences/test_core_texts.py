"""Texts that the core encodes by itself have the vectors, to the last bit, and the counts that they
have where Python cuts them."""

from __future__ import annotations

import time
import unicodedata
from random import Random

import numpy as np
import pytest
from made.subword_vectors import subword_vectors

import malvec as mv
from malvec.sentences import EncodingTally
from malvec.sentences.word_ids import WordIds
from malvec.tokenizers import Characters, Eojeols, LTokenizer, MaxScore, Whitespace

SCORES = {"영화": 0.5, "영화관": 0.4, "배우": 0.9, "감독": 0.1}
TOKENIZERS = [
    Whitespace(),
    Characters(),
    Eojeols(),
    LTokenizer(SCORES, tolerance=0.2),
    MaxScore(SCORES),
    mv.tokenizers.WithoutStopWords(Whitespace(), ["감독", "hello"]),
]
PIECES = [
    "영화",
    "영화관",
    "감독님",
    "배우",
    "배우들이",
    "ㅋㅋㅋ",
    "ㅋㅋㅋㅋㅋ",
    "hello",
    "<b>",
    "&amp;",
]
PIECES += [
    " ",
    " ",
    "\u3000",
    "\t",
    unicodedata.normalize("NFD", "영화관"),
    "\udcff",
    "é",
    "\0",
    "뷁",
]


def random_texts(count: int) -> list[str]:
    random = Random(seed := time.time_ns() % 1_000_000)
    print(f"seed {seed}")
    return ["".join(random.choices(PIECES, k=random.randrange(12))) for _ in range(count)]


def by_python(encoder: mv.SentenceEncoder, texts: list[str]) -> tuple[np.ndarray, EncodingTally]:
    tally = EncodingTally()
    parts = [
        encoder._pooling.pool(batch, tally, 1)
        for batch in WordIds(encoder.vectors).of_texts(texts, encoder.pipeline, 0)
    ]
    return np.concatenate(parts), tally


def check(encoder: mv.SentenceEncoder, count: int = 300) -> None:
    texts = random_texts(count)
    expected, counts = by_python(encoder, texts)
    assert encoder._core_encoder is not None
    for threads in (1, 3):
        tally = EncodingTally()
        np.testing.assert_array_equal(encoder.encode(texts, tally=tally, threads=threads), expected)
        assert tally == counts
    assert counts.words > counts.unseen > 0


def vectors_with(tokenizer, normalizer, **knobs) -> mv.WordVectors:
    """Vectors that have rows for some n-grams of words that were not seen, and not for others."""
    vectors, _, _ = subword_vectors(**knobs)
    assert vectors.subword_table is not None
    return mv.WordVectors(
        vectors.vocab,
        vectors.matrix,
        subwords=vectors.subword_table.pruned(vectors.vocab),
        pipeline=mv.tokenizers.Pipeline(normalizer, tokenizer),
    )


@pytest.mark.parametrize("tokenizer", TOKENIZERS, ids=lambda t: type(t).__name__)
@pytest.mark.parametrize(
    "normalizer", [None, mv.Normalizer(), mv.Normalizer(repeats=3, html=True)], ids=str
)
def test_every_tokenizer_and_cleaning(tokenizer, normalizer):
    check(mv.Mean().fit(vectors_with(tokenizer, normalizer, min_n=3)), 100)


@pytest.mark.parametrize("units", ["jamo", "char", "jamo+char"])
@pytest.mark.parametrize("unit_length", [False, True])
def test_sub_words_of_every_kind(units, unit_length):
    vectors = vectors_with(Whitespace(), mv.Normalizer(), units=units, min_n=3)
    check(mv.Mean(unit_length=unit_length).fit(vectors))
    check(mv.Sif(a=0.01).fit(vectors, random_texts(300)))
    check(mv.Mean(unit_length=unit_length).fit(vectors.normalized()))


@pytest.mark.parametrize("kind", ["int8", "pq"])
def test_compressed_vectors(kind):
    random = np.random.default_rng(3)
    words = ["영화", "영화관", "감독", "배우", "hello", *(f"w{i}" for i in range(300))]
    matrix = random.standard_normal((len(words), 8)).astype(np.float32)
    vectors = mv.WordVectors(
        mv.Vocab.from_words(words, [3] * len(words)),
        matrix,
        pipeline=mv.tokenizers.Pipeline(mv.Normalizer(), Whitespace()),
    )
    check(mv.Sif(a=0.1).fit(mv.vectors.compress(vectors, kind), random_texts(300)))


def test_what_only_python_cuts_goes_its_way():
    for tokenizer in (str.split, mv.tokenizers.RegexTokenizer(r"\w+")):
        encoder = mv.Mean().fit(vectors_with(tokenizer, mv.Normalizer()))
        assert encoder._core_encoder is None
        rows = encoder.encode(["영화 감독", ""])
        assert rows[0].any()
        assert not rows[1].any()


def test_a_vector_that_is_not_finite_is_named():
    matrix = np.ones((2, 4), np.float32)
    matrix[1, 2] = np.nan
    pipeline = mv.tokenizers.Pipeline(mv.Normalizer(), Whitespace())
    vectors = mv.WordVectors(mv.Vocab.from_words(["영화", "감독"]), matrix, pipeline=pipeline)
    encoder = mv.SentenceEncoder(vectors, np.ones(2))
    assert encoder.encode(["영화"]).tolist() == [[1, 1, 1, 1]]
    with pytest.raises(mv.errors.NumericalError, match="the vector of '감독' is not finite"):
        encoder.encode(["영화", "영화 감독"])


@pytest.mark.parametrize("tokenizer", [Whitespace(), mv.tokenizers.RegexTokenizer(r"\w+")])
def test_errors_count_texts_from_the_first(tokenizer, monkeypatch):
    monkeypatch.setattr("malvec.sentences.word_ids._BLOCK_TOKENS", 10_000)
    pipeline = mv.tokenizers.Pipeline(mv.Normalizer(), tokenizer)
    matrix = np.array([[1, 1], [3e38, 0]], np.float32)
    vectors = mv.WordVectors(mv.Vocab.from_words(["작다", "크다"]), matrix, pipeline=pipeline)
    encoder = mv.SentenceEncoder(vectors, np.ones(2))
    texts = ["작다 " * 1000] * 200 + ["크다 크다"]
    tokens = [text.split() for text in texts]
    corpus = mv.Corpus.from_tokens(tokens, min_count=1)
    for encode in (
        lambda: encoder.encode(texts, processes=0),
        lambda: encoder.encode_tokens(tokens),
        lambda: encoder.encode_corpus(corpus),
    ):
        with pytest.raises(OverflowError, match="the vector of sentence 200 is too long"):
            encode()


def test_what_is_no_text_is_refused():
    encoder = mv.Mean().fit(vectors_with(Whitespace(), mv.Normalizer()))
    for texts in ("영화", [3], ["영화", None], [b"a"]):
        with pytest.raises(TypeError):
            encoder.encode(texts)
    assert encoder.encode([]).shape == (0, 12)
    assert len(encoder.encode(iter(["영화"] * 5000))) == 5000
