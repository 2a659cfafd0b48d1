"""t-SNE against its slow twin: probabilities, both forces, and what comes of them."""

from __future__ import annotations

import numpy as np
import pytest
from reference import tsne as slow

import malvec as mv
from malvec.models.projections import tsne
from malvec.models.projections.tsne_forces import attraction, of_all_pairs, on_a_grid
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab


def planted(groups=6, each=25, dim=20, seed=0):
    random = np.random.default_rng(seed)
    centres = random.standard_normal((groups, dim)) * 3
    rows = np.repeat(centres, each, axis=0) + random.standard_normal((groups * each, dim))
    return rows.astype(np.float32), np.repeat(np.arange(groups), each)


def dense(affinities, count):
    full = np.zeros((count, count))
    for i in range(count):
        cells = slice(affinities.offsets[i], affinities.offsets[i + 1])
        full[i, affinities.columns[cells]] = affinities.values[cells]
    return full


def test_affinities_match_the_twin():
    rows, _ = planted()
    found = dense(tsne._affinities(rows, 12.0, 2), len(rows))
    np.testing.assert_allclose(found, slow.affinities(rows.astype(np.float64), 12.0), atol=1e-6)
    assert found.sum() == pytest.approx(1)


def test_forces_match_the_twin():
    rows, _ = planted()
    affinities = tsne._affinities(rows, 10.0, 1)
    points = np.random.default_rng(1).standard_normal((len(rows), 2)) * 7
    pulled, pushed, total = slow.forces(points, dense(affinities, len(rows)))
    np.testing.assert_allclose(attraction(points, affinities), pulled, atol=1e-12)
    found, found_total = of_all_pairs(points)
    np.testing.assert_allclose(found, pushed, atol=1e-9)
    assert found_total == pytest.approx(total)


@pytest.mark.parametrize("spread", [0.1, 1, 6, 20, 60])
def test_the_grid_gives_what_all_pairs_give(spread):
    points = np.random.default_rng(2).standard_normal((1500, 2)) * spread
    pushed, total = of_all_pairs(points)
    found, found_total = on_a_grid(points, 2)
    assert np.linalg.norm(found - pushed) < 0.06 * np.linalg.norm(pushed)
    assert found_total == pytest.approx(total, rel=0.03)


def test_groups_stay_together_and_the_divergence_falls():
    rows, groups = planted()
    points = mv.Tsne(perplexity=10, iterations=300).fit(rows)
    assert points.shape == (150, 2)
    assert np.isfinite(points).all()
    distances = ((points[:, None] - points[None]) ** 2).sum(axis=2) + np.diag(np.full(150, np.inf))
    near = distances.argsort(axis=1)[:, :5]
    assert (groups[near] == groups[:, None]).mean() > 0.97
    probabilities = slow.affinities(rows.astype(np.float64), 10.0)
    pca = mv.Pca(dim=2).fit(rows).transform(rows).astype(np.float64)
    assert slow.divergence(points.astype(np.float64), probabilities) < 0.7 * slow.divergence(
        pca, probabilities
    )


def test_a_map_by_the_grid_is_as_good_as_one_by_all_pairs(monkeypatch):
    rows, _ = planted()
    probabilities = slow.affinities(rows.astype(np.float64), 10.0)
    recipe = mv.Tsne(perplexity=10, iterations=200)
    exact = slow.divergence(recipe.fit(rows).astype(np.float64), probabilities)
    monkeypatch.setattr("malvec.models.projections.tsne_forces._EXACT", 0)
    assert slow.divergence(recipe.fit(rows).astype(np.float64), probabilities) < exact + 0.1


def test_the_same_every_time_whatever_the_threads_and_nothing_is_changed(capsys):
    rows, _ = planted()
    vectors = WordVectors(Vocab.from_words([f"w{i}" for i in range(len(rows))]), rows)
    before = vectors.matrix.tobytes()
    first = mv.Tsne(iterations=40, threads=1).fit(vectors, progress=True)
    np.testing.assert_array_equal(first, mv.Tsne(iterations=40, threads=2).fit(rows))
    assert vectors.matrix.tobytes() == before
    assert "100%" in capsys.readouterr().err


@pytest.mark.parametrize(
    "rows",
    [np.eye(2), np.ones((5, 1)), np.zeros((6, 3)), np.ones((40, 4)), np.eye(3)[[0, 1, 2, 0, 1]]],
)
def test_odd_vectors_have_a_finite_map(rows):
    points = mv.Tsne(iterations=60).fit(rows.astype(np.float32))
    assert points.shape == (len(rows), 2)
    assert np.isfinite(points).all()


def test_what_cannot_be_is_named():
    with pytest.raises(ValueError, match="at least two"):
        mv.Tsne().fit(np.ones((1, 3)))
    with pytest.raises(ValueError, match="vector 2 is not finite"):
        mv.Tsne().fit(np.array([[1.0, 2], [2, 3], [np.nan, 0]]))
    for knobs, error in (
        ({"perplexity": 0.5}, ValueError),
        ({"perplexity": "x"}, TypeError),
        ({"iterations": 0}, ValueError),
    ):
        with pytest.raises(error, match=next(iter(knobs))):
            mv.Tsne(**knobs)
