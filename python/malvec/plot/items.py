"""What is on a map: words, documents, texts, rows or columns, each a name and a vector."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from malvec.documents.tagged_vectors import TaggedVectors
from malvec.documents.topic_model import TopicModel
from malvec.factors.factors import Factors
from malvec.plot.content_words import content_words
from malvec.plot.places import chosen_words
from malvec.plot.typical import by_output, by_texts, nearest_names
from malvec.runtime.arguments import one_of, whole
from malvec.sentences.encoder import SentenceEncoder
from malvec.text.texts import checked_texts
from malvec.tokenizers import Pipeline
from malvec.vectors.language_model import LanguageModel
from malvec.vectors.word_vectors import WordVectors

__all__ = ["Drawable", "Items", "Side", "items_of"]

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]
Side = Literal["rows", "columns"]
Which = int | Sequence[Any]
Drawable = (
    WordVectors | LanguageModel | TaggedVectors | Factors | SentenceEncoder | npt.NDArray[Any]
)
"""What has a vector for each of some names; encoders and plain matrices go with texts."""


@dataclass(frozen=True)
class Items:
    """Things to place on a map.

    Attributes:
        noun: what they are, such as ``"words"``.
        names: of each.
        rows: their vectors, float32 [n, dim].
        ids: the row of each in the model, int64 [n].
        total: how many the model has.
        typical: from the group of each [n] and the number of groups to the names or words that are
            typical of each group, best first.
        counts: how often each was seen, where that is known.
        groups: the main topic of each, -1 where it has none; None where there are no topics.
    """

    noun: str
    names: list[str]
    rows: Floats
    ids: Labels
    total: int
    typical: Callable[[Labels, int], list[list[str]]]
    counts: list[int] | None = None
    groups: Labels | None = None

    def __post_init__(self) -> None:
        finite = np.isfinite(self.rows).all(axis=1)
        if not finite.all():
            raise ValueError(
                f"the vector of {self.names[int(finite.argmin())]!r:.60} is not finite"
            )


def items_of(
    model: Drawable,
    which: Which,
    *,
    texts: Iterable[str] | None = None,
    side: Side = "columns",
    content: bool = False,
) -> Items:
    """The first so many things of a model, or those named.

    Args:
        model: see ``Drawable``.
        which: how many; or words, tags or names.
        texts: what an encoder shall encode, or what the rows of a matrix are of.
        side: of factors.
        content: of a number of words, leave out particles, endings and what has no letter.

    Raises:
        KeyError: there is none of this name.
        TypeError: nothing of this kind can be drawn.
        ValueError: texts are missing, or are given for a model that has names of its own; or a
            vector is not finite.
    """
    if isinstance(model, (SentenceEncoder, np.ndarray)):
        if texts is None:
            raise ValueError(
                "a sentence encoder or a plain matrix goes with its texts: give texts=, or --texts"
            )
        return _texts(model, list(checked_texts(texts)), which)
    if texts is not None:
        raise ValueError(
            "texts= goes with a sentence encoder or a matrix; a"
            f" {type(model).__name__} has names of its own"
        )
    if isinstance(model, WordVectors | LanguageModel):
        vectors = model if isinstance(model, WordVectors) else model.vectors
        return _words(vectors, which, content)
    if isinstance(model, TaggedVectors):
        return _documents(model, which)
    if isinstance(model, Factors):
        return _factors(model, which, side)
    raise TypeError(
        f"{type(model).__name__} cannot be drawn: word vectors, documents, topics, factors, or an"
        " encoder or a matrix with texts= can"
    )


def _words(vectors: WordVectors, which: Which, content: bool) -> Items:
    ids = (
        content_words(vectors, whole("words", which, 1))
        if content and not isinstance(which, str | Sequence)
        else chosen_words(vectors, which)
    )
    names, rows = [vectors.vocab[i] for i in ids.tolist()], _floats(vectors.matrix[ids])
    counts = None if vectors.counts is None else vectors.counts[ids].tolist()
    typical = nearest_names(names, rows, vectors.pipeline, words=True)
    total = len(vectors)
    return Items("words", names, rows, ids=ids, total=total, typical=typical, counts=counts)


def _documents(documents: TaggedVectors, which: Which) -> Items:
    found = _numbers(which, len(documents), documents._row)
    names = [str(documents.tags[i]) for i in found.tolist()]
    rows = _floats(documents.matrix[found])
    topics = isinstance(documents, TopicModel)
    fits = documents.output.shape == (len(documents.vocab), documents.dim)
    inner = getattr(documents, "inference", None) or {}
    typical = (
        by_output(documents, rows)
        if fits and inner.get("loss") != "hs"  # else output says nothing of single words
        else nearest_names(names, rows)
    )
    groups = np.where(rows.any(axis=1), rows.argmax(axis=1), -1) if topics else None
    total = len(documents)
    return Items("documents", names, rows, ids=found, total=total, typical=typical, groups=groups)


def _factors(factors: Factors, which: Which, side: Side) -> Items:
    one_of("side", side, get_args(Side))
    asked = factors.row_side if side == "rows" else factors.column_side
    found = _numbers(which, len(asked.factors), lambda each: int(asked.numbers(each)[0]))
    numbers = found.tolist()
    names = [str(i) if asked.names is None else asked.names[i] for i in numbers]
    rows = _floats(asked.factors[found])
    typical = nearest_names(names, rows)
    return Items(side, names, rows, ids=found, total=len(asked.factors), typical=typical)


def _texts(model: SentenceEncoder | npt.NDArray[Any], texts: list[str], which: Which) -> Items:
    if not isinstance(which, int | np.integer):
        raise TypeError(f"{which!r:.60}: of texts only their number can be given")
    some = texts[: whole("words", which, 1)]
    if isinstance(model, SentenceEncoder):
        rows, pipeline = model.encode(some), model.pipeline
    elif model.ndim != 2 or len(model) != len(texts):
        raise ValueError(
            f"a matrix of shape {model.shape} for {len(texts):,} texts: a row for each is needed"
        )
    else:
        rows, pipeline = _floats(model[: len(some)]), Pipeline()
    ids, typical = np.arange(len(some)), by_texts(some, pipeline)
    return Items("texts", some, rows, ids=ids, total=len(texts), typical=typical)


def _numbers(which: Which, count: int, number_of: Callable[[Any], int]) -> npt.NDArray[np.int64]:
    """The numbers of the first so many, or of those named."""
    if isinstance(which, str):
        raise TypeError(f"{which!r:.60}: a list of names or their number is expected")
    if not isinstance(which, Sequence | np.ndarray):
        return np.arange(min(count, whole("words", which, 1)))
    numbers = [number_of(each) for each in which]
    repeated = [str(name) for i, name in zip(numbers, which, strict=True) if numbers.count(i) > 1]
    if repeated:
        raise ValueError(f"named twice: {', '.join(dict.fromkeys(repeated))}")
    return np.array(numbers, np.int64)


def _floats(rows: Any) -> Floats:
    try:
        return np.asarray(rows, np.float32)
    except (TypeError, ValueError):
        raise TypeError(f"a matrix of numbers is expected, not of {rows.dtype}") from None
