"""A neural language model: word vectors, and how likely a word is after the words before it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.corpus import Corpus
from malvec.errors import FormatError
from malvec.runtime.arguments import whole
from malvec.runtime.machine import available_threads
from malvec.storage import container
from malvec.tokenizers.pipeline import Pipeline
from malvec.vectors import vector_file
from malvec.vectors.rows import aligned
from malvec.vectors.word_vectors import WordVectors, load

__all__ = ["LanguageModel"]

_BEGIN, _HIDDEN, _OUTPUT = "nplm_begin", "nplm_hidden", "nplm_output"
Floats = npt.NDArray[np.float32]


class LanguageModel:
    """What ``mv.Nplm(…).fit(corpus)`` learns; it does not change.

    Attributes:
        vectors: the words' vectors, of the input side.
        knobs: the recipe's knobs.
        input: float32 [V + 1, dim], the vectors, then the row for what is before a sentence.
        hidden: float32 [hidden, context · dim + 1], the tanh layer with its bias.
        output: float32 [V, hidden + 1], or [V, hidden + context · dim + 1] with direct connections:
            the softmax with its biases.
        report: how it was trained.

    Example:
        >>> model = mv.Nplm(dim=60, context=4).fit(corpus)                       # doctest: +SKIP
        >>> model.perplexity(heldout), model.next_words(["정말", "재미"], topn=2)  # doctest: +SKIP
        (312.5, [('있', 0.41), ('없', 0.22)])
        >>> model.vectors.most_similar("영화")                                    # doctest: +SKIP
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

    def log_probabilities(self, corpus: Corpus, threads: int | None = None) -> Floats:
        """log p of each token of a corpus after the words before it in its sentence, by the softmax
        over all words.

        Args:
            corpus: made with ``vocab=model.vectors.words``, so that its ids are those of the model.
                Words that the model does not know are not in it, as its report says.
            threads: by default one per processor.

        Returns:
            float32 [tokens], natural logarithms.

        Raises:
            ValueError: the corpus has another vocabulary.

        Example:
            >>> heldout = mv.Corpus.from_files("new.txt", vocab=model.vectors.words)  # doctest: +SKIP
            >>> model.log_probabilities(heldout)[:3]  # doctest: +SKIP
        """
        if not isinstance(corpus, Corpus):
            raise TypeError(
                f"a malvec.Corpus is wanted, not {type(corpus).__name__}: make it with"
                " vocab=model.vectors.words"
            )
        if not corpus.vocab.same_words(self.vectors.words):
            raise ValueError(
                "the corpus has another vocabulary than the model: make it with"
                " vocab=model.vectors.words"
            )
        state = {"input": self.input, "hidden": self.hidden, "output": self.output}
        knobs = {**self.knobs, "threads": available_threads(threads)}
        found: Floats = _core.nplm_log_probabilities(knobs, corpus.ids, corpus.offsets, state, None)
        return found

    def perplexity(self, corpus: Corpus, threads: int | None = None) -> float:
        """exp of the mean of -log p over the tokens of a corpus: see :meth:`log_probabilities`.

        Example:
            >>> model.perplexity(heldout)  # doctest: +SKIP
            312.5
        """
        return float(np.exp(-self.log_probabilities(corpus, threads).mean(dtype=np.float64)))

    def next_words(self, before: Sequence[str], topn: int = 10) -> list[tuple[str, float]]:
        """The likeliest words after some words, and their probabilities, the likeliest first.

        Args:
            before: the words before, the nearest last; of more than ``context`` the last ones
                count, of fewer the rest is the beginning of a sentence.
            topn: how many.

        Raises:
            KeyError: a word that the model does not know.

        Example:
            >>> model.next_words(["정말", "재미"], topn=1)  # doctest: +SKIP
            [('있', 0.41)]
        """
        if isinstance(before, str):
            raise TypeError(f"before must be a list of words, not the str {before!r}")
        count, context = len(self.vectors.words), int(self.knobs["context"])
        ids = [count] * context + [self.vectors._id(word) for word in before]
        x = np.append(self.input[ids[-context:]].ravel(), np.float32(1))
        a = np.tanh(self.hidden @ x)
        scores = (self.output @ np.concatenate([a, x if self.knobs["direct"] else x[-1:]])).astype(
            np.float64
        )
        p = np.exp(scores - np.logaddexp.reduce(scores))
        best = np.argsort(-p, kind="stable")[: whole("topn", topn, 1)]
        return [(self.vectors.words[int(i)], float(p[i])) for i in best]

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a ``.safetensors`` file, which ``malvec.load`` opens as word vectors and
        ``LanguageModel.load`` as the whole.

        Raises:
            OSError: the disk refused; what was there stays.

        Example:
            >>> model.save("reviews.safetensors")  # doctest: +SKIP
        """
        v = self.vectors
        metadata = {**v.metadata, "report": vector_file.to_json(v.report)}
        more = {_BEGIN: self.input[-1:], _HIDDEN: self.hidden, _OUTPUT: self.output}
        vector_file.write(path, v.words, v.rows, metadata, more=more)

    @classmethod
    def load(cls, path: str | os.PathLike[str], verify: bool = False) -> LanguageModel:
        """Opens what ``save`` wrote.

        Raises:
            FormatError: damaged, or without a language model; the message says which.

        Example:
            >>> LanguageModel.load("reviews.safetensors").perplexity(heldout)  # doctest: +SKIP
        """
        vectors = load(path, verify)
        tensors, metadata = container.read(path)
        recipe = vector_file.parse_json(path, metadata, "recipe") or {}
        try:
            if _HIDDEN not in tensors or recipe.get("name") != "Nplm":
                raise FormatError(
                    "holds no language model, only word vectors: open them with malvec.load"
                )
            knobs = _core.nplm_knobs(
                {name: value for name, value in recipe.items() if name not in ("name", "threads")}
            )
            context = knobs["context"] * knobs["dim"] + 1
            features = knobs["hidden"] + (context if knobs["direct"] else 1)
            rows = {
                _BEGIN: container.take(tensors, _BEGIN, np.float32, (1, vectors.dim)),
                _HIDDEN: container.take(tensors, _HIDDEN, np.float32, (knobs["hidden"], context)),
                _OUTPUT: container.take(tensors, _OUTPUT, np.float32, (len(vectors), features)),
            }
        except FormatError as error:
            raise FormatError(f"{path}: {error}") from None
        except (TypeError, ValueError) as error:
            raise FormatError(f"{path}: the recipe is damaged: {error}") from None
        input = aligned(np.concatenate([np.asarray(vectors.matrix), rows[_BEGIN]]))
        return cls(vectors, knobs, input, aligned(rows[_HIDDEN]), aligned(rows[_OUTPUT]))

    def __repr__(self) -> str:
        return (
            f"LanguageModel({len(self.vectors):,} words, dim={self.vectors.dim},"
            f" {self.knobs['context']} words before)"
        )
