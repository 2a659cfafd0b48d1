"""Compressed vectors: what is lost, what is refused, and that every question is answered as by the
rows they stand for."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

import malvec as mv
from malvec import _core, evaluate
from malvec.errors import FormatError
from malvec.search.quantised import EncodedRows
from malvec.storage import container
from malvec.vectors.compression import measure_loss
from malvec.vectors.subwords import SubwordTable
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

METHODS = ["pq", "int8"]
WORDS = [f"낱말{i}" for i in range(600)]


def made(units: str = "jamo", dim: int = 12, buckets: int = 5000) -> WordVectors:
    """Vectors with sub-words, rows of very different lengths among them."""
    random = np.random.default_rng(3)
    rows = _core.matrix(len(WORDS) + buckets, dim)
    rows[:] = random.standard_normal(rows.shape) * 10 ** random.uniform(-3, 3, (len(rows), 1))
    rows[7] = 0
    vocab = Vocab.from_words(WORDS, range(len(WORDS), 0, -1))
    table = SubwordTable(rows[len(WORDS) :], min_n=2, max_n=4, buckets=buckets, ngrams_of=units)
    return WordVectors(vocab, rows[: len(WORDS)], output=rows[: len(WORDS)].copy(), subwords=table)


def unpacked(vectors: WordVectors) -> WordVectors:
    """Plain floats, as the compressed rows stand for them."""
    table = vectors.subword_table
    assert table is not None
    plain = SubwordTable.from_options(
        np.asarray(table.matrix), table.knobs, kept=table.kept, unit_length=table.unit_length
    )
    return WordVectors(vectors.vocab, np.asarray(vectors.matrix), subwords=plain)


@pytest.mark.parametrize("method", METHODS)
def test_every_question_is_answered_as_by_the_unpacked_rows(method: str) -> None:
    small = mv.vectors.compress(made(), method)
    plain = unpacked(small)
    for word in ("낱말3", "없던낱말", "ㅋㅋㅋ"):
        np.testing.assert_allclose(small[word], plain[word], rtol=1e-5, atol=1e-5)
        found, expected = small.most_similar(word, topn=5), plain.most_similar(word, topn=5)
        assert [name for name, _ in found] == [name for name, _ in expected]
        np.testing.assert_allclose(
            [score for _, score in found], [score for _, score in expected], atol=1e-5
        )
    batch = small.most_similar_batch(WORDS[:40], topn=3)
    expected_batch = plain.most_similar_batch(WORDS[:40], topn=3)
    assert [[name for name, _ in row] for row in batch] == [
        [name for name, _ in row] for row in expected_batch
    ]
    assert small.analogy(*WORDS[:3], method="3cosmul") == plain.analogy(
        *WORDS[:3], method="3cosmul"
    )
    assert small.similarity("낱말1", "없던") == pytest.approx(
        plain.similarity("낱말1", "없던"), abs=1e-5
    )
    np.testing.assert_allclose(
        small[["낱말1", "없던", "낱말2"]], plain[["낱말1", "없던", "낱말2"]], rtol=1e-5, atol=1e-5
    )
    pairs = [("낱말1", "낱말2", 1.0), ("낱말3", "없던", 2.0), ("낱말5", "낱말9", 3.0)]
    assert evaluate.similarity(small, pairs, bootstrap=0).details["pearson"] == pytest.approx(
        evaluate.similarity(plain, pairs, bootstrap=0).details["pearson"]
    )
    assert [u.text for u in small.subwords("낱말1")] == [u.text for u in plain.subwords("낱말1")]


@pytest.mark.parametrize(("method", "bound"), [("int8", 12**0.5 / 254 + 1e-6), ("pq", 0.35)])
def test_rows_keep_their_direction_whatever_their_length(method: str, bound: float) -> None:
    before = made()
    after = mv.vectors.compress(before, method)
    a, b = np.asarray(before.matrix, np.float64), np.asarray(after.matrix, np.float64)
    lengths = np.linalg.norm(a, axis=1)
    errors = np.linalg.norm(a - b, axis=1)[lengths > 0] / lengths[lengths > 0]
    assert errors.max() < bound
    assert not b[7].any()
    assert measure_loss(before, after).cosine > 1 - bound**2


def test_product_quantisation_matches_its_definition() -> None:
    rows = np.random.default_rng(0).standard_normal((500, 6)).astype(np.float32)
    encoded = EncodedRows.quantised(rows, parts=3)
    assert encoded.centroids is not None
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    for part in range(3):
        distances = (
            (unit[:, None, 2 * part : 2 * part + 2] - encoded.centroids[part][None]) ** 2
        ).sum(axis=2)
        chosen = distances[np.arange(500), encoded.codes[:, part]]
        np.testing.assert_allclose(chosen, distances.min(axis=1), atol=1e-6)
    decoded = np.concatenate(
        [encoded.centroids[part][encoded.codes[:, part]] for part in range(3)], axis=1
    )
    np.testing.assert_allclose(np.asarray(encoded), decoded * encoded.scales[:, None], rtol=1e-6)
    np.testing.assert_allclose(
        encoded.scales, (rows * decoded).sum(axis=1) / (decoded**2).sum(axis=1), rtol=1e-4
    )


def test_centroids_are_means_of_their_points() -> None:
    """Of 200 directions in 256 clusters nearly each gets a centroid of its own; without k-means,
    random ones would miss many."""
    angles = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    rows = np.repeat(np.stack([np.cos(angles), np.sin(angles)], axis=1), 20, axis=0).astype(
        np.float32
    )
    encoded = EncodedRows.quantised(rows, parts=1)
    assert np.linalg.norm(np.asarray(encoded) - rows, axis=1).mean() < 0.005
    assert np.linalg.norm(np.asarray(encoded) - rows, axis=1).max() < 0.05


def test_codes_do_not_depend_on_threads() -> None:
    rows = np.random.default_rng(0).standard_normal((3000, 8)).astype(np.float32)
    one, three = (EncodedRows.quantised(rows, parts=4, threads=threads) for threads in (1, 3))
    assert (one.codes == three.codes).all()
    assert (one.codes == EncodedRows.quantised(rows, parts=4, seed=1).codes).all()
    assert (one.codes != EncodedRows.quantised(rows, parts=4, seed=2).codes).any()


@pytest.mark.parametrize("method", METHODS)
def test_saving_and_loading(method: str, tmp_path) -> None:
    small = mv.vectors.compress(made(), method)
    small.save(tmp_path / "small.safetensors")
    made().save(tmp_path / "large.safetensors")
    opened = WordVectors.load(tmp_path / "small.safetensors", verify=True)
    for other in (opened, pickle.loads(pickle.dumps(small)), pickle.loads(pickle.dumps(opened))):
        np.testing.assert_array_equal(other[["낱말1", "없던"]], small[["낱말1", "없던"]])
        assert other.most_similar("없던") == small.most_similar("없던")
    assert "compression" in opened.metadata
    assert method in repr(opened)
    assert (tmp_path / "small.safetensors").stat().st_size < (
        tmp_path / "large.safetensors"
    ).stat().st_size / 2
    _, metadata = container.read(tmp_path / "small.safetensors")
    assert metadata["format_version"] == "2"  # an older malvec says that it is too old
    assert container.read(tmp_path / "large.safetensors")[1]["format_version"] == "1"


def test_pruning_keeps_seen_words_and_what_they_are_made_of() -> None:
    before = made("char")
    after = mv.vectors.prune(before)
    assert after.subword_table is not None
    assert before.subword_table is not None
    assert len(after.subword_table.matrix) < len(before.subword_table.matrix)
    np.testing.assert_array_equal(after.matrix, before.matrix)
    for word in ("낱말1", "낱말599"):
        assert [part.bucket for part in after.subwords(word)] == [
            part.bucket for part in before.subwords(word)
        ]
    assert mv.vectors.prune(after).subword_table.kept.tolist() == after.subword_table.kept.tolist()
    untouched = [
        part
        for part in before.subwords("쇼핑")[1:]
        if part.bucket not in set(after.subword_table.kept.tolist())
    ]
    assert untouched
    assert not {part.bucket for part in untouched} & {
        part.bucket for part in after.subwords("쇼핑")
    }
    with pytest.raises(ValueError, match="no sub-words"):
        mv.vectors.prune(WordVectors(before.vocab, before.matrix))


def test_vectors_without_subwords() -> None:
    plain = WordVectors(made().vocab, made().matrix)
    small = mv.vectors.compress(plain)
    assert small.subword_table is None
    with pytest.raises(KeyError):
        small["없던"]
    unit = small.normalized()
    assert np.linalg.norm(unit["낱말3"]) == pytest.approx(1, abs=1e-5)
    assert unit.most_similar("낱말3", topn=3)[0][0] == small.most_similar("낱말3", topn=3)[0][0]


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        ({"method": "zip"}, "method='zip'"),
        ({"parts": 5}, "one of 1, 2, 3, 4, 6, 12"),
        ({"parts": 0}, "parts"),
        ({"method": "int8", "parts": 3}, "parts is a knob"),
    ],
)
def test_what_is_refused(knobs: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        mv.vectors.compress(made(), **knobs)


def test_what_cannot_be_done_with_compressed_vectors(tmp_path) -> None:
    small = mv.vectors.compress(made("char"))
    with pytest.raises(ValueError, match="already"):
        mv.vectors.compress(small)
    with pytest.raises(ValueError, match="compressed"):
        mv.io.save_fasttext(small, tmp_path / "v.bin")
    corpus = mv.Corpus.from_tokens([["낱말1", "낱말2"]] * 9, min_count=1)
    with pytest.raises(ValueError, match="compressed"):
        mv.Skipgram(dim=12, min_n=2, max_n=4, buckets=5000).fit(corpus, initial=small)
    mv.io.save_word2vec(small, tmp_path / "v.bin", binary=True)
    np.testing.assert_allclose(
        mv.io.load_word2vec(tmp_path / "v.bin")["낱말3"], small["낱말3"], rtol=1e-5
    )


@pytest.mark.parametrize("name", ["vectors.scales", "subword_rows.codes", "subword_rows.centroids"])
def test_damaged_files(name: str, tmp_path) -> None:
    path = tmp_path / "v.safetensors"
    mv.vectors.compress(made()).save(path)
    tensors, metadata = container.read(path)
    kept = {key: array.copy() for key, array in tensors.items()}
    kept[name] = kept[name][:-1].copy()
    container.write(path, kept, metadata)
    with pytest.raises(FormatError, match=r"tensor|rows|components"):
        WordVectors.load(path)


@pytest.mark.parametrize(
    "parts",
    [
        (np.zeros((3, 4), np.uint8), np.zeros(2, np.float32), None),
        (np.zeros((3, 4), np.uint8), np.zeros(3, np.float32), np.zeros((3, 256, 2), np.float32)),
        (np.zeros((3, 4), np.uint8), np.zeros(3, np.float32), np.zeros((4, 255, 2), np.float32)),
        (np.zeros((3, 0), np.uint8), np.zeros(3, np.float32), np.zeros((0, 256, 2), np.float32)),
    ],
)
def test_parts_that_do_not_fit(parts: tuple) -> None:
    with pytest.raises(ValueError, match=r"fit|centroids"):
        EncodedRows(*parts)
    with pytest.raises(ValueError, match="fit"):
        _core.decode_rows(parts, np.zeros(1, np.int64))
    good = EncodedRows(np.zeros((3, 4), np.uint8), np.zeros(3, np.float32))
    for wrong in (3, -4, [0, 5]):
        with pytest.raises(IndexError):
            good[wrong]
    assert good[-1].shape == (4,)
    assert good[1:].shape == (2, 4)


def test_rows_of_zeros_and_few_rows() -> None:
    for rows in (
        np.zeros((5, 4), np.float32),
        np.ones((1, 4), np.float32),
        np.zeros((0, 4), np.float32),
    ):
        for encoded in (EncodedRows.of_8_bits(rows), EncodedRows.quantised(rows, parts=2)):
            np.testing.assert_allclose(np.asarray(encoded), rows, atol=1e-6)


@pytest.mark.parametrize("method", ["pq", "int8"])
def test_rows_that_no_code_can_hold(method: str) -> None:
    rows = np.random.default_rng(0).standard_normal((300, 4)).astype(np.float32)
    vocab = mv.Vocab.from_words(f"w{i}" for i in range(300))
    rows[7] = [1e-39, 0, 0, 0]
    small = mv.vectors.compress(mv.WordVectors(vocab, rows.copy()), method)
    assert np.isfinite(np.asarray(small.matrix)).all()
    assert np.abs(small["w7"]).max() < 1e-38
    rows[9, 1] = np.nan
    with pytest.raises(ValueError, match="'w9' is not finite"):
        mv.vectors.compress(mv.WordVectors(vocab, rows), method)


def test_ngrams_that_no_code_can_hold() -> None:
    rows = np.ones((50, 4), np.float32)
    rows[3, 1] = np.inf
    table = SubwordTable(rows, min_n=2, max_n=3, buckets=50)
    vectors = mv.WordVectors(
        mv.Vocab.from_words(["a", "b"]), np.ones((2, 4), np.float32), subwords=table
    )
    with pytest.raises(ValueError, match="n-grams"):
        mv.vectors.compress(vectors)
