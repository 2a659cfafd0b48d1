"""What lies between the pieces: zeros that are ratings, files taken for others, rows too short or
not finite."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from test_cli import malvec

import malvec as mv
from malvec.counts.cells import Cells
from malvec.errors import FormatError
from malvec.storage import container
from malvec.vectors.subwords import SubwordTable


def ratings() -> sparse.csr_array:
    """Ratings of 0 to 4, zeros among the cells that are stored."""
    random = np.random.default_rng(4)
    places = random.permutation(600)[:310]
    return sparse.csr_array(
        (random.integers(0, 5, 310).astype(np.float32), np.divmod(places, 20)), shape=(30, 20)
    )


def counts() -> mv.Counts:
    return mv.count(
        mv.Corpus.from_tokens([["a", "b", "c"], ["b", "c", "d", "a"]] * 20, min_count=1), window=3
    )


def test_a_rating_of_zero_is_one_for_new_rows_too() -> None:
    matrix = ratings()
    factors = mv.Als(dim=3, implicit=False, epochs=200, regularization=0.1, solver="exact").fit(
        matrix
    )
    again = factors.solve(matrix)
    assert len(again.seen[1]) == len(factors.seen[1]) == 310
    np.testing.assert_allclose(
        again.row_factors @ again.column_factors.T,
        factors.row_factors @ factors.column_factors.T,
        atol=0.05,
    )


def test_a_stored_zero_is_no_confidence_wherever_it_comes_from() -> None:
    matrix = ratings()
    zeros = Cells(
        matrix.indptr.astype(np.uint64), matrix.indices.astype(np.uint32), matrix.data, 20
    )
    matrix.sort_indices()
    zeros = Cells(
        matrix.indptr.astype(np.uint64), matrix.indices.astype(np.uint32), matrix.data, 20
    )
    recipe = mv.Als(dim=3, epochs=2)
    a, b = recipe.fit(matrix), recipe.fit(zeros)
    assert len(a.seen[1]) == len(b.seen[1]) == int((matrix.data != 0).sum())
    np.testing.assert_array_equal(a.row_factors, b.row_factors)


def test_files_of_another_kind_are_named(tmp_path: Path) -> None:
    counts().save(tmp_path / "counts.safetensors")
    mv.Als(dim=2, epochs=1).fit(counts()).save(tmp_path / "factors.safetensors")
    with pytest.raises(FormatError, match=r"Counts\.open"):
        mv.load(tmp_path / "counts.safetensors")
    with pytest.raises(FormatError, match=r"Factors\.load"):
        mv.load(tmp_path / "factors.safetensors")


def test_damaged_columns_are_found_before_they_are_added_up(tmp_path: Path) -> None:
    counts().save(tmp_path / "counts.safetensors")
    tensors, metadata = container.read(tmp_path / "counts.safetensors")
    kept = {name: array.copy() for name, array in tensors.items()}
    kept["columns"][0] = 2**31
    container.write(tmp_path / "bad.safetensors", kept, metadata)
    with pytest.raises(FormatError, match="damaged"):
        _ = mv.Counts.open(tmp_path / "bad.safetensors").column_sums


def test_records_and_words_are_two_files(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two files"):
        mv.io.save_glove_cooccurrences(counts(), tmp_path / "x.bin", tmp_path / "x.bin")
    assert not list(tmp_path.iterdir())


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


def test_components_of_compressed_vectors() -> None:
    rows = np.random.default_rng(0).standard_normal((300, 4)).astype(np.float32)
    vectors = mv.WordVectors(mv.Vocab.from_words(f"w{i}" for i in range(300)), rows)
    small = mv.vectors.compress(vectors, "int8")
    np.testing.assert_allclose(
        mv.Pca(dim=2).fit(small).explained_variance,
        mv.Pca(dim=2).fit(vectors).explained_variance,
        rtol=0.02,
    )


def test_counts_become_ppmi_on_the_way(tmp_path: Path) -> None:
    counts().save(tmp_path / "counts.safetensors")
    options = (
        "train",
        "svd",
        "-i",
        tmp_path / "counts.safetensors",
        "--dim",
        2,
        "--quiet",
        "--reweight",
        "ppmi",
        "-o",
    )
    malvec(*options, tmp_path / "v.safetensors")
    expected = mv.Svd(dim=2).fit(mv.counts.ppmi(counts()))
    np.testing.assert_array_equal(mv.load(tmp_path / "v.safetensors").matrix, expected.matrix)
    malvec(*options, tmp_path / "w.safetensors", "--reweight", "log", check=2)
    malvec(*options, tmp_path / "w.safetensors", "--reweight", "none", "--shift", 5, check=2)
