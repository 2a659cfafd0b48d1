"""Words as the core looks them up and adds them up, beside Python that does it step by step."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pytest
from reference import word_questions as slow

import malvec as mv
from malvec import _core
from malvec.errors import NumericalError, UnknownWordError
from malvec.search.codes8 import Codes8

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


def test_rows_of_ngrams_have_the_components_of_the_words() -> None:
    vectors = opened("subword_vectors")
    table = vectors.subword_table
    assert table is not None
    wide = (np.ones((len(table.matrix), vectors.dim + 1), np.float32), *table.native()[1:])
    with pytest.raises(ValueError, match="rows of words and of n-grams do not fit"):
        _core.WordLookup(
            {**vectors.native(None), "ngrams": wide}, clean=None, cut=None, unknown=KeyError
        )


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
        terms = [word, vectors.vocab[0], 0 * vector, vector]
        total, hidden = vectors.asked(terms[:3], terms[3:])
        expected, ids = slow.add_up(vectors, terms, (1, 1, 1, -1))
        np.testing.assert_array_max_ulp(total, expected, 1)
        assert set(hidden) == ids
        cosine = slow.unit(vectors[word]).astype(np.float64) @ slow.unit(vector)
        assert vectors.similarity(word, vector) == pytest.approx(cosine, abs=1e-7)
        assert vectors.similarity(0 * vector, word) == 0


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", NAMES)
def test_many_words_have_the_vectors_of_each(name: str) -> None:
    vectors = opened(name)
    words = [*vectors.vocab[3:0:-1], *(["없던말", "희망찬"] * (vectors.subword_table is not None))]
    together = vectors[words]
    assert together.tobytes() == b"".join(vectors[word].tobytes() for word in words)
    assert together.shape == (len(words), vectors.dim)
    assert vectors[[]].shape == (0, vectors.dim)


def test_words_cut_by_the_tokenizer_stand_for_one() -> None:
    corpus = mv.Corpus.from_texts(
        ["먹 다", "자 다"] * 3, tokenizer=mv.tokenizers.Characters(), min_count=1
    )
    vectors = mv.WordVectors(
        corpus.vocab, np.eye(len(corpus.vocab), dtype=np.float32), pipeline=corpus.pipeline
    )
    with pytest.warns(UserWarning, match="먹다"):
        total, hidden = vectors.asked("먹다")
    assert set(hidden) == {vectors.vocab.index("먹"), vectors.vocab.index("다")}
    np.testing.assert_allclose(np.linalg.norm(total), 1, rtol=1e-6)


def test_arrays_of_impossible_sizes_are_refused() -> None:
    vectors = opened("word_vectors")
    make, table = type(vectors._lookup), vectors.native(vectors.searchable)
    data, offsets, index = table["words"]
    codes = Codes8.of(vectors.matrix, table["inverse_norms"])
    for wrong in (
        {"words": (data, offsets, index[1:])},
        {"rows": np.asarray(vectors.matrix)[1:]},
        {"inverse_norms": table["inverse_norms"][1:]},
        {"counts": np.ones(3, np.uint64)},
        {"codes": codes._replace(scales=codes.scales[1:])},
    ):
        with pytest.raises(ValueError, match=r"equally many|impossible|not of these rows"):
            make({**table, **wrong}, clean=None, cut=None, unknown=KeyError)
    with pytest.raises(ValueError, match="components"):
        vectors._lookup.add_up(([np.ones(3, np.float32)], [], []))


def test_vectors_that_are_not_finite_have_no_neighbours() -> None:
    rows = np.eye(3, dtype=np.float32)
    rows[1] = np.nan
    vectors = mv.WordVectors(mv.Vocab.from_words(["봄", "여름", "가을"]), rows)
    for ask in (
        lambda: vectors.most_similar("여름"),
        lambda: vectors.similarity("봄", "여름"),
        lambda: vectors.analogy("봄", "여름", "가을", method="3cosmul"),
    ):
        with pytest.raises(NumericalError, match="'여름' is not finite"):
            ask()
