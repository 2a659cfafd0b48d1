"""The loss of a model on text it has not seen: which of two trainings is better, without any word
list."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from malvec import _core
from malvec.corpus import Corpus
from malvec.runtime.arguments import whole
from malvec.runtime.machine import available_threads
from malvec.vectors.rows import aligned
from malvec.vectors.word_vectors import WordVectors

__all__ = ["heldout_loss"]

_DEFAULTS = {
    "name": "Skipgram",
    "loss": "ns",
    "window": 5,
    "negative": 5,
    "ns_exponent": 0.75,
    "context": "mean",
}


def heldout_loss(
    vectors: WordVectors,
    corpus: Corpus,
    *,
    examples: int = 5000,
    recipe: Mapping[str, Any] | None = None,
    seed: int = 0,
    threads: int | None = None,
) -> float:
    """Mean loss of the model on examples drawn from a held-out corpus; lower is better.

    For negative sampling the expectation over negatives is computed in full, over the whole
    vocabulary, so that two models with the same words and knobs can be told apart with few
    examples: ``softplus(-h·o_c) + negative · Σ_w p(w) softplus(h·o_w)``, where h is a context
    word's vector (skip-gram) or the mean or sum of several (CBOW), o_c the output vector of the
    centre word, and p the noise distribution by the *training* counts.

    Args:
        vectors: trained vectors with their ``output`` matrix and counts.
        corpus: held-out text, encoded with ``vocab=vectors.words``.
        examples: how many (centre, contexts) examples to draw.
        recipe: knobs (``name``, ``loss``, ``window``, ``negative``, ``ns_exponent``, ``context``)
            that shall differ from those the vectors were trained with.
        seed: seed of the draw; the same seed draws the same examples for every model.
        threads: None for one per processor.

    Raises:
        ValueError: if the vectors lack output vectors or counts, or the corpus has another
            vocabulary or no sentence of two words.

    Example:
        >>> test = mv.Corpus.from_files("test.txt", vocab=vectors.words)     # doctest: +SKIP
        >>> mv.evaluate.heldout_loss(vectors, test)                          # doctest: +SKIP
        2.31

    Source: the objective of Mikolov et al. 2013, its expectation taken exactly.
    """
    examples, threads = whole("examples", examples, 1, 10_000_000), available_threads(threads)
    whole("seed", seed)
    if vectors.output is None or vectors.counts is None:
        raise ValueError(
            "the held-out loss needs vectors with their output matrix and counts, as fit() returns"
            " them"
        )
    if not corpus.vocab.same_words(vectors.words):
        raise ValueError("the corpus has another vocabulary: encode it with vocab=vectors.words")
    knobs = {**_DEFAULTS, **json.loads(vectors.metadata.get("recipe", "{}")), **(recipe or {})}
    drawn = _draw(corpus, examples, knobs, np.random.default_rng(seed))
    matrices = aligned(vectors.matrix), aligned(vectors.output)
    if knobs["loss"] == "hs":
        return float(_core.heldout_tree_loss(matrices, drawn, np.ascontiguousarray(vectors.counts)))
    weights = vectors.counts.astype(np.float64)
    np.power(weights, knobs["ns_exponent"], where=weights > 0, out=weights)
    return float(
        _core.heldout_loss(matrices, drawn, weights * (knobs["negative"] / weights.sum()), threads)
    )


def _draw(
    corpus: Corpus, examples: int, knobs: Mapping[str, Any], rng: np.random.Generator
) -> tuple[Any, ...]:
    """(centres, contexts, offsets, mean): random positions with the contexts in a random radius;
    for skip-gram one context each."""
    if len(corpus.ids) <= len(corpus):
        raise ValueError("the held-out corpus has no sentence of two known words")
    centres: list[int] = []
    contexts: list[int] = []
    offsets = [0]
    while len(centres) < examples:
        positions = rng.integers(len(corpus.ids), size=examples)
        sentences = np.searchsorted(corpus.offsets, positions.astype(np.uint64), side="right") - 1
        begins, ends = corpus.offsets[sentences].tolist(), corpus.offsets[sentences + 1].tolist()
        radii = rng.integers(1, knobs["window"] + 1, size=examples).tolist()
        for position, begin, end, radius in zip(
            positions.tolist(), begins, ends, radii, strict=True
        ):
            around = [
                i
                for i in range(max(begin, position - radius), min(end, position + radius + 1))
                if i != position
            ]
            if around and len(centres) < examples:
                centres.append(position)
                contexts.extend(
                    around if knobs["name"] == "Cbow" else [around[int(rng.integers(len(around)))]]
                )
                offsets.append(len(contexts))
    return (
        corpus.ids[centres],
        corpus.ids[contexts],
        np.array(offsets, np.uint64),
        knobs["context"] == "mean",
    )
