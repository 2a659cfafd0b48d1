"""Phrases: words that stand together more often than chance has it become one word, such as
``new_york`` (Mikolov et al. 2013).

>>> import malvec as mv                                                            # doctest: +SKIP
>>> merged = mv.corpus.merge_phrases(corpus, threshold=100)          # a corpus, ready to train on  # doctest: +SKIP
>>> for phrase in mv.corpus.find_phrases(corpus)[:20]: print(phrase)                      # doctest: +SKIP
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.corpus.corpus import Corpus
from malvec.corpus.report import CorpusReport
from malvec.runtime.arguments import number, whole
from malvec.runtime.machine import available_threads, check_memory
from malvec.vocab import Vocab, encode_word

__all__ = ["Phrase", "PhraseTable", "find_phrases", "merge_phrases"]

_THRESHOLDS = {"word2phrase": 100.0, "npmi": 0.5}


class Phrase(NamedTuple):
    """A phrase: its words, the word that it becomes, how often it occurs, and its score."""

    words: tuple[str, ...]
    merged: str
    frequency: int
    score: float


@dataclass(frozen=True)
class _Arrays:
    """Phrase i is first[i], the connectors of link[i], second[i], as ids of a vocabulary."""

    first: npt.NDArray[np.uint32]
    second: npt.NDArray[np.uint32]
    link: npt.NDArray[np.uint32]
    link_ids: npt.NDArray[np.uint32]
    link_ends: npt.NDArray[np.uint64]

    def words(self, i: int) -> list[int]:
        between = self.link_ids[
            int(self.link_ends[self.link[i]]) : int(self.link_ends[self.link[i] + 1])
        ]
        return [int(self.first[i]), *between.tolist(), int(self.second[i])]


class PhraseTable(Sequence[Phrase]):
    """Phrases, best first, made by :func:`find_phrases`; ``merge`` puts them into a corpus.

    Attributes:
        counts, scores: of each phrase, uint64 and float64 [phrases].
        delimiter: what joins the words.
        connectors: words that may stand inside of a phrase.
        knobs: how the phrases were found.
    """

    def __init__(
        self,
        vocab: Vocab,
        arrays: _Arrays,
        counted: tuple[Any, Any],
        connectors: tuple[str, ...],
        knobs: dict[str, Any],
    ) -> None:
        self._vocab, self._arrays = vocab, arrays
        self.counts, self.scores = counted
        self.connectors, self.knobs, self.delimiter = connectors, knobs, knobs["delimiter"]

    def __len__(self) -> int:
        return len(self.scores)

    def __getitem__(self, i):  # type: ignore[no-untyped-def]
        if isinstance(i, slice):
            return [self[k] for k in range(*i.indices(len(self)))]
        if not -len(self) <= i < len(self):
            raise IndexError(f"phrase {i} of {len(self)}")
        i = int(i) % len(self)
        words = tuple(self._vocab[id] for id in self._arrays.words(i))
        return Phrase(words, self.delimiter.join(words), int(self.counts[i]), float(self.scores[i]))

    def merge(self, corpus: Corpus, *, min_count: int = 1, threads: int | None = None) -> Corpus:
        """A corpus, the one the phrases came from or any other, in which every phrase is one word;
        sentences stay as many.

        From left to right, and greedily: of ``a b c`` with the phrases ``a b`` and ``b c``, ``a_b
        c`` is made.

        Args:
            corpus: the text; it stays as it is.
            min_count: words that are rarer after merging are left out.
            threads: threads of the core; None for one per processor.

        Raises:
            ValueError: no word is that frequent.
        """
        begin, workers = time.perf_counter(), available_threads(threads)
        whole("min_count", min_count, 1)
        check_memory(12 * len(corpus.ids), "merging phrases", "merge fewer sentences at a time")
        arrays, words = self._for(corpus.vocab)
        names = [encode_word(word) for word in corpus.vocab]
        merged, names = _names_of_merged(arrays, names, encode_word(self.delimiter))
        parts = (
            arrays.first,
            arrays.second,
            arrays.link,
            merged,
            arrays.link_ids,
            arrays.link_ends,
        )
        ids, offsets = _core.merge_phrases(_native(corpus, words), parts, workers, None)
        found = _chosen(ids, offsets, names, min_count)
        tokenizer = {"name": "phrases", "delimiter": self.delimiter, "tokenizer": corpus.tokenizer}
        report = _report(
            corpus,
            (len(ids), int(np.count_nonzero(np.bincount(ids)))),
            found,
            workers,
            time.perf_counter() - begin,
        )
        return Corpus(*found, report=report, tokenizer=tokenizer)

    def _for(self, vocab: Vocab) -> tuple[_Arrays, npt.NDArray[np.uint8]]:
        """The phrases all of whose words are in a vocabulary, by the ids there, and which of its
        words are connectors."""
        here, arrays = vocab.find_all(self._vocab), self._arrays
        link_here = here[arrays.link_ids.astype(np.int64)]
        lost = np.concatenate([[0], np.cumsum(link_here < 0)])[arrays.link_ends.astype(np.int64)]
        whole_link = np.diff(lost) == 0
        known = (here[arrays.first] >= 0) & (here[arrays.second] >= 0) & whole_link[arrays.link]
        first, second = (
            here[ids[known]].astype(np.uint32) for ids in (arrays.first, arrays.second)
        )
        link_ids = np.where(link_here < 0, 0xFFFFFFFF, link_here).astype(
            np.uint32
        )  # of a lost link: no word
        found = _Arrays(first, second, arrays.link[known], link_ids, arrays.link_ends)
        return found, _flags(vocab, self.connectors)

    def __repr__(self) -> str:
        return (
            f"PhraseTable({len(self):,} phrases:"
            f" {', '.join(phrase.merged for phrase in self[:5])}{', …' if len(self) > 5 else ''})"
        )


def find_phrases(
    corpus: Corpus,
    *,
    scoring: str = "word2phrase",
    threshold: float | None = None,
    min_count: int = 5,
    delimiter: str = "_",
    connectors: Iterable[str] = (),
    threads: int | None = None,
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

    Raises:
        ValueError, TypeError: a knob that cannot be.

    Example:
        >>> corpus = Corpus.from_tokens([["new", "york", "is"], ["in", "new", "york"]] * 9, min_count=1)
        >>> find_phrases(corpus, scoring="npmi", threshold=0.9)[0].merged
        'new_york'
    """
    knobs = _checked_knobs(corpus, scoring, threshold, min_count, delimiter)
    names = _checked_connectors(connectors)
    check_memory(
        24 * len(corpus.ids), "counting pairs of words", "use less text, or several corpora"
    )
    native = _native(corpus, _flags(corpus.vocab, names))
    found = _core.count_phrases(native, int(min_count), available_threads(threads), None)
    n_a, n_b = (native[2][found[name]].astype(np.float64) for name in ("first", "second"))
    scores = _scores(found["counts"].astype(np.float64), (n_a, n_b), float(len(corpus.ids)), knobs)
    best = np.flatnonzero(scores > knobs["threshold"])
    best = best[np.argsort(-scores[best], kind="stable")]
    first, second, link = (found[name][best] for name in ("first", "second", "link"))
    arrays = _Arrays(first, second, link, found["link_ids"], found["link_ends"])
    return PhraseTable(corpus.vocab, arrays, (found["counts"][best], scores[best]), names, knobs)


