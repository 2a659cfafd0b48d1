"""Sentence vectors against their slow twin, in every way they can be asked for."""

from __future__ import annotations

import pickle
import unicodedata

import numpy as np
import pytest
from made.sentences import SENTENCES, TEXTS, WORDS, vectors_of
from made.subword_vectors import subword_vectors
from reference import sentences as slow

import malvec as mv


@pytest.mark.parametrize("dim", [1, 20, 33, 100])
def test_means_are_those_of_the_definition(dim):
    vectors = vectors_of(dim)
    assert mv.Mean().fit(vectors).encode(TEXTS) == pytest.approx(
        slow.pooled(SENTENCES, vectors, lambda word: 1), abs=1e-5
    )
    unit = slow.pooled(SENTENCES, vectors, lambda word: 1, unit=True)
    assert mv.Mean(unit_length=True).fit(vectors).encode(TEXTS) == pytest.approx(unit, abs=1e-5)
    expected = slow.pooled(SENTENCES, vectors, slow.idf(SENTENCES), by_weights=True)
    assert mv.IdfMean().fit(vectors, TEXTS).encode(TEXTS) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("components", [0, 1, 3])
def test_sif_and_usif_are_those_of_the_papers(components):
    vectors = vectors_of()
    found = mv.Sif(a=0.01, components=components).fit(vectors, TEXTS).encode(TEXTS)
    assert found == pytest.approx(slow.sif(SENTENCES, vectors, 0.01, components), abs=1e-5)
    found = mv.Usif(components=components).fit(vectors, TEXTS).encode(TEXTS)
    assert found == pytest.approx(slow.usif(SENTENCES, vectors, 11, components), abs=1e-5)


def test_frequencies_of_the_texts():
    vectors = vectors_of()
    seen = [word for sentence in SENTENCES for word in sentence if word in vectors]
    counted = mv.WordVectors(
        mv.Vocab.from_words(WORDS, [seen.count(word) for word in WORDS]),
        vectors.matrix,
        metadata=vectors.metadata,
    )
    found = mv.Sif(frequencies="texts").fit(vectors, TEXTS).encode(TEXTS)
    assert found == pytest.approx(mv.Sif().fit(counted, TEXTS).encode(TEXTS), abs=1e-6)
    assert np.abs(found - mv.Sif().fit(vectors, TEXTS).encode(TEXTS)).max() > 1e-3


def test_a_text_has_one_vector_however_it_is_asked_for(tmp_path):
    encoder = mv.Sif().fit(vectors_of(), TEXTS)
    rows = encoder.encode(TEXTS)
    np.testing.assert_array_equal(np.concatenate([encoder.encode([text]) for text in TEXTS]), rows)
    np.testing.assert_array_equal(encoder.encode(TEXTS[::-1])[::-1], rows)
    np.testing.assert_array_equal(encoder.encode(iter(TEXTS), processes=2, threads=1), rows)
    np.testing.assert_array_equal(encoder.encode_tokens(SENTENCES), rows)
    many = np.concatenate(list(encoder.encode_iter(TEXTS * 40)))
    np.testing.assert_array_equal(many, np.tile(rows, (40, 1)))
    known = [[word for word in sentence if word != "unseen"] for sentence in SENTENCES]
    np.testing.assert_array_equal(
        encoder.encode_ids([[WORDS.index(word) for word in sentence] for sentence in known]), rows
    )
    encoder.save(tmp_path / "encoder.safetensors")
    for again in (
        mv.SentenceEncoder.load(tmp_path / "encoder.safetensors", verify=True),
        pickle.loads(pickle.dumps(encoder)),
    ):
        np.testing.assert_array_equal(again.encode(TEXTS), rows)
        assert again.report == encoder.report
    vectors = mv.WordVectors.load(tmp_path / "encoder.safetensors")
    assert vectors.most_similar("w3") == encoder.vectors.most_similar("w3")


def test_a_corpus_is_encoded_by_its_words():
    encoder = mv.Sif().fit(vectors_of(), TEXTS)
    own = mv.Corpus.from_texts(TEXTS, min_count=1, keep_empty=True)
    np.testing.assert_array_equal(encoder.encode_corpus(own), encoder.encode(TEXTS))
    same = mv.Corpus.from_texts(TEXTS, vocab=encoder.vectors.vocab, keep_empty=True)
    np.testing.assert_array_equal(encoder.encode_corpus(same), encoder.encode(TEXTS))
    np.testing.assert_allclose(mv.Sif().fit(vectors_of(), own).components, encoder.components)


def test_a_fit_takes_files_and_streams(tmp_path):
    path = tmp_path / "texts.txt"
    path.write_text("\n".join(TEXTS) + "\n", "utf-8")
    expected = mv.Sif().fit(vectors_of(), TEXTS)
    for source in (path, str(path), [path], (text for text in TEXTS)):
        found = mv.Sif().fit(vectors_of(), source)
        np.testing.assert_array_equal(found.components, expected.components)
        assert found.report.texts == 300


