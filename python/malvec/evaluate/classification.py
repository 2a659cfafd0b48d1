"""Classification: can the label of a text be told from its vector, for groups of texts that were
not seen?"""

from __future__ import annotations

import warnings
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.evaluate.encoders import Encoder, encoded
from malvec.evaluate.outcomes import Outcomes, fingerprint, share
from malvec.evaluate.sections import Section, by_section
from malvec.runtime.arguments import check_resampling, whole
from malvec.runtime.extras import how_to_install

__all__ = ["ClassificationResult", "classification", "split_groups"]

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True)
class ClassificationResult:
    """``accuracy`` on the texts of held-out groups, with bounds by resampling groups; ``sections``
    are the labels, with their recall.

    ``macro_f1`` is the mean of the labels' F1; ``majority`` the accuracy of always naming the most
    frequent label of the training texts. ``known`` counts the test texts whose vector is not zero;
    all ``total`` ones count.
    """

    accuracy: float
    macro_f1: float
    majority: float
    low: float
    high: float
    used: int
    known: int
    total: int
    train: int
    groups: int
    sections: tuple[Section, ...]
    outcomes: Outcomes | None = field(default=None, repr=False, compare=False)

    @property
    def score(self) -> float:
        """The accuracy."""
        return self.accuracy

    @property
    def coverage(self) -> float:
        """The share of test texts whose vector is not zero."""
        return self.known / self.total

    def __str__(self) -> str:
        bounds = (
            f"[{self.low:.3f}, {self.high:.3f}], majority {self.majority:.3f}, macro F1"
            f" {self.macro_f1:.3f}"
        )
        return (
            f"accuracy {self.accuracy:.3f} {bounds}; {self.total:,} texts of {self.groups:,}"
            f" groups, trained on {self.train:,}"
        )


