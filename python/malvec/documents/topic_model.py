"""Topics: words of each topic, topics of each document, and those of texts that were not
trained."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import numpy.typing as npt

from malvec.corpus.tags import Tags
from malvec.documents.coherence import Measure, coherence
from malvec.documents.tagged_vectors import TaggedVectors
from malvec.documents.topic_table import Topic, TopicTable
from malvec.errors import FormatError
from malvec.reports.found import Found
from malvec.runtime.arguments import one_of, whole
from malvec.runtime.extras import optional_package
from malvec.runtime.machine import check_memory
from malvec.runtime.progress import progress_bar
from malvec.storage import kinds
from malvec.text.texts import one_or_several
from malvec.tokenizers import Pipeline, TokenizerLike
from malvec.vectors.vector_file import Laid
from malvec.vocab import Vocab

if TYPE_CHECKING:
    from scipy import sparse

    from malvec.corpus import Corpus

__all__ = ["TopicModel", "tomotopy"]

_KIND = "topic_model"
# Of the folding-in; always as many, so that a text's topics do not depend on the others.
_ROUNDS = 50
_BLOCK = 1 << 17  # numbers worked on at a time: they stay in the cache
_NOTHING_TO_FORETELL = "no text has two known words, so nothing can be foretold"
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]


def tomotopy() -> Any:
    """The package that draws topics; an ``ImportError`` that names the extra where it is
    missing."""
    return optional_package("tomotopy", "a topic model", "topics")


class TopicModel(TaggedVectors):
    """Topics of words and of documents; they do not change. Made by ``mv.Lda(…).fit(corpus, tags)``
    or ``TopicModel.load``.

    Attributes:
        tags: the documents' tags, in the order of the rows.
        matrix: float32 [tags, topics], each document's shares of topics, which add up to 1; zeros
            where a document has no word.
        output: float32 [V, topics], the probability of each word in each topic.
        alpha: float64 [topics], the Dirichlet prior of the shares.
        report: a :class:`malvec.reports.TopicReport`.

    Example:
        >>> model = mv.Lda(topics=5, iterations=50, threads=1).fit(corpus, tags=films)
        >>> len(model.topic_words(0, topn=3)), float(model.infer("배우의 연기가 좋다").sum())
        (3, 1.0)
    """

    def __init__(
        self,
        tags: Tags,
        matrix: npt.NDArray[Any],
        vocab: Vocab,
        output: npt.NDArray[Any],
        *,
        alpha: Doubles,
        report: object | None = None,
        metadata: Mapping[str, str] | None = None,
        pipeline: Pipeline | None = None,
    ) -> None:
        super().__init__(
            tags, matrix, vocab, output, report=report, metadata=metadata, pipeline=pipeline
        )
        if alpha.shape != (self.dim,) or self.output.shape[1] != self.dim:
            raise ValueError(
                f"alpha {alpha.shape} and output {self.output.shape} do not fit {self.dim} topics"
            )
        self.alpha = alpha

    @property
    def topics(self) -> int:
        """How many topics."""
        return self.dim

    def topic_words(self, topic: int, topn: int = 10) -> Found[str]:
        """The most probable words of a topic, best first; ``IndexError`` where there is no such
        topic."""
        if not 0 <= whole("topic", topic) < self.topics:
            raise IndexError(f"there is no topic {topic}: the model has {self.topics:,}")
        shares = np.asarray(self.output[:, topic])
        best = np.argsort(-shares, kind="stable")[: whole("topn", topn)]
        return Found((self.vocab[int(i)], float(shares[i])) for i in best if shares[i] > 0)

    def table(self, topn: int = 10) -> TopicTable:
        """All topics, each with the mean of its shares over all documents and its most probable
        words; ``print`` shows a table.

        Example:
            >>> model = mv.Lda(topics=2, iterations=10).fit(corpus)
            >>> [len(topic.words) for topic in model.table(topn=3)]
            [3, 3]
        """
        shares = np.asarray(self.matrix, np.float64).mean(axis=0) if len(self) else self.alpha * 0
        return TopicTable(
            Topic(topic, float(shares[topic]), self.topic_words(topic, topn))
            for topic in range(self.topics)
        )

    def infer(
        self,
        texts: str | Iterable[Any],
        *,
        tokenizer: TokenizerLike | None = None,
        progress: bool | None = None,
    ) -> Floats:
        """Shares of topics of texts, with the words' topics as they are.

        A text's shares depend on its known words alone: no random number is drawn (collapsed
        variational Bayes of order 0; Asuncion, Welling, Smyth & Teh, 2009).

        Args:
            texts: a text, or an iterable of texts or of token lists.
            tokenizer: None for that of the corpus.
            progress: show a bar on stderr; None: on terminals, after two seconds.

        Returns:
            float32 [n, topics], of a single text [topics]; zeros where a text has no known word.

        Raises:
            ValueError: the corpus' tokenizer was a callable of yours, or the corpus was made of
                tokens: pass ``tokenizer`` or token lists.

        Example:
            >>> model = mv.Lda(topics=5, iterations=10).fit(corpus)
            >>> model.infer(["배우의 연기", "지루하다"]).shape
            (2, 5)
        """
        listed = one_or_several(texts)
        counts = self._counted(listed, tokenizer, progress)
        shares = self._folded(counts, progress).astype(np.float32)
        return shares[0] if isinstance(texts, str) else shares

    def perplexity(
        self,
        texts: Iterable[Any],
        *,
        tokenizer: TokenizerLike | None = None,
        progress: bool | None = None,
    ) -> float:
        """How well texts are foretold: every other known word of a text, by the topics of the words
        between (document completion).

        Lower is better; as bad as a choice among so many equally likely words.

        Raises:
            ValueError: no text has two known words; or as :meth:`infer`.

        Source: Wallach, Murray, Salakhutdinov & Mimno, Evaluation Methods for Topic Models, 2009.
        """
        from scipy import sparse  # a fifth of a second to import

        encoded = self._encoded(one_or_several(texts), tokenizer, progress)
        if (np.diff(encoded[1]) < 2).all():
            raise ValueError(_NOTHING_TO_FORETELL)
        ids, offsets = encoded[0].astype(np.int64), encoded[1].astype(np.int64)
        documents = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
        even = (np.arange(len(ids)) - offsets[documents]) % 2 == 0
        shape, ones = (len(offsets) - 1, len(self.vocab)), np.ones(int(even.sum()))
        seen = sparse.csr_array((ones, (documents[even], ids[even])), shape=shape)
        shares = self._folded(seen, progress)
        asked = (
            ~even
            & (np.asarray(self.output).sum(axis=1) > 0)[ids]
            & (shares.sum(axis=1) > 0)[documents]
        )
        if not asked.any():
            raise ValueError(_NOTHING_TO_FORETELL)
        told = self._log_likelihood(shares, documents[asked], ids[asked])
        return math.exp(-told / int(asked.sum()))

    def coherence(self, corpus: Corpus, measure: Measure = "c_v", *, topn: int = 10) -> list[float]:
        """How well the first words of each topic belong together, by how they come together in a
        corpus.

        Args:
            corpus: usually the one trained on; its sentences are the documents or what windows run
                over.
            measure: ``"c_v"``, ``"c_npmi"``, ``"c_uci"`` (windows) or ``"u_mass"`` (documents).
            topn: words of each topic.

        Returns:
            One number per topic; higher is better, whatever the measure. NaN where a topic has
            fewer than two words. ``malvec.documents.coherence`` has the formulas and their sources.

        Example:
            >>> model = mv.Lda(topics=2, iterations=20, threads=1).fit(corpus)
            >>> len(model.coherence(corpus))
            2
        """
        one_of("measure", measure, get_args(Measure))
        first = [
            [word for word, _ in self.topic_words(topic, whole("topn", topn, 2))]
            for topic in range(self.topics)
        ]
        return coherence(first, corpus, measure)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a ``.safetensors`` file for :meth:`load`; it appears whole or not at all."""
        kinds.write(path, _KIND, *self.laid_out())

    def laid_out(self) -> Laid:
        """The arrays and metadata that a file of it has."""
        return self._laid_out({"alpha": self.alpha}, {})

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, verify: bool = False) -> TopicModel:
        """Opens what :meth:`save` wrote, memory-mapped; ``FormatError`` for what is cut, damaged or
        of another kind."""
        with kinds.open_kind(path, _KIND, verify=verify) as file:
            return cls.from_file(file)

    @classmethod
    def from_file(cls, file: kinds.StoredFile) -> TopicModel:
        """The topic model that an opened file holds."""
        alpha = file.take("alpha", np.float64, (None,))
        if not (np.isfinite(alpha) & (alpha > 0)).all():
            raise FormatError("the prior of the topics is damaged")
        return cls._from_file(file, alpha=alpha)

    def _repr_html_(self) -> str:
        return super()._repr_html_() + self.table()._repr_html_()

    def __repr__(self) -> str:
        return f"TopicModel({len(self):,} tags, {len(self.vocab):,} words, {self.topics:,} topics)"

    def _log_likelihood(
        self, shares: Doubles, documents: npt.NDArray[np.int64], ids: npt.NDArray[np.int64]
    ) -> float:
        """Of words, each in a document with these shares of topics."""
        total = 0.0
        for part in np.array_split(np.arange(len(ids)), -(-len(ids) * self.topics // _BLOCK)):
            words = self.output[ids[part]].astype(np.float64)
            told = np.log(np.einsum("ij,ij->i", shares[documents[part]], words))
            total += float(told.sum())
        return total

    def _folded(self, counts: sparse.csr_array, progress: bool | None) -> Doubles:
        """Shares [n, topics] of documents by their counts of words [n, V]."""
        from scipy import sparse

        shares = np.zeros((counts.shape[0], self.topics))
        known = np.asarray(self.output).sum(axis=1) > 0
        counts = counts @ sparse.diags_array(known.astype(np.float64))
        counts.eliminate_zeros()
        with progress_bar(len(shares), "inferring", " texts", progress) as advance:
            for rows in _blocks(counts, self.topics):
                shares[rows] = _mixture(counts[rows], np.asarray(self.output), self.alpha)
                advance(int(rows[-1]) + 1)
        return shares


def _blocks(counts: sparse.csr_array, topics: int) -> Iterator[npt.NDArray[np.int64]]:
    """Rows that have a cell, a few at a time."""
    sizes = np.diff(counts.indptr).astype(np.int64)
    filled = np.flatnonzero(sizes)
    groups = np.cumsum(sizes[filled]) * topics // _BLOCK
    starts = np.flatnonzero(np.diff(groups)) + 1
    yield from (rows for rows in np.split(filled, starts) if len(rows))


def _mixture(counts: sparse.csr_array, output: Floats, alpha: Doubles) -> Doubles:
    """r[cell, k] ∝ (n[document, k] - r[cell, k] + alpha[k]) p(word | k), n the sums of count * r;
    no row is empty."""
    check_memory(
        32 * len(counts.data) * len(alpha),
        f"the topics of {len(counts.data):,} words",
        "infer from shorter texts",
    )
    words = output[counts.indices].astype(np.float64)  # [cells, topics]
    sizes, times = np.diff(counts.indptr), counts.data[:, None]
    documents = np.repeat(np.arange(len(sizes)), sizes)
    share = words * alpha
    for _ in range(_ROUNDS):
        share /= share.sum(axis=1, keepdims=True)
        sums = np.add.reduceat(times * share, counts.indptr[:-1], axis=0)
        share = (np.maximum(sums[documents] - share, 0) + alpha) * words
    mixed = sums + alpha
    return np.asarray(mixed / mixed.sum(axis=1, keepdims=True))