def test_everything_is_counted():
    empty = sum(not sentence or set(sentence) == {"unseen"} for sentence in SENTENCES)
    unseen = sum(sentence.count("unseen") for sentence in SENTENCES)
    words = sum(map(len, SENTENCES))
    encoder, tally = mv.Sif().fit(vectors_of(), TEXTS), mv.sentences.EncodingTally()
    rows = encoder.encode(TEXTS, tally=tally)
    assert tally == mv.sentences.EncodingTally(300, empty, words, composed=0, unseen=unseen)
    assert (~rows.any(axis=1)).sum() == empty > 10
    report = encoder.report
    assert (report.texts, report.empty, report.words, report.unseen) == (300, empty, words, unseen)
    plain = slow.pooled(
        SENTENCES, vectors_of(), lambda word: 1e-3 / (1e-3 + slow.probability(vectors_of())(word))
    )
    values = np.linalg.svd(plain, compute_uv=False) ** 2
    assert report.shares == pytest.approx([values[0] / values.sum()], rel=1e-4)
    assert "common components" in str(report)
    assert "vectors of zeros" in str(tally)


def test_unseen_words_are_composed_of_sub_words():
    vectors, _, _ = subword_vectors(min_n=3)
    sentences = [
        ["영화", "영화관에서", "ㅋ"],
        ["없던단어"],
        ["ㅋ"],
        [],
        ["감독", "배우", "hello"],
        ["헬", "배우들"],
    ]
    for unit in (False, True):
        tally = mv.sentences.EncodingTally()
        found = mv.Mean(unit_length=unit).fit(vectors).encode_tokens(sentences, tally=tally)
        assert found == pytest.approx(
            slow.pooled(sentences, vectors, lambda word: 1, unit=unit), abs=1e-5
        )
        assert (
            tally.composed
            == sum(vectors[w].any() and w not in vectors for s in sentences for w in s if w)
            > 2
        )
    weights = slow.pooled(
        sentences, vectors, lambda word: 0.1 / (0.1 + slow.probability(vectors)(word))
    )
    assert mv.Sif(a=0.1, components=0).fit(vectors).encode_tokens(sentences) == pytest.approx(
        weights, abs=1e-5
    )


@pytest.mark.parametrize("method", ["int8", "pq"])
def test_compressed_vectors_are_pooled_as_they_are(method):
    random = np.random.default_rng(1)
    vocab = mv.Vocab.from_words(map(str, range(400)), range(400, 0, -1))
    small = mv.vectors.compress(
        mv.WordVectors(vocab, random.standard_normal((400, 12)).astype(np.float32)), method
    )
    sentences = [[str(i) for i in random.integers(0, 420, 8)] for _ in range(30)]
    assert mv.Mean().fit(small).encode_tokens(sentences) == pytest.approx(
        slow.pooled(sentences, small, lambda word: 1), abs=1e-5
    )


def test_nearest_texts_and_similarity():
    encoder = mv.Sif().fit(vectors_of(), TEXTS)
    rows = encoder.encode(TEXTS).astype(float)
    full = max(range(300), key=lambda i: len(set(SENTENCES[i])))
    lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(rows[full])
    cosines = rows @ rows[full] / np.where(lengths > 0, lengths, 1)
    found = encoder.most_similar(TEXTS[full], TEXTS, topn=5)
    assert [score for _, score in found] == pytest.approx(sorted(cosines)[:-6:-1], abs=1e-5)
    assert found == encoder.most_similar(rows[full], encoder.encode(TEXTS), topn=5)
    other = (full + 1) % 300
    assert encoder.similarity(TEXTS[full], TEXTS[other]) == pytest.approx(cosines[other], abs=1e-5)
    assert encoder.similarity(TEXTS[full], "") == 0


def test_threads_change_nothing():
    one, two = (mv.Usif(threads=threads).fit(vectors_of(), TEXTS * 30) for threads in (1, 2))
    np.testing.assert_array_equal(one.components, two.components)
    ids = [[0, 1, 2], [3]] * 3000
    np.testing.assert_array_equal(one.encode_ids(ids, threads=1), one.encode_ids(ids, threads=2))


def test_texts_are_cleaned_as_those_of_the_vectors_were() -> None:
    corpus = mv.Corpus.from_texts(
        ["영화ㅋㅋ 좋다", "나쁘다 영화ㅋㅋ"] * 3,
        min_count=1,
        normalizer=mv.Normalizer(repeats=2, html=True),
    )
    vectors = mv.Skipgram(dim=4, epochs=1, sample=0).fit(corpus)
    clean, raw, decomposed = (
        mv.Mean()
        .fit(vectors)
        .encode(
            [
                "영화ㅋㅋ 좋다",
                "영화ㅋㅋㅋㅋ <b>좋다</b>",
                unicodedata.normalize("NFD", "영화ㅋㅋ 좋다"),
            ]
        )
    )
    assert np.array_equal(raw, clean)
    assert np.array_equal(decomposed, clean)
