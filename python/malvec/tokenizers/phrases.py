"""Phrases as a step of a tokenizer: words that belong together come out as one."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from malvec.errors import FormatError
from malvec.tokenizers.packed_text import pack, unpack
from malvec.tokenizers.tokenizer import Tokenizer, WrappedTokenizer, as_tokenizer

__all__ = ["WithPhrases"]

Words = tuple[str, ...]


@dataclass(frozen=True)
class WithPhrases(WrappedTokenizer):
    """Any tokenizer, whose tokens become phrases as ``malvec.corpus.PhraseTable.merge`` makes them:
    from left to right, and greedily.

    ``merge_phrases`` and ``PhraseTable.merge`` give it to the corpus, and so to all that is made
    of it: new text is cut as that of the corpus was. Several passes are one in another. A corpus
    has lost its rare words before its phrases are merged; here they are still there, and stand
    between others.

    Args:
        tokenizer: a callable from a text to the list of its tokens.
        phrases: the words of each phrase, connectors within it among them.
        delimiter: what joins the words.
        connectors: words that may stand inside of a phrase, but not begin or end one.

    Example:
        >>> WithPhrases(str.split, [("new", "york")])("in new york")
        ['in', 'new_york']
    """

    tokenizer: Tokenizer
    phrases: Collection[Words] = field(repr=False)
    delimiter: str = "_"
    connectors: Collection[str] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "tokenizer", as_tokenizer(self.tokenizer))
        if not isinstance(self.delimiter, str) or not self.delimiter:
            raise TypeError(f"delimiter={self.delimiter!r:.60}: must be a text that is not empty")
        if isinstance(self.connectors, (str, bytes)):
            raise TypeError(f"connectors must be words, not the text {self.connectors!r:.60}")
        object.__setattr__(self, "phrases", frozenset(_words(self.phrases)))
        object.__setattr__(self, "connectors", frozenset(self.connectors))

    def __call__(self, text: str) -> list[str]:
        """The tokens of a text, phrases in one piece."""
        return self.merge(self.tokenizer(text))

    def threaded(self) -> bool:
        """Whether the tokenizer within is."""
        return self.tokenizer.threaded()

    def each(self, texts: Sequence[str]) -> Iterator[list[str]]:
        """The tokens of each text, by the threads of the tokenizer within."""
        return map(self.merge, self.tokenizer.each(texts))

    def merge(self, tokens: list[str]) -> list[str]:
        """Tokens with their phrases in one piece; empty ones are left out."""
        words, merged = [token for token in tokens if token], list[str]()
        begin, waiting = 0, False  # of a word that waits for its partner
        for i, word in enumerate(words):
            if word in self.connectors:
                continue
            if waiting and tuple(words[begin : i + 1]) in self.phrases:
                merged.append(self.delimiter.join(words[begin : i + 1]))
                begin, waiting = i + 1, False
                continue
            merged += words[begin:i]
            begin, waiting = i, True
        return merged + words[begin:]

    def settings(self) -> dict[str, Any]:
        """The phrases, packed, and how they are joined, for JSON."""
        return {
            "delimiter": self.delimiter,
            "connectors": sorted(self.connectors),
            "phrases": pack(json.dumps(sorted(self.phrases))),
        }

    @classmethod
    def stored(cls, within: Tokenizer, description: Mapping[str, Any]) -> WithPhrases:
        """The phrases of a description around a tokenizer.

        Raises:
            ValueError: the file is of a malvec that did not keep the phrases, or damaged.
        """
        if "phrases" not in description:
            raise ValueError(
                "the text was cut into phrases, which the malvec that wrote this file did not keep:"
                " find them again by malvec.corpus.find_phrases, and pass"
                " malvec.tokenizers.WithPhrases"
            )
        found = json.loads(unpack(description["phrases"], "the phrases"))
        if not isinstance(found, list) or not all(isinstance(words, list) for words in found):
            raise FormatError("the phrases are no lists of words")
        rest = {name: description[name] for name in ("delimiter", "connectors")}
        return cls(within, phrases=found, **rest)


def _words(phrases: Any) -> Iterator[Words]:
    if isinstance(phrases, (str, bytes, Mapping)):
        raise TypeError(
            "phrases must be tuples of words, such as ('new', 'york'), not the"
            f" {type(phrases).__name__} {phrases!r:.60}"
        )
    for words in phrases:
        if isinstance(words, str) or not all(isinstance(word, str) for word in words):
            raise TypeError(f"a phrase is a tuple of words, not {words!r:.60}")
        yield tuple(words)