def merge_phrases(
    corpus: Corpus,
    *,
    scoring: str = "word2phrase",
    threshold: float | None = None,
    min_count: int = 5,
    delimiter: str = "_",
    connectors: Iterable[str] = (),
    passes: int = 1,
    vocab_min_count: int = 1,
    threads: int | None = None,
) -> Corpus:
    """A corpus in which words that belong together are one: :func:`find_phrases`, then
    :meth:`PhraseTable.merge`.

    Args:
        passes: how often; each pass can join what the one before made, so two passes give up to
            four words (connectors aside).
        vocab_min_count: words that are rarer after all passes are left out. corpus, scoring,
        threshold, min_count, delimiter, connectors, threads: see :func:`find_phrases`.

    Example:
        >>> corpus = Corpus.from_tokens([["new", "york", "is"], ["in", "new", "york"]] * 9, min_count=1)
        >>> merge_phrases(corpus, scoring="npmi", threshold=0.9).sentence(0)
        ['new_york', 'is']
    """
    whole("passes", passes, 1, 10)
    whole("vocab_min_count", vocab_min_count, 1)
    names, tokenizer = (
        _checked_connectors(connectors),
        corpus.tokenizer if isinstance(corpus, Corpus) else None,
    )
    for step in range(1, passes + 1):
        knobs = {
            "scoring": scoring,
            "threshold": threshold,
            "min_count": min_count,
            "delimiter": delimiter,
            "connectors": names,
        }
        table = find_phrases(corpus, **knobs, threads=threads)  # type: ignore[arg-type]
        corpus = table.merge(
            corpus, min_count=vocab_min_count if step == passes else 1, threads=threads
        )
    corpus.tokenizer = {
        "name": "phrases",
        **table.knobs,
        "passes": passes,
        "connectors": list(names),
        "tokenizer": tokenizer,
    }
    return corpus


