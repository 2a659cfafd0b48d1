"""The result of an evaluation: one score with its bounds, how much of the set it rests on, and the
outcome of every item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from malvec.evaluate.outcomes import Outcomes, Resampling
from malvec.reports.html import html_card, html_table

__all__ = ["Result", "Section", "result_of"]


@dataclass(frozen=True, kw_only=True)
class Section:
    """The score of one part of a set, such as a kind of analogies, a category, a label, a genre.

    Attributes:
        name: of the part.
        score: over the items used; NaN where there are none.
        low, high: bounds of the score by resampling.
        used, total: items that count, and items of the part.
    """

    name: str
    score: float
    low: float
    high: float
    used: int
    total: int

    def _repr_html_(self) -> str:
        return html_card(self.name, asdict(self))


@dataclass(frozen=True, kw_only=True)
class Result:
    """The result of an evaluation, of every kind.

    ``print`` shows it, ``compare`` tests two results of one set against each other, ``save_html``
    makes a page of many.

    Attributes:
        kind: the evaluation, such as ``"similarity"``.
        score: Spearman's coefficient, an accuracy, a purity or an overlap, by the kind.
        low, high: bounds of the score by resampling items; NaN without resamples.
        used: items that count.
        known: items whose words, or texts, have vectors.
        total: items of the set.
        details: further numbers by name, such as ``pearson`` or ``macro_f1``; the evaluation says
            which.
        sections: the parts of the set, each with its score.
        missing: what became of items without vectors: ``"skip"``, ``"zero"`` or ``"wrong"``.
        missing_words: the words without a vector.
        unseen_words: words that were not seen, whose vectors are composed of sub-words or of the
            tokens that they are cut into; their items are known.
        skipped_lines: header and comment lines of the file.
        text: the sentence that ``str`` gives: a format string over the attributes and the details.
        outcomes: one row per item, for paired tests.

    Example:
        >>> result = mv.evaluate.similarity(vectors, "kinds.csv")
        >>> print(f"{result.score:.2f}, {result.details['pearson']:.2f}, {result.coverage:.2f}")
        0.81, 0.79, 1.00
    """

    kind: str
    score: float
    low: float
    high: float
    used: int
    known: int
    total: int
    details: Mapping[str, float] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    missing: str = ""
    missing_words: tuple[str, ...] = ()
    unseen_words: tuple[str, ...] = ()
    skipped_lines: int = 0
    text: str = field(repr=False, compare=False)
    outcomes: Outcomes = field(repr=False, compare=False)

    @property
    def coverage(self) -> float:
        """The share of items that have vectors."""
        return self.known / self.total

    def __str__(self) -> str:
        composed = f", {len(self.unseen_words):,} words composed" if self.unseen_words else ""
        return self.text.format(**vars(self), **self.details) + composed

    def _repr_html_(self) -> str:
        facts = self.as_dict()
        parts = [list(part.values()) for part in facts.pop("sections")]
        names = [each.name for each in fields(Section)]
        return html_card(facts.pop("kind"), facts) + (html_table(names, parts) if parts else "")

    def as_dict(self) -> dict[str, Any]:
        """Everything that JSON can hold, without the rows of the items; the details lie beside the
        score."""
        names = [each.name for each in fields(self) if each.repr and each.name != "details"]
        facts = {name: getattr(self, name) for name in names}
        sections = [asdict(section) for section in self.sections]
        return {**facts, **self.details, "coverage": self.coverage, "sections": sections}


def result_of(outcomes: Outcomes, resampling: Resampling, **facts: Any) -> Result:
    """The result that follows from the outcomes of items; ``facts`` are attributes of
    :class:`Result` that do not follow from the outcomes, or that replace derived ones."""
    low, high = outcomes.interval(resampling)
    derived = {
        "kind": outcomes.kind,
        "score": outcomes.score,
        "low": low,
        "high": high,
        "used": int(outcomes.used.sum()),
        "total": len(outcomes.used),
    }
    return Result(**{**derived, **facts}, outcomes=outcomes)
