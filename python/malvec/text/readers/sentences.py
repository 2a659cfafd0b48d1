"""The sentences of another reader's texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from malvec.text.readers.reader import Reader, Record
from malvec.text.sentences import split_sentences

__all__ = ["Sentences"]


@dataclass(frozen=True)
class Sentences:
    """A reader that gives the sentences of another one's texts, each as a text of its own, by
    :func:`malvec.text.split_sentences`. Labels and fields of a text go with each of its sentences.

    Args:
        reader: any reader of texts.

    Raises:
        TypeError: it is no reader.

    Example:
        >>> reader = mv.text.readers.Sentences(mv.text.readers.Lines("reviews.txt"))
        >>> mv.Corpus.from_texts(reader, min_count=5)
        Corpus(3,192 sentences, 7,232 tokens, 566 words)
    """

    reader: Reader

    def __post_init__(self) -> None:
        if not isinstance(self.reader, Reader):
            raise TypeError(
                f"reader must be one of malvec.text.readers, such as Lines(path), not"
                f" {self.reader!r:.60}; a text is split by malvec.text.split_sentences"
            )

    def records(self) -> Iterator[Record]:
        """The sentences, with the labels and fields of their texts."""
        for record in self.reader.records():
            for sentence in split_sentences(record.text):
                yield replace(record, text=sentence)

    def __iter__(self) -> Iterator[str]:
        return (record.text for record in self.records())
