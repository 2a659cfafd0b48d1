"""How a table of phrases lies in a ``.safetensors`` file.

    words         uint8 [bytes]      the words' UTF-8 end to end
    word_offsets  uint64 [V + 1]
    first         uint32 [phrases]   the first word of each phrase, as an id
    second        uint32 [phrases]   the last
    link          uint32 [phrases]   which words stand between them
    link_ids      uint32 [ids]       words that stand between others, end to end
    link_ends     uint64 [links + 1]
    counts        uint64 [phrases]
    scores        float64 [phrases]

Kind phrases. Metadata: ``phrases``, the knobs and connectors as JSON.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.errors import FormatError
from malvec.storage import kinds
from malvec.vocab import Vocab, stored_vocab

__all__ = ["PhraseArrays", "StoredPhrases", "read", "write"]


@dataclass(frozen=True)
class PhraseArrays:
    """Phrase i is first[i], the connectors of link[i], second[i], as ids of a vocabulary."""

    first: npt.NDArray[np.uint32]
    second: npt.NDArray[np.uint32]
    link: npt.NDArray[np.uint32]
    link_ids: npt.NDArray[np.uint32]
    link_ends: npt.NDArray[np.uint64]

    def words(self, i: int) -> list[int]:
        """The words of phrase i."""
        between = self.link_ids[
            int(self.link_ends[self.link[i]]) : int(self.link_ends[self.link[i] + 1])
        ]
        return [int(self.first[i]), *between.tolist(), int(self.second[i])]

    def check(self, words: int) -> None:
        """``FormatError`` where they cannot be of a vocabulary of so many words."""
        ends = self.link_ends
        links_fit = (
            len(ends) > 0
            and ends[0] == 0
            and ends[-1] == len(self.link_ids)
            and bool(np.all(ends[1:] >= ends[:-1]))
        )
        limits = ((self.first, words), (self.second, words), (self.link_ids, words))
        if not links_fit or any(
            len(ids) and ids.max() >= limit for ids, limit in (*limits, (self.link, len(ends) - 1))
        ):
            raise FormatError("the words of the phrases are damaged")


@dataclass(frozen=True)
class StoredPhrases:
    """What a file holds."""

    vocab: Vocab
    arrays: PhraseArrays
    counts: npt.NDArray[np.uint64]
    scores: npt.NDArray[np.float64]
    connectors: tuple[str, ...]
    knobs: dict[str, Any]


def write(path: str | os.PathLike[str], phrases: StoredPhrases) -> None:
    """Writes a table."""
    tensors: Mapping[str, npt.NDArray[Any]] = {
        "words": phrases.vocab.data,
        "word_offsets": phrases.vocab.offsets,
        **vars(phrases.arrays),
        "counts": phrases.counts,
        "scores": phrases.scores,
    }
    told = {"knobs": phrases.knobs, "connectors": list(phrases.connectors)}
    kinds.write(path, "phrases", tensors, {"phrases": json.dumps(told)})


def read(path: str | os.PathLike[str], verify: bool) -> StoredPhrases:
    """What ``write`` wrote; ``FormatError`` for any other file."""
    with kinds.open_kind(path, "phrases", verify=verify) as file:
        names = {name: file.tensors[name] for name in ("words", "word_offsets")}
        vocab = stored_vocab(names)
        first = file.take("first", np.uint32, (None,))
        size = len(first)
        arrays = PhraseArrays(
            first=first,
            second=file.take("second", np.uint32, (size,)),
            link=file.take("link", np.uint32, (size,)),
            link_ids=file.take("link_ids", np.uint32, (None,)),
            link_ends=file.take("link_ends", np.uint64, (None,)),
        )
        arrays.check(len(vocab))
        told = file.parsed("phrases") or {}
        knobs, connectors = dict(told["knobs"]), tuple(told["connectors"])
        if not all(isinstance(word, str) for word in (knobs["delimiter"], *connectors)):
            raise FormatError("the delimiter or the connectors are no text")
        if not knobs["delimiter"]:
            raise FormatError("the delimiter is empty")
        return StoredPhrases(
            vocab,
            arrays,
            counts=file.take("counts", np.uint64, (size,)),
            scores=file.take("scores", np.float64, (size,)),
            connectors=connectors,
            knobs=knobs,
        )
