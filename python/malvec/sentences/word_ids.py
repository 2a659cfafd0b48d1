"""From texts to word ids, tokenised as the corpus of the vectors was; words that were not seen get
rows of their sub-words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from malvec.corpus.ids import find_ids, packed_tokens, unpack
from malvec.tokenizers import Pipeline
from malvec.tokenizers.running.packed import Packed
from malvec.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from malvec.corpus import Corpus

__all__ = ["NO_WORD", "IdBatch", "WordIds"]

NO_WORD = 0xFFFFFFFF
_BLOCK_TOKENS = 1 << 20
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class IdBatch:
    """Some sentences as ids: those of the vocabulary, then V + i for row i of ``composed``, or
    ``NO_WORD``.

    Attributes:
        ids: uint32 [tokens].
        offsets: where each sentence starts, uint64 [sentences + 1].
        composed: vectors of words that were not seen, float32 [n, dim].
    """

    ids: npt.NDArray[np.uint32]
    offsets: npt.NDArray[np.uint64]
    composed: Floats


class WordIds:
    """The way from words to the ids of these vectors."""

    def __init__(self, vectors: WordVectors) -> None:
        self._vectors = vectors

    def of_packed(self, packed: Packed, pipeline: Pipeline | None = None) -> IdBatch:
        """Packed tokens; empty ones are no words. With a pipeline, what is not found is cleaned."""
        vocab, offsets = unpack(packed)
        found = find_ids(self._vectors.vocab, vocab, pipeline)
        composed = np.zeros((0, self._vectors.dim), np.float32)
        if self._vectors.subword_table is not None and (found < 0).any():
            unseen = found < 0
            words, clean = vocab.at(np.flatnonzero(unseen).tolist()), pipeline is not None
            found[unseen], composed = self._vectors._lookup.tokens(words, clean)
        return IdBatch(found.astype(np.uint32), offsets, composed)

    def of_tokens(self, sentences: Iterable[Iterable[str]]) -> Iterator[IdBatch]:
        """Sentences that are lists of words."""
        for packed in packed_tokens(sentences):
            yield self.of_packed(packed, self._vectors.pipeline)

    def of_texts(
        self,
        texts: Iterable[str],
        pipeline: Pipeline,
        processes: int | None = None,
        progress: bool | None = None,
        what: str = "fitting",
    ) -> Iterator[IdBatch]:
        """Texts through a pipeline: a few in this process, many in several where it is worth it."""
        for chunk in pipeline.token_chunks(texts, processes, progress=progress, what=what):
            yield self.of_packed(chunk.packed)

    def of_corpus(self, corpus: Corpus) -> Iterator[IdBatch]:
        """The sentences of a corpus, whatever its vocabulary; words that it dropped are not
        there."""
        vocab = corpus.vocab
        one_line = np.array([len(vocab)], np.uint64)
        words = Packed(
            vocab.data.tobytes(), vocab.offsets[1:].tobytes(), line_ends=one_line.tobytes()
        )
        known = self.of_packed(words, self._vectors.pipeline)
        same = np.array_equal(known.ids, np.arange(len(known.ids), dtype=np.uint32))
        ends = np.asarray(corpus.offsets)
        first = 0
        while first < len(corpus):
            last = max(
                first + 1,
                int(np.searchsorted(ends, np.uint64(int(ends[first]) + _BLOCK_TOKENS), "right"))
                - 1,
            )
            ids = corpus.ids[int(ends[first]) : int(ends[last])]
            yield IdBatch(
                np.ascontiguousarray(ids if same else known.ids[ids]),
                ends[first : last + 1] - ends[first],
                known.composed,
            )
            first = last
