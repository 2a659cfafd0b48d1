"""Fitting an encoder: counts of words, weights, and the common components of the sentences, in one
pass over texts that is not kept."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.corpus import Corpus
from malvec.runtime.machine import available_threads
from malvec.sentences.encoder import SentenceEncoder
from malvec.sentences.report import EncodingTally, SentenceReport
from malvec.sentences.word_ids import IdBatch, WordIds
from malvec.text.sources import TextSource, texts_of
from malvec.tokenizers.pipeline import needed
from malvec.version import __version__

if TYPE_CHECKING:
    from malvec.sentences.recipes import _SentenceRecipe

__all__ = ["Doubles", "Source", "Weights", "fit_encoder"]

Doubles = npt.NDArray[np.float64]
Source = Corpus | TextSource
_NOTHING_LEFT = 1e-10  # of the sum of squares; rounding of single floats leaves less
_FEW = 10


@dataclass(frozen=True)
class Weights:
    """The weight of every word [V], that of words that were not seen, and what sums are divided
    by."""

    words: Doubles
    unseen: float
    by_weights: bool = False


def fit_encoder(
    recipe: _SentenceRecipe, source: Source | None, processes: int | None
) -> SentenceEncoder:
    """What ``fit`` of every recipe does."""
    started = time.perf_counter()
    counted = recipe.counted or ("words" if getattr(recipe, "frequencies", "") == "texts" else "")
    if source is None and (recipe.removed or counted):
        what = "common components" if recipe.removed else "frequencies of words"
        raise ValueError(
            f"{type(recipe).__name__} learns {what} from texts: give fit() a corpus, a path, or an"
            " iterable of str"
        )
    batches = (
        _batches(recipe, source, processes)
        if source is not None and (recipe.removed or counted)
        else iter(())
    )
    kept = list(batches) if counted else []  # ids only: counted first, pooled then
    weights = recipe.weigh(*(_count(recipe, kept, counted) if counted else _known_counts(recipe)))
    knobs: dict[str, Any] = {
        "unseen_weight": weights.unseen,
        "by_weights": weights.by_weights,
        "unit": getattr(recipe, "unit", False),
    }
    knobs["tokenizer"] = getattr(recipe, "tokenizer", None)
    plain = SentenceEncoder(recipe.vectors, weights.words, **knobs)
    tally = EncodingTally()
    moments = _moments(plain, kept or batches, tally, getattr(recipe, "threads", None))
    if source is not None and tally.texts == tally.empty and (recipe.removed or counted):
        raise ValueError(
            f"none of the {tally.texts:,} texts has a word with a vector: are they tokenised as the"
            " vectors' corpus was?"
        )
    components, strength, share = _components(recipe, moments, tally.texts - tally.empty)
    removed = (
        strength / strength.sum() if recipe.shared_out and len(strength) else np.ones(len(strength))
    )
    seconds = time.perf_counter() - started
    report = SentenceReport(
        recipe.describe(),
        **vars(tally),
        shares=tuple(share.tolist()),
        seconds=seconds,
        version=__version__,
    )
    return SentenceEncoder(
        recipe.vectors, weights.words, components=components, shares=removed, report=report, **knobs
    )


def _batches(recipe: _SentenceRecipe, source: Source, processes: int | None) -> Iterator[IdBatch]:
    ids = WordIds(recipe.vectors)
    if isinstance(source, Corpus):
        return ids.of_corpus(source)
    tokenizer = getattr(recipe, "tokenizer", None)
    pipeline = needed(recipe.vectors.pipeline, tokenizer, "these vectors")
    return ids.of_texts(texts_of(source), pipeline, processes)


def _known_counts(recipe: _SentenceRecipe) -> tuple[Doubles, int]:
    """How often each word was seen in training, and all together; a recipe without frequencies does
    not look at them."""
    if not hasattr(recipe, "frequencies"):
        return np.zeros(len(recipe.vectors)), 0
    counts = recipe.vectors.counts
    if counts is None or not counts.any():
        raise ValueError(
            "these vectors do not say how often each word was seen: use frequencies='texts' to"
            " count the texts fitted to"
        )
    return counts.astype(np.float64), int(counts.sum())


def _count(recipe: _SentenceRecipe, batches: list[IdBatch], what: str) -> tuple[Doubles, int]:
    """How often each word comes, or in how many texts; and the total of either."""
    size = len(recipe.vectors)
    counts, texts = np.zeros(size), 0
    for batch in batches:
        ids = batch.ids.astype(np.int64)
        if what == "texts":
            lengths = np.diff(batch.offsets).astype(np.int64)
            pairs = np.unique(np.repeat(np.arange(len(lengths)), lengths) << 32 | ids)
            ids = pairs & 0xFFFFFFFF
            texts += len(lengths)
        counts += np.bincount(ids[ids < size], minlength=size)
    if not counts.any():
        raise ValueError(
            "the texts have no word with a vector: are they tokenised as the vectors' corpus was?"
        )
    return counts, texts if what == "texts" else int(counts.sum())


def _moments(
    encoder: SentenceEncoder, batches: Iterable[IdBatch], tally: EncodingTally, threads: int | None
) -> Doubles:
    """The sum of x xᵀ over all sentence vectors x, float64 [dim, dim]."""
    origin, total = np.zeros(encoder.dim), np.zeros((encoder.dim, encoder.dim))
    for batch in batches:
        rows = encoder._pool(batch, tally, threads)
        total += _core.second_moments(rows, origin, available_threads(threads))
    return total


def _components(
    recipe: _SentenceRecipe, moments: Doubles, texts: int
) -> tuple[Doubles, Doubles, Doubles]:
    """The strongest directions [n, dim], their strength (squared singular values), and its share in
    the whole."""
    wanted = recipe.removed
    if wanted == 0:
        return np.zeros((0, recipe.vectors.dim)), np.zeros(0), np.zeros(0)
    if texts < wanted:
        raise ValueError(
            f"components={wanted}: more than the {texts:,} texts that are not empty; give more"
            " texts, or components=0"
        )
    values, directions = _core.symmetric_eigen(moments)
    values = np.maximum(values, 0)
    share = values[:wanted] / values.sum()
    if 1 - share.sum() < _NOTHING_LEFT:
        alike = (
            "all texts have vectors of one direction"
            if wanted == 1
            else f"all texts lie within {wanted} directions"
        )
        raise ValueError(
            f"{alike}: without components={wanted} nothing is left; give more texts that differ, or"
            " fewer components"
        )
    if texts < _FEW * wanted:
        warnings.warn(
            f"components={wanted} are fitted to {texts:,} texts only: give {_FEW * wanted:,} or"
            " more",
            stacklevel=4,
        )
    return directions[:wanted], values[:wanted], share
