"""Whatever is made of a corpus knows how its text was cleaned and cut."""

from __future__ import annotations

import pickle
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import malvec as mv
from malvec.tokenizers import Characters, Pipeline

TEXTS = ["희망 영화 ㅋㅋㅋㅋ 좋다", "영화 영화 재미 좋다", "재미 희망 ㅋㅋ", "좋다 재미"] * 6
NORMALIZER = mv.Normalizer(repeats=2)
CORPUS = mv.Corpus.from_texts(TEXTS, min_count=1, normalizer=NORMALIZER)
QUICK: dict[str, Any] = {"dim": 4, "epochs": 1, "threads": 1}
HOPE = unicodedata.normalize("NFD", "희망")


def opened_counts(folder: Path) -> mv.Counts:
    mv.count(CORPUS, window=2).save(folder / "counts.safetensors")
    return mv.Counts.load(folder / "counts.safetensors")


def merged_counts(folder: Path) -> mv.Counts:
    return opened_counts(folder).merge(mv.count(CORPUS, window=2))


def factorised(counts: mv.Counts) -> mv.WordVectors:
    return mv.Als(dim=4, epochs=1, threads=1).fit(counts).vectors()


MODELS: dict[str, Callable[[mv.Counts], mv.WordVectors]] = {
    "glove": mv.Glove(**QUICK).fit,
    "swivel": mv.Swivel(**QUICK).fit,
    "svd": lambda counts: mv.Svd(dim=4, threads=1).fit(mv.counts.ppmi(counts)),
    "svd of pmi": lambda counts: mv.Svd(dim=4, threads=1).fit(mv.counts.pmi(counts)),
    "svd of tfidf": lambda counts: mv.Svd(dim=4, threads=1).fit(mv.counts.tfidf(counts)),
    "als": factorised,
    "skipgram": lambda counts: mv.Skipgram(**QUICK, sample=0).fit(CORPUS),
    "jamo": lambda counts: mv.Cbow(**QUICK, sample=0, subwords="jamo", buckets=50).fit(CORPUS),
    "nplm": lambda counts: mv.Nplm(dim=4, hidden=4, epochs=1, threads=1).fit(CORPUS).vectors,
    "normalized": lambda counts: mv.Glove(**QUICK).fit(counts).normalized(),
    "compressed": lambda counts: mv.vectors.compress(mv.Glove(**QUICK).fit(counts)),
    "pca": lambda counts: (
        mv.Pca(dim=2).fit(mv.Glove(**QUICK).fit(counts)).transform(mv.Glove(**QUICK).fit(counts))
    ),
}


@pytest.mark.parametrize("source", [lambda folder: mv.count(CORPUS), opened_counts, merged_counts])
@pytest.mark.parametrize("name", ["glove", "swivel", "svd", "als"])
def test_vectors_of_counts_encode_texts(name, source, tmp_path) -> None:
    vectors = MODELS[name](source(tmp_path))
    encoder = mv.Sif().fit(vectors, TEXTS)
    apart = [unicodedata.normalize("NFD", text).replace("ㅋㅋㅋㅋ", "ㅋㅋㅋ") for text in TEXTS]
    np.testing.assert_array_equal(encoder.encode(apart), encoder.encode(TEXTS))
    vectors.save(tmp_path / "v.safetensors")
    again = mv.Sif().fit(mv.load(tmp_path / "v.safetensors"), TEXTS)
    np.testing.assert_array_equal(again.encode(TEXTS), encoder.encode(TEXTS))


@pytest.mark.parametrize("name", MODELS)
def test_questions_in_another_form_find_the_word(name, tmp_path) -> None:
    made = MODELS[name](mv.count(CORPUS))
    assert made.pipeline is not None
    assert made.pipeline.ready() == CORPUS.pipeline
    made.save(tmp_path / "v.safetensors")
    for vectors in (made, mv.load(tmp_path / "v.safetensors"), pickle.loads(pickle.dumps(made))):
        assert HOPE in vectors
        np.testing.assert_array_equal(vectors[HOPE], vectors["희망"])
        np.testing.assert_array_equal(vectors[[HOPE, "ㅋㅋㅋㅋㅋ"]], vectors[["희망", "ㅋㅋ"]])
        assert vectors.most_similar(HOPE) == vectors.most_similar("희망")
        assert vectors.similarity(HOPE, "희망") == pytest.approx(1)
        encoder = mv.Mean().fit(vectors)
        expected = encoder.encode_tokens([["희망", "영화"]])
        np.testing.assert_array_equal(encoder.encode_tokens([[HOPE, "영화"]]), expected)


