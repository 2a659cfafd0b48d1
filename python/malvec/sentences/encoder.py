"""The encoder: texts in, one vector each out, by weights and common components that were fitted
once and are kept."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence, Sized
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.corpus import Corpus
from malvec.corpus.ids import flat_ids
from malvec.errors import NumericalError
from malvec.runtime.machine import available_threads, check_memory
from malvec.search.nearest import Searchable, nearest
from malvec.search.quantised import native_rows
from malvec.sentences import encoder_file
from malvec.sentences.report import EncodingTally, SentenceReport
from malvec.sentences.word_ids import NO_WORD, IdBatch, WordIds
from malvec.tokenizers import Pipeline, TokenizerLike, describe
from malvec.tokenizers.description import StoredTokenizer
from malvec.tokenizers.pipeline import needed
from malvec.vectors.word_vectors import WordVectors

__all__ = ["SentenceEncoder"]

Floats = npt.NDArray[np.float32]


class SentenceEncoder:
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

    Example:
        >>> encoder = Sif().fit(vectors, corpus)
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
    ) -> None:
        none = np.zeros((0, vectors.dim), np.float32)
        self.vectors = vectors
        self.weights = np.ascontiguousarray(weights, np.float32)
        self.unseen_weight, self.by_weights, self.unit_length = (
            float(unseen_weight),
            bool(by_weights),
            bool(unit_length),
        )
        self.components = (
            none if components is None else np.ascontiguousarray(components, np.float32)
        )
        self.shares = (
            np.ones(len(self.components), np.float32)
            if shares is None
            else np.ascontiguousarray(shares, np.float32)
        )
        self.report = report
        self._tokenizer = tokenizer
        self._ids = WordIds(vectors)
        self._scaled = self.weights
        if self.weights.shape != (len(vectors),):
            raise ValueError(
                f"weights have shape {self.weights.shape}, not ({len(vectors)},) for"
                f" {len(vectors):,} words"
            )
        if self.components.shape != (len(self.shares), vectors.dim):
            raise ValueError(
                f"{len(self.shares)} components are [{len(self.shares)}, {vectors.dim}], not"
                f" {list(self.components.shape)}"
            )
        if not (
            np.isfinite(self.weights).all()
            and (self.weights >= 0).all()
            and np.isfinite(self.components).all()
        ):
            raise ValueError("weights must be finite and not negative, components finite")
        if self.unit_length:
            self._scaled = self.weights * vectors.searchable.inverse_norms

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

    def encode(
        self,
        texts: Iterable[str],
        *,
        tally: EncodingTally | None = None,
        processes: int | None = None,
        threads: int | None = None,
    ) -> Floats:
        """The vectors of texts, float32 [texts, dim], in their order.

        Args:
            texts: an iterable of str; a generator will do.
            tally: counts of texts, empty ones, and words without a vector are added to it.
            processes: processes that run the tokenizer; None for one per processor where there are
                many texts, 0 for this one.
            threads: threads of the core; None for one per processor.

        Raises:
            TypeError: a str instead of a list of them, or something that is not a str.
            ValueError: the tokenizer is not known.
            NumericalError: the vector of a word is not finite; the message names it.

        Example:
            >>> encoder.encode(["재미있는 영화", ""])[1].any()
            False
        """
        parts = self.encode_iter(texts, tally=tally, processes=processes, threads=threads)
        if not isinstance(texts, Sized) or isinstance(texts, str):
            return np.concatenate([np.zeros((0, self.dim), np.float32), *parts])
        out, done = self._room(len(texts)), 0
        for part in parts:
            out[done : done + len(part)] = part
            done += len(part)
        return out[:done]

    def encode_iter(
        self,
        texts: Iterable[str],
        *,
        tally: EncodingTally | None = None,
        processes: int | None = None,
        threads: int | None = None,
    ) -> Iterator[Floats]:
        """The same as a stream: arrays [some, dim] that together have a row per text, as soon as
        those texts have been read.

        Example:
            >>> for vectors in encoder.encode_iter(open("reviews.txt")):
            ...     store(vectors)
        """
        for batch in self._ids.of_texts(texts, self.pipeline, processes):
            yield self._pool(batch, tally, threads)

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
        parts = (self._pool(batch, tally, threads) for batch in self._ids.of_tokens(sentences))
        return np.concatenate([np.zeros((0, self.dim), np.float32), *parts])

    def encode_corpus(
        self, corpus: Corpus, *, tally: EncodingTally | None = None, threads: int | None = None
    ) -> Floats:
        """The vectors of the sentences of a corpus, whatever its vocabulary, float32 [len(corpus),
        dim]."""
        out, done = self._room(len(corpus)), 0
        for batch in self._ids.of_corpus(corpus):
            self._pool(batch, tally, threads, out[done : done + len(batch.offsets) - 1])
            done += len(batch.offsets) - 1
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
        return self._pool(
            IdBatch(id_array, offset_array, np.zeros((0, self.dim), np.float32)), tally, threads
        )

    def similarity(self, a: str, b: str) -> float:
        """The cosine of two texts; 0 where one of them is empty.

        Example:
            >>> encoder.similarity("재미있는 영화", "영화가 재미있다")
            0.87
        """
        rows = self.encode([a, b], processes=0, threads=1).astype(np.float64)
        lengths = np.linalg.norm(rows, axis=1)
        return float(np.clip(rows[0] @ rows[1] / lengths.prod(), -1, 1)) if lengths.all() else 0.0

    def most_similar(
        self,
        text: str | Floats,
        among: Sequence[str] | Floats | Searchable,
        *,
        topn: int = 10,
        threads: int | None = None,
    ) -> list[tuple[int, float]]:
        """The nearest texts by cosine, best first: their numbers in ``among``, and the cosines.

        Args:
            text: a text, or a vector [dim].
            among: texts; or their vectors [n, dim] where more than one question is asked; or
                ``malvec.search.Searchable.of`` such.
            topn: how many.
            threads: None for all that this process may use.

        Example:
            >>> encoder.most_similar("웃긴 영화", ["슬픈 노래", "재미있는 영화"], topn=1)
            [(1, 0.81)]
        """
        rows = among if isinstance(among, Searchable) else None
        if rows is None:
            texts: Any = among
            rows = Searchable.of(
                texts if isinstance(texts, np.ndarray) else self.encode(texts, threads=threads),
                threads,
            )
        query = (
            self.encode([text], processes=0, threads=1)
            if isinstance(text, str)
            else np.asarray(text)[None]
        )
        scores, numbers = nearest(rows, query, topn=topn, threads=threads)
        return [
            (number, score)
            for number, score in zip(numbers[0].tolist(), scores[0].tolist(), strict=True)
            if number >= 0
        ]

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes one ``.safetensors`` file with all that is needed, the word vectors too, which
        ``WordVectors.load`` opens alone.

        Raises:
            ValueError: the tokenizer is not known.
            OSError: the disk refused; what was there stays.
        """
        own = {
            "unseen_weight": self.unseen_weight,
            "by_weights": self.by_weights,
            "unit": self.unit_length,
            "tokenizer": None if self._tokenizer is None else describe(self._tokenizer),
            "report": None if self.report is None else json.loads(self.report.to_json()),
        }
        arrays = {"weights": self.weights, "components": self.components, "shares": self.shares}
        encoder_file.write(path, self.vectors, arrays, own)

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
        with encoder_file.open_encoder(path, verify) as (vectors, arrays, own):
            described, told = own["tokenizer"], own["report"]
            if tokenizer is None and described is not None:
                tokenizer = StoredTokenizer(json.dumps(described))
            report = None if told is None else SentenceReport.from_dict(told)
            knobs = {name: own[name] for name in ("unseen_weight", "by_weights")}
            knobs["unit_length"] = own["unit"]
            return cls(vectors, tokenizer=tokenizer, report=report, **arrays, **knobs)

    def __repr__(self) -> str:
        name = self.report.recipe["name"] if self.report is not None else "weights"
        count = len(self.components)
        removed = f", {count} common component{'s' * (count > 1)} removed" if count else ""
        return f"SentenceEncoder({name} of {self.vectors!r}{removed})"

    def _room(self, count: int) -> Floats:
        size = count * self.dim
        if 4 * size < 1 << 22:
            return np.empty((count, self.dim), np.float32)
        check_memory(
            4 * size,
            f"{count:,} vectors of {self.dim} components",
            "encode a part at a time (encode_iter)",
        )
        return (
            _core.matrix(-(-size // 16), 16).reshape(-1)[:size].reshape(count, self.dim)
        )  # huge pages: NumPy's cost more than pooling

    def _pool(
        self,
        batch: IdBatch,
        tally: EncodingTally | None,
        threads: int | None,
        out: Floats | None = None,
    ) -> Floats:
        composed = batch.composed
        extra = np.full(len(composed), self.unseen_weight, np.float32)
        if self.unit_length and len(composed):
            extra *= Searchable.of(composed, threads).inverse_norms
        how = {"components": self.components, "shares": self.shares, "by_weights": self.by_weights}
        out = self._room(len(batch.offsets) - 1) if out is None else out
        rows = ((native_rows(self.vectors.matrix), self._scaled), (composed, extra))
        empty, unseen, bad = _core.pool_sentences(
            (batch.ids, batch.offsets), rows, {**how, "threads": available_threads(threads)}, out
        )
        if bad is not None:
            name = (
                repr(self.vectors.vocab[bad])
                if bad < len(self.vectors)
                else "a word that was not seen"
            )
            raise NumericalError(
                f"the vector of {name} is not finite: leave the word out, or train with a"
                " smaller lr"
            )
        if tally is not None:
            tally.texts, tally.empty = tally.texts + len(out), tally.empty + empty
            tally.words, tally.unseen = tally.words + len(batch.ids), tally.unseen + unseen
            tally.composed += int(((batch.ids >= len(self.vectors)) & (batch.ids != NO_WORD)).sum())
        return out
