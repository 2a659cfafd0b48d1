"""From the ids of sentences to their vectors: weighted means of word vectors, less common
components."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.errors import FormatError, NumericalError
from malvec.runtime.machine import available_threads, check_memory
from malvec.search.nearest import Searchable
from malvec.search.quantised import native_rows
from malvec.sentences.report import EncodingTally
from malvec.sentences.word_ids import NO_WORD, IdBatch
from malvec.vectors.word_vectors import WordVectors

__all__ = ["Pooling", "room_for", "stack"]

Floats = npt.NDArray[np.float32]
_SMALL = 1 << 22  # bytes, which NumPy may allocate


def room_for(count: int, dim: int) -> Floats:
    """Memory for ``count`` vectors; ``MemoryError`` where there is not enough."""
    size = count * dim
    if 4 * size < _SMALL:
        return np.empty((count, dim), np.float32)
    check_memory(
        4 * size, f"{count:,} vectors of {dim} components", "encode a part at a time (encode_iter)"
    )
    # huge pages: NumPy's cost more than pooling
    aligned: Floats = _core.matrix(-(-size // 16), 16)
    return aligned.reshape(-1)[:size].reshape(count, dim)


def stack(parts: Iterable[Floats], dim: int, count: int | None = None) -> Floats:
    """All vectors of the parts; ``count`` is how many there will be, where that is known."""
    if count is None:
        return np.concatenate([np.zeros((0, dim), np.float32), *parts])
    out, done = room_for(count, dim), 0
    for part in parts:
        out[done : done + len(part)] = part
        done += len(part)
    return out[:done]


@dataclass(frozen=True)
class Pooling:
    """How the words of a text make its vector; :class:`malvec.sentences.SentenceEncoder` says what
    the fields mean.

    Raises:
        ValueError: weights and components do not fit the vectors.
    """

    vectors: WordVectors
    weights: Floats
    unseen_weight: float
    unit_length: bool
    by_weights: bool
    components: Floats
    shares: Floats
    trusted: bool = False

    def __post_init__(self) -> None:
        dim, words, directions = self.vectors.dim, len(self.vectors), len(self.shares)
        if self.weights.shape != (words,):
            raise ValueError(
                f"weights have shape {self.weights.shape}, not ({words},) for {words:,} words"
            )
        if self.components.shape != (directions, dim):
            raise ValueError(
                f"{directions} components are [{directions}, {dim}], not"
                f" {list(self.components.shape)}"
            )
        sound = self.trusted or np.all((self.weights >= 0) & (self.weights < np.inf))
        if not sound or not np.isfinite(self.components).all():
            raise ValueError("weights must be finite and not negative, components finite")
        if not ((self.shares >= 0) & (self.shares <= 1 + 1e-5)).all():
            raise ValueError(f"shares must be from 0 to 1, not {self.shares.tolist()!s:.60}")
        if not 0 <= self.unseen_weight <= float(np.finfo(np.float32).max):
            raise ValueError(f"unseen_weight={self.unseen_weight}: must be finite, not negative")

    @cached_property
    def _scaled(self) -> Floats:
        """The weights, divided by the lengths of the word vectors where those become 1."""
        if not self.unit_length:
            return self.weights
        return self.weights * self.vectors.searchable.inverse_norms

    def pool_all(
        self, batches: Iterable[IdBatch], tally: EncodingTally | None, threads: int | None
    ) -> Iterator[Floats]:
        """The vectors of batches that follow one another."""
        first = 0
        for batch in batches:
            yield self.pool(batch, tally, threads, first=first)
            first += len(batch.offsets) - 1

    def pool(
        self,
        batch: IdBatch,
        tally: EncodingTally | None,
        threads: int | None,
        *,
        out: Floats | None = None,
        first: int = 0,
    ) -> Floats:
        """The vectors of sentences, in ``out`` where it is given; what was met is added to the
        tally. Errors count sentences from ``first``."""
        out = room_for(len(batch.offsets) - 1, self.vectors.dim) if out is None else out
        seen = (native_rows(self.vectors.matrix), self._scaled)
        unseen = (batch.composed, self._unseen_weights(batch.composed, threads))
        how = {
            "components": self.components,
            "shares": self.shares,
            "by_weights": self.by_weights,
            "threads": available_threads(threads),
            "first": first,
        }
        sentences = (batch.ids, batch.offsets)
        empty, without, bad = _core.pool_sentences(sentences, (seen, unseen), how, out)
        if bad is not None:
            raise self._refusal(bad)
        if tally is not None:
            composed = (batch.ids >= len(self.vectors)) & (batch.ids != NO_WORD)
            counted = {"texts": len(out), "empty": empty, "words": len(batch.ids)}
            tally.add(counted | {"composed": int(composed.sum()), "unseen": without})
        return out

    def _unseen_weights(self, composed: Floats, threads: int | None) -> Floats:
        weights = np.full(len(composed), self.unseen_weight, np.float32)
        if self.unit_length and len(composed):
            weights *= Searchable.of(composed, threads).inverse_norms
        return weights

    def _refusal(self, word: int) -> Exception:
        seen = word < len(self.vectors)
        name = repr(self.vectors.vocab[word]) if seen else "a word that was not seen"
        if seen and not 0 <= self.weights[word] < np.inf:
            return FormatError(f"the weight of {name} is damaged: not finite, or negative")
        told = f"the vector of {name} is not finite: leave the word out, or train with a smaller lr"
        return NumericalError(told)
