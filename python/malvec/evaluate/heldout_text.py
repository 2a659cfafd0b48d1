"""The loss of a model on text it has not seen: which of two trainings is better, without any word
list."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from malvec import _core
from malvec.corpus import Corpus
from malvec.corpus.ids import check_ids
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
        corpus: held-out text, encoded with ``vocab=vectors.vocab``.
        examples: how many (centre, contexts) examples to draw.
        recipe: knobs (``name``, ``loss``, ``window``, ``negative``, ``ns_exponent``, ``context``)
            that shall differ from those the vectors were trained with.
        seed: seed of the draw; the same seed draws the same examples for every model.
        threads: None for one per processor.

    Raises:
        ValueError: if the vectors lack output vectors or counts, or the corpus has another
            vocabulary or no sentence of two words.

    Example:
        >>> print(round(heldout_loss(skipgram, heldout, threads=1), 2))
        2.9

    Source: the objective of Mikolov et al. 2013, its expectation taken exactly.
    """
    examples, threads = whole("examples", examples, 1, 10_000_000), available_threads(threads)
    whole("seed", seed)
    output, counts = _trained(vectors, corpus)
    knobs = {**_DEFAULTS, **json.loads(vectors.metadata.get("recipe", "{}")), **(recipe or {})}
    drawn = _draw(corpus, examples, knobs, np.random.default_rng(seed))
    matrices = aligned(vectors.matrix), aligned(output)
    if knobs["loss"] == "hs":
        return float(_core.heldout_tree_loss(matrices, drawn, np.ascontiguousarray(counts)))
    weights = counts.astype(np.float64)
    np.power(weights, knobs["ns_exponent"], where=weights > 0, out=weights)
    noise = weights * (knobs["negative"] / weights.sum())
    return float(_core.heldout_loss(matrices, drawn, noise, threads))


def _trained(vectors: WordVectors, corpus: Corpus) -> tuple[Any, Any]:
    """The output matrix and the counts; ``ValueError`` where one is missing or the corpus has other
    words."""
    if not isinstance(corpus, Corpus):
        raise TypeError(
            f"the held-out text is a malvec.Corpus, not {type(corpus).__name__}: make it with"
            " vocab=vectors.vocab"
        )
    if vectors.output is None or vectors.counts is None:
        raise ValueError(
            "the held-out loss needs vectors with their output matrix and counts, as fit() returns"
            " them"
        )
    if not corpus.vocab.same_words(vectors.vocab):
        raise ValueError("the corpus has another vocabulary: encode it with vocab=vectors.vocab")
    return vectors.output, vectors.counts


def _draw(
    corpus: Corpus, examples: int, knobs: Mapping[str, Any], random: np.random.Generator
) -> tuple[Any, ...]:
    """(centres, contexts, offsets, mean): random positions with the contexts in a random radius;
    for skip-gram one context each."""
    check_ids(corpus.ids, corpus.offsets, len(corpus.vocab))
    if not (np.diff(corpus.offsets.astype(np.int64)) > 1).any():
        raise ValueError("the held-out corpus has no sentence of two known words")
    whole_window = knobs["name"] == "Cbow"
    centres: list[int] = []
    contexts: list[int] = []
    offsets = [0]
    while len(centres) < examples:
        for position, around in _windows(corpus, examples, knobs["window"], random):
            if around and len(centres) < examples:
                one = () if whole_window else (around[int(random.integers(len(around)))],)
                centres.append(position)
                contexts.extend(one or around)
                offsets.append(len(contexts))
    mean = knobs["context"] == "mean"
    return corpus.ids[centres], corpus.ids[contexts], np.array(offsets, np.uint64), mean


def _windows(
    corpus: Corpus, count: int, window: int, random: np.random.Generator
) -> Iterator[tuple[int, list[int]]]:
    """Random positions, each with the other positions of its sentence in a random radius."""
    positions = random.integers(len(corpus.ids), size=count)
    sentences = np.searchsorted(corpus.offsets, positions.astype(np.uint64), side="right") - 1
    begins, ends = corpus.offsets[sentences].tolist(), corpus.offsets[sentences + 1].tolist()
    radii = random.integers(1, window + 1, size=count).tolist()
    for position, begin, end, radius in zip(positions.tolist(), begins, ends, radii, strict=True):
        inside = range(max(begin, position - radius), min(end, position + radius + 1))
        yield position, [i for i in inside if i != position]
