"""Phrases: words that stand together more often than chance has it become one word, such as
``new_york`` (Mikolov et al. 2013).

>>> import malvec as mv
>>> [phrase.merged for phrase in mv.corpus.find_phrases(corpus)[:3]]
['B_급', '재_밋', '킬링_타임']
>>> merged = mv.corpus.merge_phrases(corpus, threshold=100)  # ready to train on
>>> "킬링_타임" in merged.vocab
True
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.corpus.corpus import Corpus
from malvec.corpus.phrase_file import PhraseArrays
from malvec.corpus.phrase_table import (
    Phrase,
    PhraseTable,
    connector_flags,
    native_corpus,
)
from malvec.runtime.arguments import number, one_of, whole
from malvec.runtime.machine import available_threads, check_memory
from malvec.runtime.progress import core_progress

__all__ = ["Phrase", "PhraseTable", "find_phrases", "merge_phrases"]

Scoring = Literal["word2phrase", "npmi"]
_THRESHOLDS = {"word2phrase": 100.0, "npmi": 0.5}


def find_phrases(
    corpus: Corpus,
    *,
    scoring: Scoring = "word2phrase",
    threshold: float | None = None,
    min_count: int = 5,
    delimiter: str = "_",
    connectors: Iterable[str] = (),
    threads: int | None = None,
    progress: bool | None = None,
) -> PhraseTable:
    """The phrases of two words in a corpus whose score is above a threshold, best first. Sentences
    end phrases.

    Words that the corpus left out as too rare do not stand between others: build it with
    ``min_count=1`` where that matters.

    Args:
        corpus: the text.
        scoring: ``"word2phrase"``: (n_ab - min_count) / (n_a n_b) N, where N is the number of
            tokens, as ``word2phrase.c`` has it (gensim puts the number of different words and pairs
            in its place: its thresholds are smaller by that ratio). ``"npmi"``: ln(p_ab / (p_a
            p_b)) / -ln p_ab, at most 1 (Bouma 2009), p = n / N.
        threshold: scores must be above; None for 100 (word2phrase) or 0.5 (npmi).
        min_count: rarer pairs are no phrases.
        delimiter: what joins the words; not empty.
        connectors: words that may stand inside of a phrase, such as "of", but not begin or end one;
            any number in a row.
        threads: threads of the core; None for one per processor. The result does not depend on it.
        progress: show a bar on stderr; None: on terminals, after two seconds.

    Raises:
        ValueError, TypeError: a knob that cannot be.

    Example:
        >>> lists = [["new", "york", "is"], ["in", "new", "york"]] * 9
        >>> corpus = Corpus.from_tokens(lists, min_count=1)
        >>> find_phrases(corpus, scoring="npmi", threshold=0.9)[0].merged
        'new_york'
    """
    knobs = _checked_knobs(corpus, scoring, threshold, min_count, delimiter)
    names = _checked_connectors(connectors)
    check_memory(
        24 * len(corpus.ids), "counting pairs of words", "use less text, or several corpora"
    )
    native = native_corpus(corpus, connector_flags(corpus.vocab, names))
    with core_progress(2 * len(corpus.ids), "counting pairs", " tokens", progress) as tick:
        found = _core.count_phrases(native, int(min_count), available_threads(threads), tick)
    n_a, n_b = (native[2][found[name]].astype(np.float64) for name in ("first", "second"))
    scores = _scores(found["counts"].astype(np.float64), n_a, n_b, float(len(corpus.ids)), knobs)
    best = np.flatnonzero(scores > knobs["threshold"])
    best = best[np.argsort(-scores[best], kind="stable")]
    ends = {name: found[name][best] for name in ("first", "second", "link")}
    arrays = PhraseArrays(**ends, link_ids=found["link_ids"], link_ends=found["link_ends"])
    return PhraseTable(
        corpus.vocab,
        arrays,
        counts=found["counts"][best],
        scores=scores[best],
        connectors=names,
        knobs=knobs,
    )


def merge_phrases(
    corpus: Corpus,
    *,
    scoring: Scoring = "word2phrase",
    threshold: float | None = None,
    min_count: int = 5,
    delimiter: str = "_",
    connectors: Iterable[str] = (),
    passes: int = 1,
    vocab_min_count: int = 1,
    threads: int | None = None,
    progress: bool | None = None,
) -> Corpus:
    """A corpus in which words that belong together are one: :func:`find_phrases`, then
    :meth:`PhraseTable.merge`.

    Args:
        passes: how often; each pass can join what the one before made, so two passes give up to
            four words (connectors aside).
        vocab_min_count: words that are rarer after all passes are left out.
        corpus, scoring, threshold, min_count, delimiter, connectors, threads, progress: as
            in :func:`find_phrases`.

    Example:
        >>> lists = [["new", "york", "is"], ["in", "new", "york"]] * 9
        >>> corpus = Corpus.from_tokens(lists, min_count=1)
        >>> merge_phrases(corpus, scoring="npmi", threshold=0.9).sentence(0)
        ['new_york', 'is']
    """
    whole("passes", passes, 1, 10)
    whole("vocab_min_count", vocab_min_count, 1)
    names = _checked_connectors(connectors)
    for step in range(1, passes + 1):
        table = find_phrases(
            corpus,
            scoring=scoring,
            threshold=threshold,
            min_count=min_count,
            delimiter=delimiter,
            connectors=names,
            threads=threads,
            progress=progress,
        )
        rare = vocab_min_count if step == passes else 1
        corpus = table.merge(corpus, min_count=rare, threads=threads, progress=progress)
    return corpus


def _checked_knobs(
    corpus: Corpus, scoring: str, threshold: float | None, min_count: int, delimiter: str
) -> dict[str, Any]:
    if not isinstance(corpus, Corpus):
        made = "make one with Corpus.from_files, from_texts or from_tokens"
        raise TypeError(
            f"phrases are found in a malvec.Corpus, not in {type(corpus).__name__}: {made}"
        )
    one_of("scoring", scoring, get_args(Scoring))
    if not isinstance(delimiter, str) or not delimiter:
        raise ValueError(f"delimiter={delimiter!r}: must be a text that is not empty")
    wanted = _THRESHOLDS[scoring] if threshold is None else threshold
    return {
        "scoring": scoring,
        "threshold": number("threshold", wanted),
        "min_count": whole("min_count", min_count, 1),
        "delimiter": delimiter,
    }


def _checked_connectors(connectors: Iterable[str]) -> tuple[str, ...]:
    if isinstance(connectors, str):
        raise TypeError(f"connectors must be a list of words, not the one text {connectors!r:.60}")
    names = tuple(connectors)
    wrong = [word for word in names if not isinstance(word, str)]
    if wrong:
        raise TypeError(
            f"connectors must be str, but one is {type(wrong[0]).__name__}: {wrong[0]!r:.60}"
        )
    return names


def _scores(
    n_ab: npt.NDArray[np.float64], n_a: Any, n_b: Any, total: float, knobs: dict[str, Any]
) -> npt.NDArray[np.float64]:
    """The scores of pairs by how often a and b come, and b right after a."""
    if knobs["scoring"] == "word2phrase":
        return np.asarray((n_ab - knobs["min_count"]) / n_a / n_b * total)
    # 0 where the corpus is nothing but this pair, which cannot be: two words take two tokens
    surprise = -np.log(n_ab / total)
    return np.asarray(np.log(n_ab * total / (n_a * n_b)) / surprise)
