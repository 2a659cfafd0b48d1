"""Labels of texts: an encoder, and a linear model over its vectors, in one file."""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.reports.card import HtmlCard
from malvec.reports.report import Report, describe_call
from malvec.runtime.arguments import whole
from malvec.sentences.classifiers.labelled import Label, plain_labels
from malvec.sentences.classifiers.linear_model import LinearModel
from malvec.sentences.classifiers.logistic import Logistic
from malvec.sentences.classifiers.scores import LabelScores, label_scores
from malvec.sentences.encoder import SentenceEncoder
from malvec.sentences.report import EncodingTally
from malvec.storage import kinds
from malvec.version import __version__

__all__ = ["ClassifierReport", "TextClassifier", "fitted_by_default", "train"]

Doubles = npt.NDArray[np.float64]
_KIND = "text_classifier"


@dataclass(frozen=True)
class ClassifierReport(Report):
    """How a classifier was trained.

    Attributes:
        recipe: the recipe's name and knobs.
        texts, empty, words, composed, unseen: what it was trained on, as in
            :class:`malvec.sentences.EncodingTally`.
        labels: how many there are.
        loss: the mean loss that was reached, with its penalty.
        iterations: steps that it took.
        seconds: wall time, that of encoding included.
        version: version of malvec.
    """

    recipe: dict[str, Any]
    texts: int = 0
    empty: int = 0
    words: int = 0
    composed: int = 0
    unseen: int = 0
    labels: int = 0
    loss: float = 0.0
    iterations: int = 0
    seconds: float = 0.0
    version: str = ""

    def __str__(self) -> str:
        names = ("texts", "empty", "words", "composed", "unseen")
        tally = EncodingTally(**{name: getattr(self, name) for name in names})
        return (
            f"{describe_call(self.recipe)}\n{tally}\n{self.labels:,} labels, loss {self.loss:.4f}"
            f" after {self.iterations:,} steps, {self.seconds:.2f} s"
        )