def test_factors_by_words_are_found_in_another_form(tmp_path) -> None:
    for recipe in (mv.Als(dim=4, epochs=1, threads=1), mv.Mf(dim=4, epochs=1, threads=1)):
        made = recipe.fit(mv.count(CORPUS))
        made.save(tmp_path / "f.safetensors")
        for factors in (made, mv.Factors.load(tmp_path / "f.safetensors")):
            assert factors.score(HOPE, "영화") == factors.score("희망", "영화")
            assert factors.similar_rows(HOPE) == factors.similar_rows("희망")
    plays = mv.Als(dim=2, epochs=1).fit(
        np.eye(2, 3), row_names=["a", "b"], column_names=["x", "y", "z"]
    )
    assert plays.pipeline is None


def test_a_language_model_goes_on_after_words_in_another_form(tmp_path) -> None:
    made = mv.Nplm(dim=4, hidden=4, epochs=1, threads=1).fit(CORPUS)
    made.save(tmp_path / "m.safetensors")
    for model in (made, mv.vectors.LanguageModel.load(tmp_path / "m.safetensors")):
        assert model.next_words([HOPE, "ㅋㅋㅋㅋ"]) == model.next_words(["희망", "ㅋㅋ"])
        assert model.pipeline is not None
        assert model.pipeline.ready() == CORPUS.pipeline
    with pytest.raises(KeyError, match="모름"):
        made.next_words(["모름"])


@pytest.mark.parametrize("recipe", [mv.Doc2Vec(dim=4, epochs=1, threads=1), mv.Lsa(dim=3)])
def test_documents_read_texts_and_tokens_in_another_form(recipe, tmp_path) -> None:
    made = recipe.fit(CORPUS)
    made.save(tmp_path / "d.safetensors")
    for documents in (made, type(made).load(tmp_path / "d.safetensors")):
        expected = documents.infer(["희망 ㅋㅋ"])
        assert expected.any()
        for asked in ([f"{HOPE} ㅋㅋㅋㅋ"], [[HOPE, "ㅋㅋㅋㅋ"]], [["희망", "ㅋㅋ"]]):
            np.testing.assert_array_equal(documents.infer(asked), expected)
        np.testing.assert_allclose(
            documents.infer([f"{HOPE} ㅋㅋㅋ"] * 100), np.tile(expected, (100, 1)), atol=1e-6
        )
        assert documents.pipeline.ready() == CORPUS.pipeline


def test_counts_of_texts_cut_otherwise_are_added_up_without_a_pipeline() -> None:
    other = mv.Corpus.from_texts(TEXTS, min_count=1, tokenizer=Characters())
    with pytest.warns(UserWarning, match=r"tokenised differently.*pass tokenizer="):
        both = mv.count(CORPUS).merge(mv.count(other))
    assert both.pipeline is None
    assert both.total == mv.count(CORPUS).total + mv.count(other).total
    vectors = mv.Glove(**QUICK).fit(both)
    with pytest.raises(ValueError, match=r"these vectors do not say how .*pass tokenizer="):
        mv.Sif().fit(vectors, TEXTS)


def test_a_callable_of_the_users_works_while_it_is_there(tmp_path) -> None:
    corpus = mv.Corpus.from_texts(TEXTS, min_count=1, tokenizer=lambda text: text.split())
    made = {
        "counted": mv.Svd(dim=3, threads=1).fit(mv.counts.ppmi(mv.count(corpus))),
        "trained": mv.Skipgram(**QUICK, sample=0).fit(corpus),
    }
    for vectors in made.values():
        assert mv.Sif().fit(vectors, TEXTS).encode(TEXTS).any()
        vectors.save(tmp_path / "v.safetensors")
        with pytest.raises(ValueError, match="a callable of yours: pass it again: tokenizer="):
            mv.Sif().fit(mv.load(tmp_path / "v.safetensors"), TEXTS)


def test_counts_by_document_and_stored_zeros_keep_it() -> None:
    documents = mv.document_counts(CORPUS, tags=["a", "b"] * 12)
    assert documents.pipeline == mv.counts.tfidf(documents).pipeline == CORPUS.pipeline
    zeros = mv.count(CORPUS)
    zeros.values = np.array(zeros.values)
    zeros.values[0] = 0
    assert mv.Als(dim=2, epochs=1).fit(zeros).pipeline == Pipeline(NORMALIZER)
