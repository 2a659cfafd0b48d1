"""t-SNE: vectors as points of a map on which neighbours stay neighbours, in time that grows with
their number and not its square."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.models.projections.pca import Pca
from malvec.models.projections.tsne_forces import Affinities, attraction, repulsion
from malvec.runtime.arguments import number, whole
from malvec.runtime.machine import available_threads, check_memory
from malvec.runtime.progress import progress_bar
from malvec.runtime.recipe import Recipe, knob
from malvec.search.nearest import Searchable, nearest
from malvec.vectors.word_vectors import WordVectors

__all__ = ["Tsne"]

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Tsne(Recipe):
    """A map of vectors by t-distributed stochastic neighbour embedding (van der Maaten & Hinton,
    2008), by the cosine of the vectors.

    Repulsion is interpolated on a grid and summed up by FFT (Linderman et al., 2019), attraction
    reaches ``3 * perplexity`` neighbours. The map starts from the two strongest principal
    components (Kobak & Berens, 2019), with the learning rate n / exaggeration (Belkina et al.,
    2019). Nothing is random: the same vectors give the same map, whatever ``threads``.

    Example:
        >>> Tsne(perplexity=5).fit(vectors).shape
        (19, 2)
    """

    perplexity: float = knob(
        30.0,
        "how many neighbours a point has in effect. For fewer points it is lowered to a third of"
        " them",
    )
    iterations: int = knob(
        750,
        "steps in all. During the first third attraction is exaggerated, so that groups find"
        " together",
    )
    exaggeration: float = knob(12.0, "by how much attraction is exaggerated")
    threads: int | None = knob(None, "threads; by default one per processor")

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("perplexity", "exaggeration"):
            self._settle({name: number(name, getattr(self, name), least=1, most=1_000_000)})
        whole("iterations", self.iterations, 1, 1_000_000)
        available_threads(self.threads)

    def fit(
        self, vectors: WordVectors | npt.NDArray[Any], progress: bool | None = None
    ) -> npt.NDArray[np.float32]:
        """Points float32 [n, 2] of word vectors or of rows [n, d].

        Args:
            vectors: what is laid out; not changed.
            progress: show a bar on stderr; None: on terminals, after two seconds.

        Raises:
            ValueError: fewer than two vectors, or a value that is not finite.
            MemoryError: so many neighbours do not fit; before anything is done.
        """
        matrix = np.asarray(vectors.matrix if isinstance(vectors, WordVectors) else vectors)
        if matrix.ndim != 2 or len(matrix) < 2:
            raise ValueError(f"vectors of shape {matrix.shape}: at least two rows are needed")
        if not np.isfinite(matrix).all():
            raise ValueError(
                f"vector {int(np.argmin(np.isfinite(matrix).all(axis=1)))} is not finite"
            )
        threads = available_threads(self.threads)
        perplexity = min(float(self.perplexity), max(1.0, (len(matrix) - 1) / 3))
        affinities = _affinities(matrix, perplexity, threads)
        return _descend(_start(matrix, threads), affinities, self, threads, progress).astype(
            np.float32
        )


def _affinities(matrix: npt.NDArray[Any], perplexity: float, threads: int) -> Affinities:
    """Symmetric probabilities of pairs of neighbours from squared distances of unit vectors."""
    count = min(len(matrix) - 1, round(3 * perplexity))
    check_memory(
        len(matrix) * count * 80,
        f"{count} neighbours of {len(matrix):,} vectors",
        "take fewer vectors or a lower perplexity",
    )
    rows = Searchable.of(np.ascontiguousarray(matrix, np.float32), threads)
    cosines = np.empty((len(matrix), count))
    ids = np.empty((len(matrix), count), np.int64)
    for first in range(0, len(matrix), 8192):
        block = np.arange(first, min(first + 8192, len(matrix)))
        exclude = [[i] for i in block.tolist()]
        cosines[block], ids[block] = nearest(
            rows, rows.matrix[block], topn=count, exclude=exclude, threads=threads
        )
    return Affinities.of(_conditional(2 - 2 * cosines, perplexity), ids)


def _conditional(distances: Doubles, perplexity: float) -> Doubles:
    """Probabilities of neighbours [n, k], each row with the precision at which its entropy is
    log(perplexity), found by bisection."""
    shifted = distances - distances.min(axis=1, keepdims=True)
    low, high = np.zeros((len(shifted), 1)), np.full((len(shifted), 1), np.inf)
    precision = 1 / np.maximum(shifted.mean(axis=1, keepdims=True), 1e-9)
    wanted = np.log(min(perplexity, shifted.shape[1]))
    for _ in range(50):
        weights = np.exp(-shifted * precision)
        total = weights.sum(axis=1, keepdims=True)
        entropy = np.log(total) + precision * (weights * shifted).sum(axis=1, keepdims=True) / total
        too_flat = entropy > wanted
        low, high = np.where(too_flat, precision, low), np.where(too_flat, high, precision)
        precision = np.clip(np.where(np.isinf(high), 2 * low, (low + high) / 2), 1e-9, 1e9)
    weights = np.exp(-shifted * precision)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _start(matrix: npt.NDArray[Any], threads: int) -> Doubles:
    """The two strongest components of unit vectors, small; where there are less than two, points
    along a line."""
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    unit = np.asarray(matrix / np.where(lengths > 0, lengths, 1), np.float32)
    dim = min(2, len(unit), unit.shape[1])
    points = np.zeros((len(unit), 2))
    points[:, :dim] = Pca(dim=dim, threads=threads).fit(unit).transform(unit)
    spread = float(points[:, 0].std())
    # a sunflower, small beside the components: equal vectors get places of their own
    angles = 2.399963 * np.arange(len(unit))
    flower = np.sqrt((np.arange(len(unit)) + 0.5) / len(unit))[:, None] * np.stack(
        [np.cos(angles), np.sin(angles)], axis=1
    )
    return np.asarray(1e-4 * (points / (spread if spread > 0 else 1) + 1e-3 * flower))


def _descend(
    points: Doubles, affinities: Affinities, recipe: Tsne, threads: int, progress: bool | None
) -> Doubles:
    """Gradient descent with momentum and a gain per coordinate, which grows as long as steps keep
    their direction (Jacobs, 1988)."""
    step, gains = np.zeros_like(points), np.ones_like(points)
    early = recipe.iterations // 3
    rate = max(len(points) / recipe.exaggeration, 50.0)
    with progress_bar(recipe.iterations, "t-SNE", " steps", progress) as advance:
        for i in range(recipe.iterations):
            factor, momentum = (recipe.exaggeration, 0.5) if i < early else (1.0, 0.8)
            pushed, total = repulsion(points, threads)
            gradient = factor * attraction(points, affinities) - pushed / total
            gains = np.maximum(
                np.where((step > 0) == (gradient > 0), gains * 0.8, gains + 0.2), 0.01
            )
            step = momentum * step - rate * gains * gradient
            longest = np.sqrt((step * step).sum(axis=1, keepdims=True))
            # no point is thrown out of the map at one go
            step *= np.minimum(1, 5 / np.maximum(longest, 1e-12))
            points = points + step
            points -= points.mean(axis=0)
            advance(i + 1)
    return points
