"""The encoder: texts in, one vector each out, by weights and common components that were fitted
once and are kept."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.corpus.ids import flat_ids
from malvec.reports.card import HtmlCard
from malvec.runtime.machine import available_threads
from malvec.sentences import encoder_file
from malvec.sentences.core_texts import core_encoder, encode_texts
from malvec.sentences.pooling import Pooling, room_for, stack
from malvec.sentences.report import EncodingTally, SentenceReport
from malvec.sentences.text_questions import TextQuestions
from malvec.sentences.word_ids import IdBatch, WordIds
from malvec.storage import kinds
from malvec.tokenizers import Pipeline, TokenizerLike
from malvec.tokenizers.pipeline import needed
from malvec.vectors.vector_file import Laid
from malvec.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from malvec.corpus import Corpus

__all__ = ["SentenceEncoder"]

Floats = npt.NDArray[np.float32]


class SentenceEncoder(TextQuestions, HtmlCard):
    """Vectors of texts: the weighted mean of the vectors of a text's words, less common components.
    It does not change, so a text has the same vector alone and among others, in any order, after
    saving and in any process.

    A word that training did not see is composed of its sub-words where the vectors have some; else
    it is left out and counted as unseen. A text without any word that has a vector gets zeros, and
    is counted as empty. Recipes make encoders: :class:`malvec.Mean`, :class:`malvec.IdfMean`,
    :class:`malvec.Sif`, :class:`malvec.Usif`.

    Args:
        vectors: the word vectors, whole or compressed.
        weights: of each word, float32 [V].
        unseen_weight: of words that were not seen; only sub-words give them vectors.
        by_weights: divide by the sum of the weights, not by the number of words.
        unit_length: word vectors are scaled to length 1 first (vectors of zeros stay).
        components: orthogonal directions of length 1 to take away, float32 [n, dim].
        shares: how much of each is taken away, 0 to 1 [n].
        tokenizer: None for that of the vectors' corpus.
        report: how it was fitted.
        trusted: weights are looked at only where a text has their words, for a large file.

    Example:
        >>> encoder = mv.Sif().fit(vectors, corpus)
        >>> encoder.encode(["재미있는 영화", "지루한 영화"]).shape
        (2, 100)
    """

    def __init__(
        self,
        vectors: WordVectors,
        weights: npt.NDArray[Any],
        *,
        unseen_weight: float = 1.0,
        by_weights: bool = False,
        unit_length: bool = False,
        components: npt.NDArray[Any] | None = None,
        shares: npt.NDArray[Any] | None = None,
        tokenizer: TokenizerLike | None = None,
        report: SentenceReport | None = None,
        trusted: bool = False,
    ) -> None:
        self.vectors = vectors
        self.weights = np.ascontiguousarray(weights, np.float32)
        self.unseen_weight = float(unseen_weight)
        self.by_weights = bool(by_weights)
        self.unit_length = bool(unit_length)
        components = np.zeros((0, vectors.dim)) if components is None else components
        self.components = np.ascontiguousarray(components, np.float32)
        shares = np.ones(len(components)) if shares is None else shares
        self.shares = np.ascontiguousarray(shares, np.float32)
        self.report = report
        self._tokenizer = tokenizer
        self._ids = WordIds(vectors)
        self._pooling = Pooling(
            vectors,
            self.weights,
            unseen_weight=self.unseen_weight,
            unit_length=self.unit_length,
            by_weights=self.by_weights,
            components=self.components,
            shares=self.shares,
            trusted=trusted,
        )

    @property
    def dim(self) -> int:
        """Components per vector."""
        return self.vectors.dim

    @cached_property
    def pipeline(self) -> Pipeline:
        """How texts are cleaned and cut: as those of the vectors' corpus were, or by the tokenizer
        that was given.

        Raises:
            ValueError: the vectors do not say, and none was given; the message says what to pass.
        """
        return needed(self.vectors.pipeline, self._tokenizer, "these vectors")

    @cached_property
    def _core_encoder(self) -> _core.TextsEncoder | None:
        return core_encoder(self._pooling, self.pipeline)

    def __getstate__(self) -> dict[str, Any]:
        return {name: own for name, own in self.__dict__.items() if name != "_core_encoder"}

    def encode(
        self,
        texts: Iterable[str],
        *,
        tally: EncodingTally | None = None,
        processes: int | None = None,
        threads: int | None = None,
        progress: bool | None = None,
    ) -> Floats:
        """The vectors of texts, float32 [texts, dim], in their order.

        Args:
            texts: an iterable of str; a generator will do.
            tally: counts of texts, empty ones, and words without a vector are added to it.
            processes: processes that run a tokenizer that only Python has; None for one per
                processor where there are many texts, 0 for this one.
            threads: threads of the core; None for one per processor.
            progress: show a bar on stderr; None: on terminals, after two seconds.

        Raises:
            TypeError: a str instead of a list of them, or something that is not a str.
            ValueError: the tokenizer is not known.
            NumericalError: the vector of a word is not finite; the message names it.

        Example:
            >>> bool(encoder.encode(["재미있는 영화", ""])[1].any())
            False
        """
        parts = self.encode_iter(
            texts, tally=tally, processes=processes, threads=threads, progress=progress
        )
        known = len(texts) if isinstance(texts, Sized) and not isinstance(texts, str) else None
        return stack(parts, self.dim, known)

    def encode_iter(
        self,
        texts: Iterable[str],
        *,
        tally: EncodingTally | None = None,
        processes: int | None = None,
        threads: int | None = None,
        progress: bool | None = None,
    ) -> Iterator[Floats]:
        """The same as a stream: arrays [some, dim] that together have a row per text, as soon as
        those texts have been read.

        Example:
            >>> for rows in encoder.encode_iter(open("new.txt", encoding="utf-8")):
            ...     print(rows.shape)
            (300, 100)
        """
        if self._core_encoder is not None:
            how: dict[str, Any] = {"tally": tally, "threads": threads, "progress": progress}
            yield from encode_texts(self._core_encoder, texts, self.dim, **how)
            return
        batches = self._ids.of_texts(texts, self.pipeline, processes, progress, "encoding")
        yield from self._pooling.pool_all(batches, tally, threads)

    def encode_tokens(
        self,
        sentences: Iterable[Iterable[str]],
        *,
        tally: EncodingTally | None = None,
        threads: int | None = None,
    ) -> Floats:
        """The vectors of token lists.

        Example:
            >>> encoder.encode_tokens([["재미있", "는", "영화"]]).shape
            (1, 100)
        """
        batches = self._ids.of_tokens(sentences)
        return stack(self._pooling.pool_all(batches, tally, threads), self.dim)

    def encode_corpus(
        self, corpus: Corpus, *, tally: EncodingTally | None = None, threads: int | None = None
    ) -> Floats:
        """The vectors of the sentences of a corpus, whatever its vocabulary, float32 [len(corpus),
        dim]."""
        out, done = room_for(len(corpus), self.dim), 0
        for batch in self._ids.of_corpus(corpus):
            rows = out[done : done + len(batch.offsets) - 1]
            self._pooling.pool(batch, tally, threads, out=rows, first=done)
            done += len(rows)
        return out

    def encode_ids(
        self,
        ids: npt.ArrayLike | Sequence[Sequence[int]],
        offsets: npt.ArrayLike | None = None,
        *,
        tally: EncodingTally | None = None,
        threads: int | None = None,
    ) -> Floats:
        """The vectors of sentences of word ids, float32 [sentences, dim]; millions per second.

        Args:
            ids: ids one after another with ``offsets``, or a list of lists of ids.
            offsets: where each sentence starts, and at last where the last one ends [sentences +
                1].
            tally, threads: as in :meth:`encode`.

        Raises:
            ValueError: an id that the vocabulary lacks, or offsets that do not fit.

        Example:
            >>> encoder.encode_ids([0, 1, 1], [0, 2, 3]).shape
            (2, 100)
        """
        id_array, offset_array = flat_ids(ids, offsets)
        _core.check_corpus(id_array, offset_array, len(self.vectors), available_threads(threads))
        batch = IdBatch(id_array, offset_array, composed=np.zeros((0, self.dim), np.float32))
        return self._pooling.pool(batch, tally, threads)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes one ``.safetensors`` file with all that is needed, the word vectors too, which
        ``WordVectors.load`` opens alone.

        Raises:
            ValueError: the tokenizer is not known.
            OSError: the disk refused; what was there stays.
        """
        kinds.write(path, "sentence_encoder", *self.laid_out())

    def laid_out(
        self,
        more: Mapping[str, npt.NDArray[Any]] = MappingProxyType({}),
        metadata: Mapping[str, str] = MappingProxyType({}),
    ) -> Laid:
        """The arrays and metadata that a file of it has, with ``more`` and ``metadata`` of a kind
        that has an encoder in it."""
        return encoder_file.lay_out(
            self._pooling,
            tokenizer=self._tokenizer,
            report=self.report,
            more=more,
            metadata=metadata,
        )

    @classmethod
    def load(
        cls,
        path: str | os.PathLike[str],
        *,
        tokenizer: TokenizerLike | None = None,
        verify: bool = False,
    ) -> SentenceEncoder:
        """The encoder that :meth:`save` wrote, memory-mapped.

        Args:
            path: the file.
            tokenizer: the one to use, where it was not one of malvec's.
            verify: read everything once and compare the checksums.

        Raises:
            FormatError: the file is damaged, or holds no encoder.
        """
        with kinds.open_kind(path, *encoder_file.KINDS, verify=verify) as file:
            return cls.from_file(file, **({} if tokenizer is None else {"tokenizer": tokenizer}))

    @classmethod
    def from_file(cls, file: kinds.StoredFile, **instead: Any) -> SentenceEncoder:
        """The encoder that an opened file holds, with other arguments ``instead`` of its own."""
        vectors, own = encoder_file.contents(file)
        return cls(vectors, **{**own, **instead})

    def __repr__(self) -> str:
        name = self.report.recipe["name"] if isinstance(self.report, SentenceReport) else "weights"
        count = len(self.components)
        removed = f", {count} common component{'s' * (count > 1)} removed" if count else ""
        return f"SentenceEncoder({name} of {self.vectors!r}{removed})"