def classification(
    encoder: Encoder,
    texts: Sequence[str],
    labels: Sequence[Hashable],
    groups: Sequence[Hashable] | None = None,
    *,
    test: float = 0.2,
    model: Any = None,
    bootstrap: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> ClassificationResult:
    """Trains a linear classifier on the vectors of some groups' texts and tests it on those of the
    others.

    Args:
        encoder: an object with ``encode(texts)``, a callable from texts to rows [n, dim] (NumPy or
            SciPy), or word vectors; not changed.
        texts, labels: the texts and what is to be told of each.
        groups: what each text belongs to, such as its film: no group is in both parts. None for
            each text by itself.
        test: the share of texts that is held out, about.
        model: anything with ``fit(rows, labels)`` and ``predict(rows)``; None for scikit-learn's
            logistic regression on rows of unit variance (scaled, not centred), L2 with C = 1.
        bootstrap: resamples of groups for the bounds (Field & Welsh, 2007); 0 for none.
        confidence: of the bounds.
        seed: of the split and the resampling: equal seeds hold out the same texts, so that results
            can be compared.

    Raises:
        ValueError: lengths that differ, fewer than two labels or groups, a label that only the test
            texts have.
        ImportError: scikit-learn is not installed and no model is given.

    Example:
        >>> print(classification(encoder, texts, [r.rating >= 9 for r in reviews], [r.film for r in reviews]))
        accuracy 0.842 [0.836, 0.848], majority 0.664, macro F1 0.820; 15,012 texts of 1,871 groups,
        trained on 60,003
    """
    check_resampling(bootstrap, confidence, seed)
    texts, tags = list(texts), list(labels)
    owners: list[Hashable] = list(range(len(texts)) if groups is None else groups)
    if not len(texts) == len(tags) == len(owners):
        raise ValueError(
            f"{len(texts):,} texts, {len(tags):,} labels and {len(owners):,} groups: there must be"
            " one of each per text"
        )
    names = sorted(set(tags), key=repr)
    if len(names) < 2:
        raise ValueError(f"{len(names)} labels: at least two are needed")
    held = split_groups(owners, test, seed)
    number = {name: i for i, name in enumerate(names)}
    truth = np.array([number[tag] for tag in tags], np.int64)
    lacking = [names[i] for i in sorted(set(truth.tolist()) - set(truth[~held].tolist()))]
    if lacking:
        raise ValueError(
            f"only held-out texts have the labels {', '.join(map(repr, lacking[:10]))}: use another"
            " seed or fewer labels"
        )
    rows = encoded(encoder, texts, sparse=True)
    rows = rows.tocsr() if hasattr(rows, "tocsr") else rows
    predicted = _predicted(rows[~held], truth[~held], rows[held], model)
    return _judged(
        _Test(
            texts, owners, names, held, truth, np.asarray(abs(rows[held]).sum(axis=1)).ravel() > 0
        ),
        predicted,
        (bootstrap, confidence, seed),
    )


@dataclass(frozen=True)
class _Test:
    texts: list[str]
    owners: list[Hashable]
    names: list[Hashable]
    held: npt.NDArray[np.bool_]
    truth: Ids
    known: npt.NDArray[np.bool_]


def split_groups(groups: Sequence[Hashable], test: float, seed: int) -> npt.NDArray[np.bool_]:
    """Which items are held out, bool [n]: whole groups in random order, until about the share
    ``test`` of the items is reached.

    Raises:
        ValueError: fewer than two groups, or a share that is not between 0 and 1.
    """
    if isinstance(test, bool) or not isinstance(test, (int, float, np.number)) or not 0 < test < 1:
        raise ValueError(f"test={test!r}: must be a number between 0 and 1")
    order = {group: i for i, group in enumerate(dict.fromkeys(groups))}
    if len(order) < 2:
        raise ValueError(
            f"{len(order)} groups: at least two are needed, one to learn from and one to test on"
        )
    numbers = np.array([order[group] for group in groups], np.int64)
    shuffled = np.random.default_rng(whole("seed", seed)).permutation(len(order))
    sizes = np.cumsum(np.bincount(numbers)[shuffled])
    count = min(max(1, int(np.abs(sizes - test * len(numbers)).argmin()) + 1), len(order) - 1)
    return np.isin(numbers, shuffled[:count])


def _predicted(train: Any, truth: Ids, test: Any, model: Any) -> Ids:
    if model is not None:
        model.fit(train, truth)
        return np.asarray(model.predict(test))
    try:
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler
    except ImportError as error:
        raise ImportError(
            f"classification needs scikit-learn, or a model of yours: {how_to_install('plot')}"
        ) from error
    regression = make_pipeline(StandardScaler(with_mean=False), LogisticRegression(max_iter=1000))
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # that of a search stopped after 1,000 steps, which is near enough
        return np.asarray(regression.fit(train, truth).predict(test))


def _judged(
    test: _Test, predicted: Ids, resampling: tuple[int, float, int]
) -> ClassificationResult:
    truth, learnt = test.truth[test.held], test.truth[~test.held]
    if predicted.shape != truth.shape:
        raise ValueError(
            f"the model predicted {predicted.shape}, not one label for each of {len(truth):,} texts"
        )
    right = np.asarray(predicted == truth)
    f1 = [
        2 * (right & (truth == i)).sum() / max(1, (truth == i).sum() + (predicted == i).sum())
        for i in np.unique(truth)
    ]
    owners = [owner for owner, held in zip(test.owners, test.held.tolist(), strict=True) if held]
    order = {owner: i for i, owner in enumerate(dict.fromkeys(owners))}
    numbers = np.array([order[owner] for owner in owners], np.int64)
    values = np.stack([np.bincount(numbers, right), np.bincount(numbers)], axis=1).astype(
        np.float64
    )  # a row per group
    items = fingerprint(
        (text, int(label))
        for text, label, held in zip(test.texts, test.truth, test.held, strict=True)
        if held
    )
    outcomes = Outcomes("classification", share, values, np.ones(len(order), bool), items)
    sections = by_section(
        [str(test.names[i]) for i in truth], right, np.ones_like(right), resampling
    )
    majority = float((truth == np.bincount(learnt).argmax()).mean())
    sizes = (len(truth), int(test.known.sum()), len(truth), len(learnt), len(order))
    return ClassificationResult(
        outcomes.score,
        float(np.mean(f1)),
        majority,
        *outcomes.interval(*resampling),
        *sizes,
        sections,
        outcomes,
    )
