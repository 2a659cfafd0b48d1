"""Tags of documents: strings and whole numbers of any size, told apart, in the order in which they
first came.

Inside they are the words of a :class:`malvec.Vocab`: a number as ``i12``, a string as ``s`` and
itself; so a tag costs its own bytes, eight for where they start and about ten for the index,
however large the numbers are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np
import numpy.typing as npt

from malvec.errors import FormatError
from malvec.vocab import Vocab

if TYPE_CHECKING:
    from malvec.corpus import Corpus

__all__ = ["Tag", "TagRows", "Tags", "is_tag", "tagged_sentences"]

Tag = str | int
TagRows = tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32]]
"""By sentence, where the rows of its tags begin [sentences + 1], and those rows."""


class Tags(Sequence[Tag]):
    """Different tags, row by row.

    Args:
        spelled: the tags as words, ``i`` and the digits of a number or ``s`` and the string.

    Example:
        >>> tags, offsets, rows = Tags.of(["봄", ["봄", 2**62], "2"])
        >>> list(tags), rows
        (['봄', 4611686018427387904, '2'], array([0, 0, 1, 2], dtype=uint32))
    """

    def __init__(self, spelled: Vocab) -> None:
        self.spelled = spelled

    @classmethod
    def of(
        cls, documents: Iterable[Any]
    ) -> tuple[Tags, npt.NDArray[np.uint64], npt.NDArray[np.uint32]]:
        """The different tags among those of documents, and by document where its tags begin, uint64
        [documents + 1], and their rows.

        Args:
            documents: for each its tag, or a list of several (or none).

        Raises:
            TypeError: something is no tag; the message says which document's.
            ValueError: there is no tag at all.
        """
        if isinstance(documents, (str, bytes)):
            raise TypeError(
                "tags must be a list with an item for each document, not one"
                f" {type(documents).__name__}: {documents!r:.60}"
            )
        from malvec.corpus import Corpus

        read_all = False

        def spellings() -> Iterator[list[str]]:
            nonlocal read_all
            yield from _spellings(documents)
            read_all = True

        try:
            corpus = Corpus.from_tokens(spellings(), min_count=1, keep_empty=True)
        except ValueError:
            if not read_all:
                raise
            raise ValueError("no document has a tag") from None
        first = np.full(len(corpus.vocab), len(corpus.ids), np.int64)
        np.minimum.at(first, corpus.ids, np.arange(len(corpus.ids)))
        order = np.argsort(first, kind="stable")
        if np.array_equal(order, np.arange(len(order))):
            return cls(corpus.vocab), corpus.offsets, corpus.ids
        rank = np.empty(len(order), np.uint32)
        rank[order] = np.arange(len(order), dtype=np.uint32)
        return cls(_reordered(corpus.vocab, order)), corpus.offsets, rank[corpus.ids]

    def find(self, tag: Tag) -> int:
        """The row of a tag, or -1; ``TypeError`` for what cannot be a tag."""
        return self.spelled.find(_spelling(tag))

    def __len__(self) -> int:
        return len(self.spelled)

    def __contains__(self, tag: object) -> bool:
        return is_tag(tag) and self.find(tag) >= 0

    def __getitem__(self, i):  # type: ignore[no-untyped-def]
        return (
            [_tag(word) for word in self.spelled[i]]
            if isinstance(i, slice)
            else _tag(self.spelled[i])
        )

    def __iter__(self) -> Iterator[Tag]:
        return map(_tag, self.spelled)

    def __repr__(self) -> str:
        return (
            f"Tags({len(self):,}: {', '.join(map(repr, self[:5]))}{', …' if len(self) > 5 else ''})"
        )


def is_tag(tag: object) -> TypeGuard[Tag]:
    """Whether something is a string or a whole number; True and False are not."""
    return isinstance(tag, (str, int, np.integer)) and not isinstance(tag, bool)


def _spellings(documents: Iterable[Any]) -> Iterator[list[str]]:
    for number, tags in enumerate(documents):
        try:
            yield (
                [_spelling(tag) for tag in dict.fromkeys(tags)]
                if isinstance(tags, list)
                else [_spelling(tags)]
            )
        except TypeError as error:
            raise TypeError(
                f"document {number}: {error}; several tags are given as a list"
            ) from None


def _spelling(tag: Any) -> str:
    if not is_tag(tag):
        raise TypeError(f"a tag is a str or a whole number, not {type(tag).__name__}: {tag!r:.60}")
    return "s" + tag if isinstance(tag, str) else f"i{int(tag)}"


def _tag(word: str) -> Tag:
    if word.startswith("s"):
        return word[1:]
    if not word.startswith("i") or not word[1:].removeprefix("-").isdecimal():
        raise FormatError(f"the tag {word!r:.60} is damaged: neither a number nor a string")
    return int(word[1:])


def _reordered(vocab: Vocab, order: npt.NDArray[np.int64]) -> Vocab:
    """The words in another order, moved as bytes, a block of words at a time."""
    lengths = np.diff(vocab.offsets).astype(np.int64)[order]
    offsets = np.zeros(len(order) + 1, np.uint64)
    np.cumsum(lengths, out=offsets[1:])
    data, starts = np.empty_like(vocab.data), vocab.offsets[:-1].astype(np.int64)[order]
    for first in range(0, len(order), 1 << 20):
        part = slice(first, first + (1 << 20))
        begin, size = int(offsets[first]), lengths[part]
        within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        data[begin : begin + len(within)] = vocab.data[np.repeat(starts[part], size) + within]
    return Vocab(data, offsets, None if vocab.counts is None else vocab.counts[order])


def tagged_sentences(
    corpus: Corpus, tags: Iterable[Any] | None, documents: npt.ArrayLike | None
) -> tuple[Tags, TagRows, int]:
    """The different tags, for each sentence the rows of its tags, and the number of documents;
    errors as of ``Doc2Vec.fit``."""
    starts = _document_starts(corpus, documents)
    count = len(starts) - 1
    if tags is None:
        lost = corpus.report.lines - corpus.report.sentences
        if documents is None and lost > 0 and corpus.report.sentences == len(corpus):
            raise ValueError(
                f"{lost:,} of {corpus.report.lines:,} lines have no kept word and were left out, so"
                " that document i is not line i: make the corpus with keep_empty=True (in the"
                " shell by --save-corpus of doc2vec, lda or lsa), or name the documents with tags"
            )
        tags = range(count)
    known, offsets, rows = Tags.of(tags)
    if len(offsets) - 1 != count:
        hint = (
            "; the corpus left out lines without a kept word: make it with keep_empty=True"
            if len(corpus) < corpus.report.lines
            else ""
        )
        raise ValueError(f"{len(offsets) - 1:,} tags were given for {count:,} documents{hint}")
    if documents is None:
        return known, (offsets, rows), count
    sentences = np.diff(starts)
    numbers = np.repeat(np.diff(offsets).astype(np.int64), sentences)
    spread = np.zeros(len(numbers) + 1, np.uint64)
    np.cumsum(numbers, out=spread[1:])
    first = np.repeat(offsets[:-1].astype(np.int64), sentences)
    places = np.repeat(first - spread[:-1].astype(np.int64), numbers) + np.arange(int(spread[-1]))
    return known, (spread, rows[places]), count


def _document_starts(corpus: Corpus, documents: npt.ArrayLike | None) -> npt.NDArray[np.int64]:
    if documents is None:
        return np.arange(len(corpus) + 1)
    starts = np.asarray(documents)
    if starts.ndim != 1 or len(starts) < 2 or starts.dtype.kind not in "iu":
        raise TypeError(
            "documents must be whole numbers: where each starts among the sentences, and at last"
            " how many sentences there are"
        )
    starts = starts.astype(np.int64)
    if starts[0] != 0 or starts[-1] != len(corpus) or (np.diff(starts) < 0).any():
        raise ValueError(
            f"documents must rise from 0 to the {len(corpus):,} sentences of the corpus, not from"
            f" {starts[0]} to {starts[-1]}"
        )
    return starts
