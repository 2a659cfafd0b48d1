"""A neural language model: word vectors, and how likely a word is after the words before it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.corpus import Corpus
from malvec.reports.card import HtmlCard
from malvec.runtime.arguments import whole
from malvec.runtime.machine import available_threads
from malvec.runtime.progress import core_progress
from malvec.search.named_rows import listed_names
from malvec.storage import kinds
from malvec.tokenizers.pipeline import Pipeline
from malvec.vectors import vector_file
from malvec.vectors.queries import Neighbours
from malvec.vectors.rows import aligned
from malvec.vectors.word_rows import Which
from malvec.vectors.word_vectors import WordVectors, stored_vectors

if TYPE_CHECKING:
    import pandas
    import pyarrow

__all__ = ["LanguageModel"]

_BEGIN, _HIDDEN, _OUTPUT = "nplm_begin", "nplm_hidden", "nplm_output"
_KIND = "language_model"
Floats = npt.NDArray[np.float32]


class LanguageModel(HtmlCard):
    """What ``mv.Nplm(…).fit(corpus)`` learns; it does not change. Its words and rows are those of
    ``vectors``: ``model["영화"]``, ``len(model)``, ``np.asarray(model)`` ask them.

    Attributes:
        vectors: the words' vectors, of the input side.
        knobs: the recipe's knobs.
        input: float32 [V + 1, dim], the vectors, then the row for what is before a sentence.
        hidden: float32 [hidden, context · dim + 1], the tanh layer with its bias.
        output: float32 [V, hidden + 1], or [V, hidden + context · dim + 1] with direct connections:
            the softmax with its biases.
        report: how it was trained.

    Example:
        >>> model = mv.Nplm(dim=60, context=4, threads=1).fit(corpus)
        >>> model.perplexity(heldout), model.next_words(["정말", "재미"], topn=2)
        (125.2, [('가', 0.20), ('있', 0.17)])
        >>> len(model.vectors.most_similar("영화"))
        10
    """

    def __init__(
        self,
        vectors: WordVectors,
        knobs: Mapping[str, Any],
        input: Floats,
        hidden: Floats,
        output: Floats,
    ) -> None:
        self.vectors, self.knobs = vectors, dict(knobs)
        self.input, self.hidden, self.output = input, hidden, output
        self.report = vectors.report

    @property
    def pipeline(self) -> Pipeline | None:
        """How the text was cleaned and cut, where that is known."""
        return self.vectors.pipeline

    @property
    def shape(self) -> tuple[int, int]:
        """Words, and components per vector."""
        return self.vectors.shape

    def __len__(self) -> int:
        return len(self.vectors)

    def __contains__(self, word: object) -> bool:
        return word in self.vectors

    def __iter__(self) -> Iterator[str]:
        return iter(self.vectors)

    def __getitem__(self, which: Which) -> Floats:
        return self.vectors[which]

    def __array__(
        self, dtype: npt.DTypeLike | None = None, copy: bool | None = None
    ) -> npt.NDArray[Any]:
        return self.vectors.__array__(dtype, copy)

    def to_dataframe(self) -> pandas.DataFrame:
        """As :meth:`WordVectors.to_dataframe`."""
        return self.vectors.to_dataframe()

    def to_arrow(self) -> pyarrow.Table:
        """As :meth:`WordVectors.to_arrow`."""
        return self.vectors.to_arrow()

    def log_probabilities(
        self, corpus: Corpus, threads: int | None = None, *, progress: bool | None = None
    ) -> Floats:
        """log p of each token of a corpus after the words before it in its sentence, by the softmax
        over all words.

        Args:
            corpus: made with ``vocab=model.vectors.vocab``, so that its ids are those of the model.
                Words that the model does not know are not in it, as its report says.
            threads: by default one per processor.
            progress: show a bar on stderr; None: on terminals, after two seconds.

        Returns:
            float32 [tokens], natural logarithms.

        Raises:
            ValueError: the corpus has another vocabulary.

        Example:
            >>> model = mv.Nplm(dim=20, context=2, epochs=1).fit(corpus)
            >>> mecab = mv.tokenizers.Mecab()
            >>> heldout = mv.Corpus.from_files("new.txt", tokenizer=mecab, vocab=corpus.vocab)
            >>> model.log_probabilities(heldout).shape == heldout.ids.shape
            True
        """
        if not isinstance(corpus, Corpus):
            raise TypeError(
                f"a malvec.Corpus is wanted, not {type(corpus).__name__}: make it with"
                " vocab=model.vectors.vocab"
            )
        if not corpus.vocab.same_words(self.vectors.vocab):
            raise ValueError(
                "the corpus has another vocabulary than the model: make it with"
                " vocab=model.vectors.vocab"
            )
        state = {"input": self.input, "hidden": self.hidden, "output": self.output}
        knobs = {**self.knobs, "threads": available_threads(threads)}
        tokens = (corpus.ids, corpus.offsets)
        with core_progress(len(corpus.ids), "scoring", " tokens", progress) as tick:
            found: Floats = _core.nplm_log_probabilities(knobs, *tokens, state, tick)
        return found

    def perplexity(
        self, corpus: Corpus, threads: int | None = None, *, progress: bool | None = None
    ) -> float:
        """exp of the mean of -log p over the tokens of a corpus: see :meth:`log_probabilities`.

        Example:
            >>> model = mv.Nplm(dim=20, context=2, epochs=1, threads=1).fit(corpus)
            >>> model.perplexity(heldout)
            139.6
        """
        found = self.log_probabilities(corpus, threads, progress=progress)
        return float(np.exp(-found.mean(dtype=np.float64)))

    def next_words(self, before: Iterable[str], topn: int = 10) -> Neighbours:
        """The likeliest words after some words, and their probabilities, the likeliest first.

        Args:
            before: the words before, the nearest last; of more than ``context`` the last ones
                count, of fewer the rest is the beginning of a sentence.
            topn: how many.

        Raises:
            KeyError: a word that the model does not know.

        Example:
            >>> model = mv.Nplm(dim=20, context=2, epochs=1, threads=1).fit(corpus)
            >>> model.next_words(["정말", "재미"], topn=1)
            [('가', 0.20)]
        """
        if isinstance(before, str):
            raise TypeError(f"before must be a list of words, not the str {before!r}")
        before = listed_names(before)
        count, context = len(self.vectors.vocab), int(self.knobs["context"])
        ids = [count] * context + [self.vectors._id(word) for word in before]
        x = np.append(self.input[ids[-context:]].ravel(), np.float32(1))
        a = np.tanh(self.hidden @ x)
        scores = (self.output @ np.concatenate([a, x if self.knobs["direct"] else x[-1:]])).astype(
            np.float64
        )
        p = np.exp(scores - np.logaddexp.reduce(scores))
        best = np.argsort(-p, kind="stable")[: whole("topn", topn)]
        return Neighbours((self.vectors.vocab[int(i)], float(p[i])) for i in best)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a ``.safetensors`` file with the word vectors, which ``WordVectors.load`` opens
        alone.

        Raises:
            OSError: the disk refused; what was there stays.

        Example:
            >>> mv.Nplm(dim=20, context=2, epochs=1).fit(corpus).save("language.safetensors")
        """
        metadata = {**self.vectors.stored_metadata(), _KIND: json.dumps(self.knobs)}
        more = {_BEGIN: self.input[-1:], _HIDDEN: self.hidden, _OUTPUT: self.output}
        vector_file.write(path, self.vectors.contents(), metadata, kind=_KIND, more=more)

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, verify: bool = False) -> LanguageModel:
        """Opens what :meth:`save` wrote.

        Raises:
            FormatError: damaged, or without a language model; the message says which.

        Example:
            >>> mv.Nplm(dim=20, context=2, epochs=1).fit(corpus).save("language.safetensors")
            >>> LanguageModel.load("language.safetensors")
            LanguageModel(1,923 words, dim=20, 2 words before)
        """
        with kinds.open_kind(path, _KIND, verify=verify) as file:
            vectors, knobs = stored_vectors(file), _knobs(file)
            context = knobs["context"] * knobs["dim"] + 1
            features = knobs["hidden"] + (context if knobs["direct"] else 1)
            begin = file.take(_BEGIN, np.float32, (1, vectors.dim))
            hidden = file.take(_HIDDEN, np.float32, (knobs["hidden"], context))
            output = file.take(_OUTPUT, np.float32, (len(vectors), features))
        input = aligned(np.concatenate([np.asarray(vectors.matrix), begin]))
        return cls(vectors, knobs, input, aligned(hidden), output=aligned(output))

    def __setstate__(self, state: dict[str, Any]) -> None:
        """The matrices of a pickle or a copy, laid out as the core needs them."""
        matrices = {name: aligned(state[name]) for name in ("input", "hidden", "output")}
        vars(self).update({**state, **matrices})

    def __repr__(self) -> str:
        return (
            f"LanguageModel({len(self.vectors):,} words, dim={self.vectors.dim},"
            f" {self.knobs['context']} words before)"
        )


def _knobs(file: kinds.StoredFile) -> dict[str, Any]:
    """The knobs in an opened file, checked; those of the recipe where an early file has no
    others."""
    stored = file.parsed(_KIND) or file.parsed("recipe") or {}
    known = {name: value for name, value in stored.items() if name not in ("name", "threads")}
    return dict(_core.nplm_knobs(known))
