"""From texts to word ids, tokenised as the corpus of the vectors was; words that were not seen get
rows of their sub-words."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _ingest
from malvec.corpus import Corpus
from malvec.text.sources import find_sources, line_blocks, paths_or_texts
from malvec.tokenizers import Tokenizer, from_description
from malvec.tokenizers.running.processes import Analysis, choose_processes, tokenize_chunks
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

__all__ = ["NO_WORD", "IdBatch", "WordIds", "lines_of", "texts_of", "tokenizer_of"]

NO_WORD = 0xFFFFFFFF
_CHUNK_TEXTS, _CHUNK_BYTES, _PACK_BYTES = 4096, 1 << 16, 1 << 20
_BLOCK_TOKENS = 1 << 20
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class IdBatch:
    """Some sentences as ids: those of the vocabulary, then V + i for row i of ``composed``, or
    ``NO_WORD``.

    Attributes:
        ids: uint32 [tokens].
        offsets: where each sentence starts, uint64 [sentences + 1].
        composed: vectors of words that were not seen, float32 [n, dim].
    """

    ids: npt.NDArray[np.uint32]
    offsets: npt.NDArray[np.uint64]
    composed: Floats


class WordIds:
    """The way from words to the ids of these vectors."""

    def __init__(self, vectors: WordVectors) -> None:
        self._vectors = vectors

    def of_packed(self, packed: tuple[bytes, bytes, bytes]) -> IdBatch:
        """Tokens end to end, where each ends, where each line ends; empty tokens are no words."""
        tokens, token_ends, line_ends = packed
        words = Vocab(np.frombuffer(tokens, np.uint8), _from_zero(token_ends))
        found = self._vectors.words.find_all(words)
        composed = np.zeros((0, self._vectors.dim), np.float32)
        if self._vectors.subword_table is not None and (found < 0).any():
            composed = self._compose(words, found)
        return IdBatch(found.astype(np.uint32), _from_zero(line_ends), composed)

    def _compose(self, words: Vocab, found: npt.NDArray[np.int64]) -> Floats:
        """Vectors of the words that were not found; their places in ``found`` get the ids of
        those."""
        table, places = self._vectors.subword_table, np.flatnonzero(found < 0)
        assert table is not None
        forms: dict[str, list[int]] = {}
        for place in places.tolist():
            forms.setdefault(table.normal(words[place]), []).append(place)
        forms.pop("", None)
        names = list(forms)
        again = self._vectors.words.find_all(Vocab.from_words(names))
        unseen = [name for name, known in zip(names, again.tolist(), strict=True) if known < 0]
        rows = table.vectors(unseen) if unseen else np.zeros((0, self._vectors.dim), np.float32)
        has_vector = rows.any(axis=1) if len(rows) else np.zeros(0, bool)
        number = dict(
            zip(
                unseen,
                np.where(has_vector, len(self._vectors) + np.arange(len(rows)), -1).tolist(),
                strict=True,
            )
        )
        for name, known in zip(names, again.tolist(), strict=True):
            found[forms[name]] = known if known >= 0 else number[name]
        return rows

    def of_tokens(self, sentences: Iterable[Iterable[str]]) -> Iterator[IdBatch]:
        """Sentences that are lists of words."""
        if isinstance(sentences, (str, bytes)):
            raise TypeError(
                "sentences must be an iterable of lists of str, not one"
                f" {type(sentences).__name__}: {sentences[:60]!r}"
            )
        iterator = iter(sentences)
        while (packed := _ingest.pack_lines(iterator, _PACK_BYTES))[2]:
            yield self.of_packed(packed)

    def of_texts(
        self, texts: Iterable[str], tokenizer: Tokenizer, processes: int | None = None
    ) -> Iterator[IdBatch]:
        """Texts, cleaned as those of the vectors were, through a tokenizer: a few in this process,
        many in several where it is worth it."""
        normal = self._vectors.normal
        chunks = (
            _chunks(texts)
            if normal is None
            else ([normal(text) for text in chunk] for chunk in _chunks(texts))
        )
        first = list(islice(chunks, 2))
        workers = (
            0 if processes is None and len(first) < 2 else choose_processes(tokenizer, processes)
        )
        done = 0
        with closing(
            tokenize_chunks(chain(first, chunks), Analysis(tokenizer, "raise", workers))
        ) as results:
            for chunk in results:
                done += chunk.lines
                if chunk.error is not None:
                    message = (
                        f"the tokenizer failed on text {done:,}: {type(chunk.error).__name__}:"
                        f" {chunk.error}"
                    )
                    raise RuntimeError(message) from chunk.error
                yield self.of_packed(chunk.packed)

    def of_corpus(self, corpus: Corpus) -> Iterator[IdBatch]:
        """The sentences of a corpus, whatever its vocabulary; words that it dropped are not
        there."""
        vocab = corpus.vocab
        words = (
            vocab.data.tobytes(),
            vocab.offsets[1:].tobytes(),
            np.array([len(vocab)], np.uint64).tobytes(),
        )
        known = self.of_packed(words)
        same = np.array_equal(known.ids, np.arange(len(known.ids), dtype=np.uint32))
        ends = np.asarray(corpus.offsets)
        first = 0
        while first < len(corpus):
            last = max(
                first + 1,
                int(np.searchsorted(ends, np.uint64(int(ends[first]) + _BLOCK_TOKENS), "right"))
                - 1,
            )
            ids = corpus.ids[int(ends[first]) : int(ends[last])]
            yield IdBatch(
                np.ascontiguousarray(ids if same else known.ids[ids]),
                ends[first : last + 1] - ends[first],
                known.composed,
            )
            first = last


def tokenizer_of(vectors: WordVectors) -> Tokenizer:
    """The tokenizer that the corpus of these vectors was made with.

    Raises:
        ValueError: it is not known, or was a callable that only its owner has; the message says
            what to pass.

    Example:
        >>> tokenizer_of(mv.load("reviews.safetensors"))
        Mecab(user_dictionary=None, keep=(), dictionary=None)
    """
    if "tokenizer" not in vectors.metadata:
        raise ValueError(
            "these vectors do not say how their text was tokenised: pass tokenizer=, such as"
            " malvec.tokenizers.Mecab()"
        )
    try:
        described = json.loads(vectors.metadata["tokenizer"])
    except (ValueError, RecursionError):
        raise ValueError(
            "how the text of these vectors was tokenised is not legible: pass tokenizer="
        ) from None
    if described is None:
        raise ValueError(
            "these vectors were trained on token lists: pass token lists (encode_tokens), or"
            " tokenizer="
        )
    try:
        return from_description(described)
    except ValueError as error:
        raise ValueError(f"{error}: tokenizer=") from None


def texts_of(source: Any) -> Iterator[str]:
    """Texts, from a path, paths, or an iterable of str; a line of a file is a text."""
    paths, texts = paths_or_texts(source)
    if texts is not None:
        yield from texts
    for path in paths:
        yield from lines_of(path)


def lines_of(path: str | os.PathLike[str]) -> Iterator[str]:
    """The lines of a file, or of all that the path stands for."""
    for source in find_sources(path):
        for block in line_blocks(source, _PACK_BYTES):
            lines = block.decode("utf-8", "surrogateescape").split("\n")
            yield from (line.removesuffix("\r") for line in (lines if lines[-1] else lines[:-1]))


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    if isinstance(texts, (str, bytes)):
        raise TypeError(
            f"texts must be an iterable of str, not one {type(texts).__name__}: {texts[:60]!r}"
        )
    chunk: list[str] = []
    size = 0
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(
                f"texts must be str, but one is {type(text).__name__}: {text!r:.60}; for token"
                " lists there is encode_tokens"
            )
        chunk.append(text)
        size += len(text)
        if size >= _CHUNK_BYTES or len(chunk) >= _CHUNK_TEXTS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _from_zero(ends: bytes) -> npt.NDArray[np.uint64]:
    return np.concatenate([np.zeros(1, np.uint64), np.frombuffer(ends, np.uint64)])
