"""How good answers are: accuracy, and precision, recall and F1 of every label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from malvec.reports.report import Report
from malvec.sentences.classifiers.labelled import Label, plain_labels

__all__ = ["LabelScore", "LabelScores", "label_scores"]


@dataclass(frozen=True)
class LabelScore:
    """How well one label is told.

    Attributes:
        label: the label.
        precision: the share of right ones among the answers with this label; 0 without any.
        recall: the share of texts with this label that were told; 0 without any.
        f1: the harmonic mean of both.
        texts: how many texts have the label.
    """

    label: Any
    precision: float
    recall: float
    f1: float
    texts: int


@dataclass(frozen=True)
class LabelScores(Report):
    """How good answers are; ``print`` shows a table.

    Attributes:
        accuracy: the share of right answers.
        macro_f1: the mean of the labels' F1.
        majority: the accuracy of always giving the most frequent label.
        texts: how many there were.
        labels: the score of every label that is a truth or an answer, sorted.
    """

    accuracy: float
    macro_f1: float
    majority: float
    texts: int
    labels: tuple[LabelScore, ...]

    def __post_init__(self) -> None:
        """Scores of labels out of JSON are mappings."""
        made = (
            each if isinstance(each, LabelScore) else LabelScore(**each) for each in self.labels
        )
        object.__setattr__(self, "labels", tuple(made))

    def as_dict(self) -> dict[str, Any]:
        """All figures for JSON, those of the labels in a list."""
        return {**super().as_dict(), "labels": [asdict(each) for each in self.labels]}

    def __str__(self) -> str:
        names = [str(each.label) for each in self.labels]
        width = max(map(len, ["label", *names]))
        lines = [f"{'label':{width}}  precision  recall     F1   texts"]
        for name, each in zip(names, self.labels, strict=True):
            shares = f"{each.precision:9.3f}  {each.recall:6.3f}  {each.f1:5.3f}"
            lines.append(f"{name:{width}}  {shares}  {each.texts:6,}")
        whole = f"accuracy {self.accuracy:.3f}, majority {self.majority:.3f}"
        return "\n".join([*lines, f"{whole}, macro F1 {self.macro_f1:.3f}; {self.texts:,} texts"])


def label_scores(truth: Iterable[Label], answers: Iterable[Label]) -> LabelScores:
    """The scores of answers.

    Args:
        truth: the label of each text.
        answers: the label that was given to it.

    Raises:
        ValueError: not equally many, or none.

    Example:
        >>> print(label_scores(["good", "good", "bad"], ["good", "bad", "bad"]))
        label  precision  recall     F1   texts
        bad        0.500   1.000  0.667       1
        good       1.000   0.500  0.667       2
        accuracy 0.667, majority 0.667, macro F1 0.667; 3 texts
    """
    right, given = plain_labels(truth), plain_labels(answers)
    if len(right) != len(given) or not right:
        raise ValueError(f"{len(given):,} answers for {len(right):,} labels")
    hits = Counter(a for a, b in zip(right, given, strict=True) if a == b)
    texts, answered = Counter(right), Counter(given)
    names = sorted(texts | answered, key=lambda label: (str(type(label)), label))
    scores = tuple(_score(name, hits[name], answered[name], texts[name]) for name in names)
    return LabelScores(
        accuracy=sum(hits.values()) / len(right),
        macro_f1=sum(each.f1 for each in scores) / len(scores),
        majority=max(texts.values()) / len(right),
        texts=len(right),
        labels=scores,
    )


def _score(label: Label, hits: int, answered: int, texts: int) -> LabelScore:
    return LabelScore(
        label,
        precision=hits / answered if answered else 0.0,
        recall=hits / texts if texts else 0.0,
        f1=2 * hits / (answered + texts),
        texts=texts,
    )
