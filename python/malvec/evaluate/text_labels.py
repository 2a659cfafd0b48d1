"""Classification: can the label of a text be told from its vector, for groups of texts that were
not seen?"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.evaluate.encoding import Encoder, encode
from malvec.evaluate.outcomes import Outcomes, Resampling, fingerprint, share
from malvec.evaluate.result import Result, result_of
from malvec.evaluate.sections import accuracy_sections
from malvec.runtime.arguments import whole
from malvec.sentences.classifiers.scores import label_scores
from malvec.sentences.classifiers.text_classifier import fitted_by_default

__all__ = ["classification", "split_groups"]

_TEXT = (
    "accuracy {score:.3f} [{low:.3f}, {high:.3f}], majority {majority:.3f}, macro F1"
    " {macro_f1:.3f}; {total:,} texts of {groups:,} groups, trained on {train:,}"
)

Doubles = npt.NDArray[np.float64]
Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class _Texts:
    """Texts with numbered labels and the groups they belong to; ``held`` ones are for the test."""

    texts: list[str]
    groups: list[Hashable]
    names: list[Hashable]
    truth: Ids
    held: npt.NDArray[np.bool_]


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
) -> Result:
    """Trains a linear classifier on the vectors of some groups' texts and tests it on those of the
    others.

    The score is the accuracy on the texts of held-out groups. ``details`` has ``macro_f1``, the
    mean of the labels' F1; ``majority``, the accuracy of always naming the most frequent label of
    the training texts; and the numbers of ``train`` texts and of held-out ``groups``. Items are the
    held-out texts, all of which count; a text is known where its vector is not zero. ``sections``
    are the labels, with their recall.

    Args:
        encoder: an object with ``encode(texts)``, a callable from texts to rows [n, dim] (NumPy or
            SciPy), or word vectors, as in :func:`sentences`; not changed.
        texts, labels: the texts and the label of each.
        groups: what each text belongs to, such as its film: no group is in both parts. None for
            each text by itself.
        test: the share of texts that is held out, about.
        model: anything with ``fit(rows, labels)`` and ``predict(rows)``, or whose ``fit`` returns
            something with ``predict``; None for ``sentences.classifiers.Logistic`` with
            ``unit_variance=True`` (scaled, not centred) and the penalty 1 / texts.
        bootstrap: resamples of groups for the bounds (Field & Welsh, 2007); 0 for none.
        confidence: of the bounds.
        seed: of the split and the resampling: equal seeds hold out the same texts, so that results
            can be compared.

    Raises:
        ValueError: lengths that differ, fewer than two labels or groups, a label that only the test
            texts have.

    Example:
        >>> print(classification(encoder, texts, labels, films))
        accuracy 0.68 [0.64, 0.71], majority 0.64, macro F1 0.63; 600 texts of 496 groups,
        trained on 2,400
    """
    resampling = Resampling(bootstrap, confidence, seed)
    held_out = _split(list(texts), list(labels), groups, test, seed)
    rows = encode(encoder, held_out.texts, sparse=True)
    rows = rows.tocsr() if hasattr(rows, "tocsr") else rows
    held, truth = held_out.held, held_out.truth
    predicted = _predicted(rows[~held], truth[~held], rows[held], model)
    if predicted.shape != truth[held].shape:
        raise ValueError(
            f"the model predicted {predicted.shape}, not one label for each of"
            f" {int(held.sum()):,} texts"
        )
    known = int((np.asarray(abs(rows[held]).sum(axis=1)).ravel() > 0).sum())
    return replace(_judged(held_out, predicted, resampling), known=known)


def _split(
    texts: list[str],
    labels: list[Hashable],
    groups: Sequence[Hashable] | None,
    test: float,
    seed: int,
) -> _Texts:
    """The texts with numbered labels, those of some groups held out.

    Raises:
        ValueError: lengths that differ, fewer than two labels, a label that only held-out texts
            have.
    """
    owners: list[Hashable] = list(range(len(texts)) if groups is None else groups)
    if not len(texts) == len(labels) == len(owners):
        sizes = f"{len(texts):,} texts, {len(labels):,} labels and {len(owners):,} groups"
        raise ValueError(f"{sizes}: there must be one of each per text")
    names = sorted(set(labels), key=repr)
    if len(names) < 2:
        raise ValueError(f"{len(names)} labels: at least two are needed")
    held = split_groups(owners, test, seed)
    number = {name: i for i, name in enumerate(names)}
    truth = np.array([number[label] for label in labels], np.int64)
    lacking = [names[i] for i in np.setdiff1d(truth, truth[~held]).tolist()]
    if lacking:
        raise ValueError(
            f"only held-out texts have the labels {str(lacking[:10])[1:-1]}: use another seed or"
            " fewer labels"
        )
    return _Texts(texts=texts, groups=owners, names=names, truth=truth, held=held)


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
    """The labels of the test rows."""
    if model is not None:
        if not hasattr(model, "fit"):
            raise TypeError(
                f"model={model!r:.60}: must be a classifier with fit and predict, such as"
                " malvec.sentences.classifiers.Logistic()"
            )
        fitted = model.fit(train, truth)
        return np.asarray((fitted if hasattr(fitted, "predict") else model).predict(test))
    return np.array(fitted_by_default(train, truth.tolist()).predict(test), np.int64)


def _judged(texts: _Texts, predicted: Ids, resampling: Resampling) -> Result:
    """The result of predictions, its bounds by resampling groups."""
    truth, learnt = texts.truth[texts.held], texts.truth[~texts.held]
    right = np.asarray(predicted == truth)
    held = np.flatnonzero(texts.held).tolist()
    order = {group: i for i, group in enumerate(dict.fromkeys(texts.groups[i] for i in held))}
    numbers = np.array([order[texts.groups[i]] for i in held], np.int64)
    per_group = [np.bincount(numbers, right), np.bincount(numbers)]
    outcomes = Outcomes(
        kind="classification",
        statistic=share,
        values=np.stack(per_group, axis=1).astype(np.float64),
        used=np.ones(len(order), bool),
        items=fingerprint((texts.texts[i], int(texts.truth[i])) for i in held),
    )
    names = [str(texts.names[i]) for i in truth]
    return result_of(
        outcomes,
        resampling,
        used=len(truth),
        known=len(truth),
        total=len(truth),
        details={
            "macro_f1": label_scores(truth.tolist(), predicted.tolist()).macro_f1,
            "majority": float((truth == np.bincount(learnt).argmax()).mean()),
            "train": len(learnt),
            "groups": len(order),
        },
        sections=accuracy_sections(names, right, np.ones_like(right), resampling),
        text=_TEXT,
    )