@dataclass(frozen=True)
class TextClassifier(HtmlCard):
    """Labels of texts, with their probabilities; it does not change. Made by :func:`train` or
    ``TextClassifier.load``.

    A text without any word that has a vector gets the label that is most probable for vectors of
    zeros; ``tally`` counts such texts.

    Attributes:
        encoder: from texts to vectors.
        model: from vectors to labels.
        report: how it was trained.

    Example:
        >>> encoder = mv.Sif().fit(vectors, texts)
        >>> model = mv.sentences.classifiers.train(encoder, texts[:2500], labels[:2500])
        >>> [(label, round(share, 1)) for label, share in model.ranked(["시간이 아깝다"])[0]]
        [('bad', 0.9), ('good', 0.1)]
        >>> round(model.test(texts[2500:], labels[2500:]).accuracy, 1)
        0.7
    """

    encoder: SentenceEncoder
    model: LinearModel
    report: ClassifierReport | None = None

    @property
    def labels(self) -> tuple[Label, ...]:
        """All labels, in the order of the probabilities."""
        return self.model.classes

    def predict(
        self,
        texts: Iterable[str],
        *,
        tally: EncodingTally | None = None,
        processes: int | None = None,
        threads: int | None = None,
    ) -> list[Label]:
        """The most probable label of each text. Arguments as those of
        :meth:`malvec.SentenceEncoder.encode`."""
        return self.model.predict(self._encoded(texts, tally, processes, threads))

    def probabilities(
        self,
        texts: Iterable[str],
        *,
        tally: EncodingTally | None = None,
        processes: int | None = None,
        threads: int | None = None,
    ) -> Doubles:
        """The probability of each label for each text, float64 [texts, labels], in the order of
        ``labels``."""
        return self.model.probabilities(self._encoded(texts, tally, processes, threads))

    def ranked(
        self,
        texts: Iterable[str],
        topn: int | None = None,
        *,
        tally: EncodingTally | None = None,
        processes: int | None = None,
        threads: int | None = None,
    ) -> list[list[tuple[Label, float]]]:
        """The labels of each text with their probabilities, most probable first; None: all of
        them."""
        count = len(self.labels) if topn is None else whole("topn", topn)
        found = self.probabilities(texts, tally=tally, processes=processes, threads=threads)
        order = np.argsort(-found, axis=1, kind="stable")[:, :count]
        return [
            [(self.labels[i], float(row[i])) for i in best.tolist()]
            for row, best in zip(found, order, strict=True)
        ]

    def test(
        self,
        texts: Iterable[str],
        labels: Iterable[Label],
        *,
        processes: int | None = None,
        threads: int | None = None,
    ) -> LabelScores:
        """Accuracy, and precision, recall and F1 of every label, on texts whose labels are
        known."""
        return label_scores(labels, self.predict(texts, processes=processes, threads=threads))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes one ``.safetensors`` file with all that is needed, the encoder and its word
        vectors too, which ``SentenceEncoder.load`` and ``WordVectors.load`` open alone.

        Raises:
            TypeError: a label that is neither a str nor a number.
            ValueError: the tokenizer is not known.
            OSError: the disk refused; what was there stays.
        """
        report = {} if self.report is None else {"classifier_report": self.report.to_json()}
        metadata = {**self.model.file_metadata(), **report}
        kinds.write(path, _KIND, *self.encoder.laid_out(self.model.file_tensors(), metadata))

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, verify: bool = False) -> TextClassifier:
        """Opens what :meth:`save` wrote; ``FormatError`` for what is cut, damaged or of another
        kind."""
        with kinds.open_kind(path, _KIND, verify=verify) as file:
            model, told = LinearModel.from_file(file), file.metadata.get("classifier_report")
            report = None if told is None else ClassifierReport.from_json(told)
            return cls(SentenceEncoder.from_file(file), model, report)

    def __repr__(self) -> str:
        return f"TextClassifier({len(self.labels):,} labels over {self.encoder!r})"

    def _encoded(
        self,
        texts: Iterable[str],
        tally: EncodingTally | None,
        processes: int | None,
        threads: int | None,
    ) -> npt.NDArray[np.float32]:
        return self.encoder.encode(texts, tally=tally, processes=processes, threads=threads)


def train(
    encoder: SentenceEncoder,
    texts: Iterable[str],
    labels: Iterable[Label],
    recipe: Logistic | None = None,
    *,
    processes: int | None = None,
    threads: int | None = None,
) -> TextClassifier:
    """A classifier of texts, trained on labelled ones.

    Args:
        encoder: from texts to vectors; it does not change.
        texts, labels: texts, and the label of each: str or numbers.
        recipe: the knobs; None for ``Logistic`` with ``unit_variance=True`` and the penalty
            1 / texts, as :func:`malvec.evaluate.classification` has it.
        processes: processes that run the tokenizer; None for one per processor where there are
            many texts, 0 for this one.
        threads: threads of the core; None for one per processor.

    Raises:
        ValueError: not as many labels as texts, fewer than two different labels, a label that is
            missing.

    Example:
        >>> encoder = mv.Sif().fit(vectors, texts)
        >>> mv.sentences.classifiers.train(encoder, texts, labels).predict(["정말 재밌다"])
        ['good']
    """
    started, tally = time.monotonic(), EncodingTally()
    known = plain_labels(labels)
    vectors = encoder.encode(texts, tally=tally, processes=processes, threads=threads)
    if recipe is None:
        recipe = _default(len(vectors))
        model = fitted_by_default(vectors, known)
    else:
        model = recipe.fit(vectors, known)
    report = ClassifierReport(
        recipe=recipe.describe(),
        **vars(tally),
        labels=len(model.classes),
        loss=model.loss,
        iterations=model.iterations,
        seconds=time.monotonic() - started,
        version=__version__,
    )
    return TextClassifier(encoder, model, report)


def fitted_by_default(vectors: Any, labels: list[Label]) -> LinearModel:
    """The model of vectors, an array or a SciPy sparse matrix, that is meant where no recipe is
    given."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a search stopped after 1,000 steps is near enough
        return _default(vectors.shape[0]).fit(vectors, labels)


def _default(texts: int) -> Logistic:
    return Logistic(penalty=1 / max(texts, 1), max_iterations=1000, unit_variance=True)
