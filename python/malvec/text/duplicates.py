"""Likeness of sets, and near-duplicates among texts: MinHash (Broder 1997), bands, verification on
the sets themselves."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.reports.card import HtmlCard
from malvec.runtime.arguments import number, one_of, whole
from malvec.runtime.machine import available_threads
from malvec.runtime.progress import core_progress
from malvec.text.normalizer import NFC
from malvec.text.texts import checked_texts
from malvec.vocab import encode_word

__all__ = [
    "NearDuplicates",
    "NgramsOf",
    "bands_for",
    "deduplicate",
    "jaccard_similarity",
    "minhash",
    "near_duplicates",
]

NgramsOf = Literal["char", "word"]

_RECALL = 0.99
_SEEDS = (1 << 63) - 1


@dataclass(frozen=True, eq=False)
class NearDuplicates(HtmlCard):
    """Groups of texts that say nearly the same.

    Attributes:
        first: for each text the number of the first text of its group, uint64 [texts].
        equal: texts that equal an earlier one, in Unicode's form NFC, byte for byte.
        threshold: the similarity from which two texts are near-duplicates.
        recall: the chance that a pair just at the threshold is found; more alike ones are found
            more surely.
    """

    first: npt.NDArray[np.uint64]
    equal: int
    threshold: float
    recall: float

    @property
    def keep(self) -> npt.NDArray[np.bool_]:
        """True for the first text of every group, bool [texts]."""
        return np.asarray(self.first == np.arange(len(self.first), dtype=np.uint64))

    @property
    def groups(self) -> list[list[int]]:
        """The numbers of the texts of every group of at least two, in order."""
        order = np.argsort(self.first, kind="stable")
        cuts = np.flatnonzero(np.diff(self.first[order])) + 1
        return [part.tolist() for part in np.split(order, cuts) if len(part) > 1]

    def __str__(self) -> str:
        kept, texts = int(self.keep.sum()), len(self.first)
        return (
            f"{kept:,} of {texts:,} texts kept; removed: {self.equal:,} equal to an earlier one,"
            f" {texts - kept - self.equal:,} like one (Jaccard similarity {self.threshold:g} or"
            f" more; a pair just there is found with a chance of {self.recall:.1%})"
        )


def bands_for(threshold: float, permutations: int) -> tuple[int, int, float]:
    """(bands, rows, recall): as many rows per band as find a pair at the threshold with a chance of
    99 %, 1 - (1 - t^rows)^bands."""
    for rows in range(permutations, 0, -1):
        bands = permutations // rows
        recall = 1 - (1 - threshold**rows) ** bands
        if recall >= _RECALL or rows == 1:
            break
    return bands, rows, recall


def jaccard_similarity(
    a: Iterable[Hashable], b: Iterable[Hashable], ngram: int | None = None
) -> float:
    """Shared elements over all elements of two sets, of tokens for instance; with ``ngram`` of two
    texts' n-grams of characters.

    Two empty sets are equal: 1.

    Example:
        >>> print(round(jaccard_similarity(["영화", "가", "좋다"], ["영화", "좋다"]), 2))
        0.67
        >>> print(round(jaccard_similarity("영화가", "영화는", ngram=2), 2))
        0.33
    """
    n = None if ngram is None else whole("ngram", ngram, 1)
    first, second = (_elements(x) if n is None else _ngrams(x, n) for x in (a, b))
    return len(first & second) / len(first | second) if first or second else 1.0


def _elements(tokens: Iterable[Hashable]) -> set[Hashable]:
    if not isinstance(tokens, Iterable):
        raise TypeError(f"a set of tokens is an iterable, not {type(tokens).__name__}: {tokens!r}")
    whole_tokens = NFC(tokens) if isinstance(tokens, str) else tokens
    return {NFC(token) if isinstance(token, str) else token for token in whole_tokens}


def _ngrams(text: object, n: int) -> set[str]:
    if not isinstance(text, str):
        raise TypeError(f"n-grams are of a str, not {type(text).__name__}")
    text = NFC(text)
    return {text[i : i + n] for i in range(max(len(text) - n, 0) + 1)} if text else set()


def minhash(
    texts: Iterable[str],
    *,
    permutations: int = 128,
    ngram: int = 3,
    ngrams_of: NgramsOf = "char",
    seed: int = 1,
) -> npt.NDArray[np.uint32]:
    """Signatures uint32 [texts, permutations]: the share of equal components of two signatures
    estimates the Jaccard similarity of the texts' sets of n-grams (Broder, 1997).

    Args:
        texts: an iterable of str, read once.
        permutations: components of a signature; the estimate's error is about
            ``1 / sqrt(permutations)``.
        ngram: how many characters, or words, make an element of a set.
        ngrams_of: ``"char"``, or ``"word"`` for words between blanks.
        seed: of the permutations.

    Example:
        >>> a, b = minhash(["영화가 좋다", "영화가 좋다!"])
        >>> float((a == b).mean())
        0.78125
    """
    whole("permutations", permutations, 1, 1 << 16)
    whole("seed", seed, 0, _SEEDS)
    options = _ngram_options(ngram, ngrams_of)
    return _core.minhash(*_packed(texts), options, permutations, seed)


def near_duplicates(
    texts: Iterable[str],
    threshold: float = 0.8,
    *,
    ngram: int = 3,
    ngrams_of: NgramsOf = "char",
    permutations: int = 128,
    seed: int = 1,
    threads: int | None = None,
    progress: bool | None = None,
) -> NearDuplicates:
    """Groups of texts whose sets of n-grams are alike; a chain of likeness is one group. The same
    at any number of threads.

    Every pair is verified, so none is below the threshold; some are missed, see
    :attr:`NearDuplicates.recall`. The texts' bytes and 4 bytes per band and text are held.

    Args:
        texts: an iterable of str, read once.
        threshold: Jaccard similarity, above 0, at most 1.
        ngram: how many characters, or words, make an element of a set.
        ngrams_of: ``"char"``, or ``"word"`` for words between blanks.
        permutations: components of a signature; more find more.
        seed: of the permutations.
        threads: None for one per processor.
        progress: show a bar on stderr; None: on terminals, after two seconds.

    Example:
        >>> near_duplicates(["정말 재밌는 영화예요", "영화", "정말 재밌는 영화예요!"], 0.7).groups
        [[0, 2]]
    """
    whole("permutations", permutations, 1, 1 << 16)
    number("threshold", threshold, above=0, most=1)
    whole("seed", seed, 0, _SEEDS)
    bands, rows, recall = bands_for(threshold, permutations)
    options = {
        **_ngram_options(ngram, ngrams_of),
        "threshold": float(threshold),
        "bands": bands,
        "rows": rows,
        "seed": seed,
    }
    workers = available_threads(threads)
    packed = _packed(texts)
    work = 2 * (len(packed[1]) - 1)  # each text is signed, and compared
    with core_progress(work, "comparing", " texts", progress) as tick:
        first, equal = _core.near_duplicates(*packed, options, workers, tick)
    return NearDuplicates(first, equal, threshold, recall)


def deduplicate(
    texts: Iterable[str], threshold: float = 0.8, **knobs: object
) -> tuple[Iterator[str], NearDuplicates]:
    """The first text of every group, and the groups; the knobs are the same as of
    :func:`near_duplicates`.

    Example:
        >>> kept, found = deduplicate(["좋은 영화예요", "좋은 영화예요", "별로"])
        >>> list(kept), found.equal
        (['좋은 영화예요', '별로'], 1)
    """
    held = list(checked_texts(texts))
    found = near_duplicates(held, threshold, **knobs)  # type: ignore[arg-type]
    return (text for text, keep in zip(held, found.keep.tolist(), strict=True) if keep), found


def _ngram_options(ngram: int, ngrams_of: str) -> dict[str, Any]:
    return {
        "ngram": whole("ngram", ngram, 1, (1 << 31) - 1),
        "units": one_of("ngrams_of", ngrams_of, get_args(NgramsOf)),
    }


def _packed(texts: Iterable[str]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint64]]:
    data, ends = bytearray(), [0]
    for text in checked_texts(texts):
        data += encode_word(NFC(text))
        ends.append(len(data))
    return np.frombuffer(data, np.uint8), np.array(ends, np.uint64)
