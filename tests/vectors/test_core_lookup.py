"""Words as the core looks them up and adds them up, beside Python that does it step by step."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pytest
from reference import word_questions as slow

import malvec as mv
from malvec.errors import UnknownWordError

OLD = Path(__file__).parent.parent / "data" / "old"
NAMES = (
    *("word_vectors", "subword_vectors", "cbow_subwords", "compressed_int8", "compressed_pq"),
    *("encoder_sif", "vectors_bpe", "glove_vectors", "language_model"),
)
WORDS = (
    "희망",
    "영화",
    "w7",
    "희망찬",
    "없던말",
    "ㅋㅋㅋㅋ",
    "",
    " ",
    "\u3164",
    "a\0b",
    "\udcff",
    "\ud800",
)


def opened(name: str) -> mv.WordVectors:
    return mv.WordVectors.load(OLD / f"{name}.safetensors")


@pytest.mark.parametrize("name", NAMES)
def test_the_same_words_are_found(name: str) -> None:
    vectors = opened(name)
    for word in (*WORDS, *vectors.vocab[:20]):
        for form in ("NFC", "NFD"):
            asked = unicodedata.normalize(form, word)
            assert vectors._find(asked) == slow.find(vectors, asked)
            assert (asked in vectors) == (slow.find(vectors, asked) >= 0)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", NAMES)
def test_the_same_sums(name: str) -> None:
    vectors, random = opened(name), np.random.default_rng(1)
    for word in (*WORDS, *vectors.vocab[:5]):
        try:
            vectors[word]
        except KeyError:
            with pytest.raises(UnknownWordError):
                vectors.most_similar(word)
            continue
        vector = random.standard_normal(vectors.dim).astype(np.float32)
        terms, signs = [word, vector, vectors.vocab[0], 0 * vector], (1, -1, 1, 1)
        total, hidden = vectors.added_up(terms, signs)
        expected, ids = slow.add_up(vectors, terms, signs)
        np.testing.assert_array_max_ulp(total, expected, 1)
        assert set(hidden) == ids


def test_words_cut_by_the_tokenizer_stand_for_one() -> None:
    corpus = mv.Corpus.from_texts(
        ["먹 다", "자 다"] * 3, tokenizer=mv.tokenizers.Characters(), min_count=1
    )
    vectors = mv.WordVectors(
        corpus.vocab, np.eye(len(corpus.vocab), dtype=np.float32), pipeline=corpus.pipeline
    )
    with pytest.warns(UserWarning, match="먹다"):
        total, hidden = vectors.added_up(["먹다"], [1])
    assert set(hidden) == {vectors.vocab.index("먹"), vectors.vocab.index("다")}
    np.testing.assert_allclose(np.linalg.norm(total), 1, rtol=1e-6)


def test_arrays_of_impossible_sizes_are_refused() -> None:
    vectors = opened("word_vectors")
    make, arrays = type(vectors._lookup), vectors.vocab.lookup_arrays
    rows = np.asarray(vectors.matrix)
    for words, matrix in ((arrays, rows[1:]), ((arrays[0], arrays[1], arrays[2][1:]), rows)):
        with pytest.raises(ValueError, match=r"equally many|impossible"):
            make(words, matrix, ngrams=None, unit_length=False, clean=None)
    with pytest.raises(ValueError, match="components"):
        vectors._lookup.add_up([np.ones(3, np.float32)], [1])
    with pytest.raises(ValueError, match="sign"):
        vectors._lookup.add_up([b"x"], [])