def _checked_knobs(
    corpus: Corpus, scoring: str, threshold: float | None, min_count: int, delimiter: str
) -> dict[str, Any]:
    if not isinstance(corpus, Corpus):
        made = "make one with Corpus.from_files, from_texts or from_tokens"
        raise TypeError(
            f"phrases are found in a malvec.Corpus, not in {type(corpus).__name__}: {made}"
        )
    if scoring not in _THRESHOLDS:
        raise ValueError(f"scoring={scoring!r}: must be {' or '.join(map(repr, _THRESHOLDS))}")
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


def _flags(vocab: Vocab, connectors: tuple[str, ...]) -> npt.NDArray[np.uint8]:
    """Which words are connectors; those that the vocabulary lacks cannot stand in the way."""
    flags = np.zeros(len(vocab), np.uint8)
    flags[[id for id in map(vocab.find, connectors) if id >= 0]] = 1
    return flags


def _native(corpus: Corpus, flags: npt.NDArray[np.uint8]) -> tuple[Any, ...]:
    counts = np.bincount(corpus.ids, minlength=len(corpus.vocab)).astype(np.uint64)
    return corpus.ids, corpus.offsets, counts, flags


def _scores(
    n_ab: npt.NDArray[np.float64], ends: tuple[Any, Any], total: float, knobs: dict[str, Any]
) -> npt.NDArray[np.float64]:
    n_a, n_b = ends
    if knobs["scoring"] == "word2phrase":
        return np.asarray((n_ab - knobs["min_count"]) / n_a / n_b * total)
    surprise = -np.log(
        n_ab / total
    )  # 0 where the corpus is nothing but this pair, which cannot be: two words take two tokens
    return np.asarray(np.log(n_ab * total / (n_a * n_b)) / surprise)


def _names_of_merged(
    arrays: _Arrays, names: list[bytes], delimiter: bytes
) -> tuple[npt.NDArray[np.uint32], list[bytes]]:
    """The id of each phrase once it is merged, and all names by id; a phrase that is spelled as a
    word, or as another, is that one."""
    taken = {name: id for id, name in enumerate(names)}
    names = list(names)
    merged = np.zeros(len(arrays.first), np.uint32)
    for i in range(len(merged)):
        name = delimiter.join([names[id] for id in arrays.words(i)])
        id = taken.setdefault(name, len(names))
        if id == len(names):
            names.append(name)
        merged[i] = id
    return merged, names


def _chosen(ids: Any, offsets: Any, names: list[bytes], min_count: int) -> tuple[Any, Any, Vocab]:
    """Ids, offsets and vocabulary without words below min_count, most frequent first, equal counts
    by their bytes."""
    counts = np.bincount(ids, minlength=len(names))
    kept = sorted(
        np.flatnonzero(counts >= min_count).tolist(), key=lambda id: (-counts[id], names[id])
    )
    if not kept:
        raise ValueError(
            f"none of the words occurs min_count={min_count} times after merging; lower it"
        )
    new = np.full(len(names), 0xFFFFFFFF, np.uint32)
    new[kept] = np.arange(len(kept), dtype=np.uint32)
    ids = new[ids]
    if len(kept) < np.count_nonzero(counts):
        stays = ids != 0xFFFFFFFF
        before = np.concatenate([[0], np.cumsum(stays, dtype=np.uint64)]).astype(np.uint64)
        ids, offsets = ids[stays], before[offsets.astype(np.int64)]
    ends = np.zeros(len(kept) + 1, np.uint64)
    np.cumsum([len(names[id]) for id in kept], out=ends[1:])
    data = np.frombuffer(b"".join(names[id] for id in kept), np.uint8)
    return ids, offsets, Vocab(data, ends, counts[kept].astype(np.uint64))


def _report(
    corpus: Corpus,
    merged: tuple[int, int],
    found: tuple[Any, Any, Vocab],
    threads: int,
    seconds: float,
) -> CorpusReport:
    """What merging made of a corpus; ``merged``: tokens and different words before rare ones were
    left out."""
    ids, offsets, vocab = found
    return CorpusReport(
        sources=corpus.report.sources,
        lines=len(corpus),
        sentences=len(corpus),
        longest_line=int(np.diff(offsets).max()),
        tokens=merged[0],
        kept=len(ids),
        dropped_rare=merged[0] - len(ids),
        distinct_words=merged[1],
        words=len(vocab),
        seconds=seconds,
        threads=threads,
    )
