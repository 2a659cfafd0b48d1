"""What a fit did: tokens, loss, speed, memory, and everything needed to do it again."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

__all__ = [
    "CellReport",
    "DocumentReport",
    "TrainingReport",
    "describe_call",
    "describe_dropped",
    "restored",
    "with_numbers",
]

_DROPPED = {
    "dropped_rare": "of rare words",
    "dropped_max_vocab": "beyond max_vocab",
    "dropped_unknown": "unknown to the vocabulary",
    "dropped_empty": "empty",
}


Kind = TypeVar("Kind", bound="_Report")


class _Report:
    """How reports become JSON and come back; ``losses`` may be NaN, which JSON does not know."""

    losses: tuple[float, ...]

    def to_json(self) -> str:
        """The report as JSON."""
        losses = [None if math.isnan(loss) else loss for loss in self.losses]
        values = {**dataclasses.asdict(self), "losses": losses}  # type: ignore[call-overload]
        return json.dumps(values, ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_json(cls: type[Kind], text: str) -> Kind:
        """The report that ``to_json`` wrote; fields of other versions are ignored."""
        known = {f.name for f in dataclasses.fields(cls)}  # type: ignore[arg-type]
        values = {name: value for name, value in json.loads(text).items() if name in known}
        return cls(
            **{
                **values,
                "losses": tuple(math.nan if loss is None else loss for loss in values["losses"]),
            }
        )


@dataclass(frozen=True)
class TrainingReport(_Report):
    """The report of a model trained on a corpus.

    Attributes:
        recipe: the recipe's name and knobs.
        words: size of the vocabulary.
        sentences: number of sentences.
        tokens: tokens per epoch, before sub-sampling.
        kept: tokens trained as centre words in all epochs, after sub-sampling.
        pairs: positive examples in all epochs.
        losses: mean loss per positive example, one for each epoch begun; NaN (null in JSON) for an
            epoch without one.
        seconds: wall time of the training, without encoding and saving.
        tokens_per_second: raw tokens of all epochs per second of wall time.
        kept_per_second: tokens after sub-sampling per second.
        threads: number of threads.
        isa: instruction-set level of the core.
        peak_memory: most memory held by the process until the end of training, in bytes.
        deterministic: True where the same seed gives the same bits (one thread).
        stopped: True where training ended before its time, by a callback or Ctrl-C.
        corpus: the report of the corpus: what was read, dropped and why.
        version: version of malvec.
    """

    recipe: Mapping[str, Any]
    words: int
    sentences: int
    tokens: int
    kept: int
    pairs: int
    losses: tuple[float, ...]
    seconds: float
    tokens_per_second: float
    kept_per_second: float
    threads: int
    isa: str
    peak_memory: int
    deterministic: bool
    stopped: bool
    version: str
    corpus: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        losses = " → ".join(f"{loss:.4f}" for loss in self.losses)
        return "\n".join(
            [
                describe_call(self.recipe),
                *self._read(),
                (
                    f"{self.words:,} words, {self.sentences:,} sentences, {self.tokens:,} tokens"
                    f" per epoch; {self.kept:,} trained in all"
                ),
                f"loss per pair, by epoch: {losses}{' (stopped early)' if self.stopped else ''}",
                (
                    f"{self.seconds:.1f} s, {self.tokens_per_second:,.0f} tokens/s"
                    f" ({self.kept_per_second:,.0f} after sub-sampling), {self.threads} threads,"
                    f" {self.isa}, peak memory {self.peak_memory / 2**20:,.0f} MiB"
                ),
            ]
        )

    def _read(self) -> list[str]:
        """A line about what the corpus kept and dropped, where it says so."""
        if not {"tokens", "kept"} <= self.corpus.keys():
            return []
        return [
            f"{self.corpus['tokens']:,} tokens read, {self.corpus['kept']:,} kept; dropped:"
            f" {describe_dropped(self.corpus)}"
        ]


@dataclass(frozen=True)
class DocumentReport(TrainingReport):
    """The report of a model of documents: that of a training, and what became of the documents.

    Attributes:
        documents: documents given.
        tags: different tags, each with a vector.
        untrained: tags of which no document has a known word; their vectors are zeros.
    """

    documents: int = 0
    tags: int = 0
    untrained: int = 0

    def _read(self) -> list[str]:
        untrained = (
            f"; {self.untrained:,} tags without a known word have zeros" if self.untrained else ""
        )
        return [*super()._read(), f"{self.documents:,} documents, {self.tags:,} tags{untrained}"]


@dataclass(frozen=True)
class CellReport(_Report):
    """The report of a model trained on a sparse matrix, epoch by epoch.

    Attributes:
        recipe: the recipe's name and knobs.
        rows: rows of the matrix.
        columns: columns of the matrix.
        cells: cells that are not empty.
        losses: mean loss per cell, one for each epoch begun.
        seconds: wall time of the training, without counting and saving.
        cells_per_second: cells of all epochs per second of wall time.
        threads: number of threads; the result does not depend on it.
        isa: instruction-set level of the core.
        peak_memory: most memory held by the process until the end of training, in bytes.
        stopped: True where training ended before its time, by a callback or Ctrl-C.
        version: version of malvec.
        source: the metadata of the cells: what they are and how they were made.
    """

    recipe: Mapping[str, Any]
    rows: int
    columns: int
    cells: int
    losses: tuple[float, ...]
    seconds: float
    cells_per_second: float
    threads: int
    isa: str
    peak_memory: int
    stopped: bool
    version: str
    source: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        losses = " → ".join(f"{loss:.5f}" for loss in self.losses)
        return "\n".join(
            [
                describe_call(self.recipe),
                f"{self.rows:,} rows, {self.columns:,} columns, {self.cells:,} cells",
                f"loss per cell, by epoch: {losses}{' (stopped early)' if self.stopped else ''}",
                (
                    f"{self.seconds:.1f} s, {self.cells_per_second:,.0f} cells/s, {self.threads}"
                    f" threads, {self.isa}, peak memory {self.peak_memory / 2**20:,.0f} MiB"
                ),
            ]
        )


def describe_call(described: Mapping[str, Any]) -> str:
    """A recipe or tokenizer, as its ``name`` and knobs describe it, the way it is called.

    Example:
        >>> describe_call({"name": "Skipgram", "dim": 100, "loss": "ns"})
        "Skipgram(dim=100, loss='ns')"
    """
    knobs = ", ".join(
        f"{name}={_shortened(repr(value))}" for name, value in described.items() if name != "name"
    )
    return f"{described['name']}({knobs})"


def _shortened(text: str) -> str:
    """A value that is too long for a line, such as a whole tokenizer, by its beginning and its
    length."""
    return text if len(text) <= 400 else f"{text[:40]}… ({len(text):,} characters)"


def describe_dropped(counts: Mapping[str, Any]) -> str:
    """How many tokens a corpus dropped and why, from the counts of its report.

    Example:
        >>> describe_dropped({"dropped_rare": 1200, "dropped_empty": 0})
        '1,200 of rare words'
    """
    return (
        "; ".join(f"{counts[name]:,} {why}" for name, why in _DROPPED.items() if counts.get(name))
        or "nothing"
    )


def with_numbers(report: Any) -> Any:
    """The report; ``TypeError`` where what should be a number, in a file from elsewhere, is
    none."""
    for f in dataclasses.fields(report):
        value = getattr(report, f.name)
        if f.type in ("int", "float") and not isinstance(value, int | float):
            raise TypeError(f"{f.name} is {value!r:.60}, not a number")
    return report


def restored(values: Mapping[str, Any]) -> Any:
    """A stored report as it was, if it is of a known kind; else read-only as it stands."""
    from malvec.reports.svd import SvdReport
    from malvec.reports.topics import TopicReport

    for made, listed in ((SvdReport, "singular_values"), (TopicReport, "topic_tokens")):
        if isinstance(values.get("recipe"), dict) and isinstance(values.get(listed), list):
            known = {f.name for f in dataclasses.fields(made)}
            if known == values.keys():
                return made.from_json(json.dumps(dict(values)))
    recipe, losses = values.get("recipe"), values.get("losses")
    if isinstance(recipe, dict) and "name" in recipe and isinstance(losses, list):
        for kind, optional in (
            (TrainingReport, "corpus"),
            (DocumentReport, "corpus"),
            (CellReport, "source"),
        ):
            known = {f.name for f in dataclasses.fields(kind)}
            if known - {optional} <= values.keys() <= known:
                return kind.from_json(json.dumps(dict(values)))
    return MappingProxyType(dict(values))
