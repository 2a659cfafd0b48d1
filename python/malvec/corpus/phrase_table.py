"""A table of phrases, and a corpus in which they are merged."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.corpus import phrase_file
from malvec.corpus.corpus import Corpus
from malvec.corpus.ids import check_ids
from malvec.corpus.phrase_file import PhraseArrays, StoredPhrases
from malvec.reports.html import MOST_ROWS, html_table
from malvec.runtime.arguments import whole
from malvec.runtime.machine import available_threads, check_memory
from malvec.runtime.progress import core_progress
from malvec.tokenizers import Pipeline, TokenizerLike, Whitespace, WithPhrases, as_tokenizer
from malvec.vocab import Vocab, encode_word

__all__ = ["Phrase", "PhraseTable", "connector_flags", "native_corpus"]


class Phrase(NamedTuple):
    """A phrase: its words, the word that it becomes, how often it occurs, and its score."""

    words: tuple[str, ...]
    merged: str
    frequency: int
    score: float


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
        arrays: PhraseArrays,
        *,
        counts: npt.NDArray[np.uint64],
        scores: npt.NDArray[np.float64],
        connectors: tuple[str, ...],
        knobs: dict[str, Any],
    ) -> None:
        self._vocab, self._arrays = vocab, arrays
        self.counts, self.scores = counts, scores
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

    def __call__(self, tokens: list[str]) -> list[str]:
        """New tokens with their phrases in one piece.

        Example:
            >>> lists = [["new", "york", "is"], ["in", "new", "york"]] * 9
            >>> corpus = Corpus.from_tokens(lists, min_count=1)
            >>> table = malvec.corpus.find_phrases(corpus, scoring="npmi", threshold=0.9)
            >>> table(["the", "new", "york", "times"])
            ['the', 'new_york', 'times']
        """
        if isinstance(tokens, str):
            raise TypeError(
                f"phrases are joined in a list of tokens, not in the text {tokens!r:.60}: cut it"
                " first, or use tokenizer()"
            )
        return self._joining.merge(list(tokens))

    def tokenizer(self, tokenizer: TokenizerLike) -> WithPhrases:
        """A tokenizer whose tokens become these phrases: for new text, or a new corpus, and stored
        with all that is made of that."""
        return self._wrapped(tokenizer, self._arrays, self._vocab)

    @cached_property
    def _joining(self) -> WithPhrases:
        return self.tokenizer(Whitespace())

    def merge(
        self,
        corpus: Corpus,
        *,
        min_count: int = 1,
        threads: int | None = None,
        progress: bool | None = None,
    ) -> Corpus:
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
        ends = (arrays.first, arrays.second)
        parts = (*ends, arrays.link, merged, arrays.link_ids, arrays.link_ends)
        native = native_corpus(corpus, words)
        with core_progress(len(corpus.ids), "merging phrases", " tokens", progress) as tick:
            ids, offsets = _core.merge_phrases(native, parts, workers, tick)
        kept, offsets, vocab = _chosen(ids, offsets, names, min_count)
        read = corpus.report  # what was read, skipped and lost before stays told
        report = replace(
            read,
            lines=read.lines or len(corpus),
            sentences=len(corpus),
            longest_line=int(np.diff(offsets).max()),
            tokens=read.tokens - len(corpus.ids) + len(ids),
            kept=len(kept),
            dropped_rare=read.dropped_rare + len(ids) - len(kept),
            distinct_words=read.distinct_words - read.words + np.unique(ids).size,
            words=len(vocab),
            seconds=read.seconds + time.perf_counter() - begin,
            threads=workers,
        )
        pipeline = self._merging(corpus.pipeline, arrays, corpus.vocab)
        return Corpus(kept, offsets, vocab, report=report, pipeline=pipeline)

    def _merging(self, pipeline: Pipeline, arrays: PhraseArrays, vocab: Vocab) -> Pipeline:
        """A pipeline that merges those phrases, too, whose words a vocabulary has."""
        return replace(pipeline, tokenizer=self._wrapped(pipeline.tokenizer, arrays, vocab))

    def _wrapped(self, tokenizer: TokenizerLike, arrays: PhraseArrays, vocab: Vocab) -> WithPhrases:
        words = [tuple(vocab[id] for id in arrays.words(i)) for i in range(len(arrays.first))]
        return WithPhrases(as_tokenizer(tokenizer), words, self.delimiter, self.connectors)

    def _for(self, vocab: Vocab) -> tuple[PhraseArrays, npt.NDArray[np.uint8]]:
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
        # the words of a lost link are none
        link_ids = np.where(link_here < 0, 0xFFFFFFFF, link_here).astype(np.uint32)
        found = replace(
            arrays, first=first, second=second, link=arrays.link[known], link_ids=link_ids
        )
        return found, connector_flags(vocab, self.connectors)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a ``.safetensors`` file for :meth:`load`; it appears whole or not at all.

        Example:
            >>> table = malvec.corpus.find_phrases(corpus)
            >>> table.save("phrases.safetensors")
            >>> list(malvec.load("phrases.safetensors")) == list(table)
            True
        """
        stored = StoredPhrases(
            self._vocab,
            self._arrays,
            counts=self.counts,
            scores=self.scores,
            connectors=self.connectors,
            knobs=self.knobs,
        )
        phrase_file.write(path, stored)

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, verify: bool = False) -> PhraseTable:
        """Opens what :meth:`save` wrote; ``FormatError`` for any other file. ``verify``: read
        everything once and compare the checksums."""
        return cls(**vars(phrase_file.read(path, verify)))

    def _repr_html_(self) -> str:
        rows = [
            (" ".join(each.words), each.merged, each.frequency, each.score)
            for each in self[:MOST_ROWS]
        ]
        header = ["words", "merged", "frequency", "score"]
        caption = f"PhraseTable({len(self):,} phrases)"
        return html_table(header, rows, total=len(self), caption=caption)

    def __repr__(self) -> str:
        return (
            f"PhraseTable({len(self):,} phrases:"
            f" {', '.join(phrase.merged for phrase in self[:5])}{', …' if len(self) > 5 else ''})"
        )


def connector_flags(vocab: Vocab, connectors: tuple[str, ...]) -> npt.NDArray[np.uint8]:
    """Which words are connectors; those that the vocabulary lacks cannot stand in the way."""
    flags = np.zeros(len(vocab), np.uint8)
    flags[[id for id in map(vocab.find, connectors) if id >= 0]] = 1
    return flags


def native_corpus(corpus: Corpus, flags: npt.NDArray[np.uint8]) -> tuple[Any, ...]:
    """A corpus as the core takes it for phrases; ``FormatError`` where it is damaged."""
    check_ids(corpus.ids, corpus.offsets, len(corpus.vocab))
    counts = np.bincount(corpus.ids, minlength=len(corpus.vocab)).astype(np.uint64)
    return corpus.ids, corpus.offsets, counts, flags


def _names_of_merged(
    arrays: PhraseArrays, names: list[bytes], delimiter: bytes
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
