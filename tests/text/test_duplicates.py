"""Near-duplicates against the comparison of all pairs; MinHash against what it estimates."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest

import malvec as mv
from malvec.text.duplicates import bands_for


def made(n: int = 120) -> list[str]:
    rng = np.random.default_rng(5)
    texts = []
    for i in range(n):
        letters = [chr(0xAC00 + int(c)) for c in rng.integers(0, 400, 40)]
        texts.append("".join(letters))
        if i % 3 == 0:
            letters[int(rng.integers(40))] = "!"
            texts.append("".join(letters))
        if i % 5 == 0:
            texts.append(texts[-1])
    return [*texts, "", "", "가", "ab", "ab"]


def slow_first(texts: list[str], threshold: float, n: int) -> list[int]:
    """The first text of each one's connected component, from all pairs."""
    first = list(range(len(texts)))
    sets = [{t[i : i + n] for i in range(max(len(t) - n, 0) + 1)} if t else set() for t in texts]
    for i in range(len(texts)):
        for j in range(i):
            union = sets[i] | sets[j]
            if (
                first[i] != first[j]
                and (len(sets[i] & sets[j]) / len(union) if union else 1) >= threshold
            ):
                low, high = sorted((first[i], first[j]))
                first = [low if f == high else f for f in first]
    return first


@pytest.mark.parametrize("threshold", [0.7, 0.8, 1.0])
def test_groups_equal_those_of_all_pairs(threshold):
    texts = made()
    expected = slow_first(texts, threshold, 3)
    for threads in (1, 2, 5):
        found = mv.text.near_duplicates(iter(texts), threshold, threads=threads)
        assert found.first.tolist() == expected
    assert found.equal == len(texts) - len(set(texts))
    assert found.keep.sum() == len(set(expected))
    assert all(expected[i] == group[0] for group in found.groups for i in group)
    assert f"{int(found.keep.sum()):,} of {len(texts):,} texts kept" in str(found)


def test_deduplicate_keeps_the_first():
    kept, found = mv.text.deduplicate(
        ["정말 재밌는 영화예요", "별로", "정말 재밌는 영화예요!", "별로"], 0.7
    )
    assert list(kept) == ["정말 재밌는 영화예요", "별로"]
    assert found.groups == [[0, 2], [1, 3]]
    assert found.equal == 1


def test_words_as_elements():
    texts = ["a b c d e", "a  b c d e", "e d c b a"]
    assert mv.text.near_duplicates(texts, 0.99, ngrams_of="word", ngram=2).groups == [[0, 1]]
    assert mv.text.near_duplicates(texts, 0.99, ngrams_of="word", ngram=1).groups == [[0, 1, 2]]


def test_signatures_estimate_the_similarity():
    a = "".join(map(chr, range(0xAC00, 0xAC00 + 300)))
    b = "".join(map(chr, range(0xAC00 + 60, 0xAC00 + 330)))
    signatures = mv.text.minhash([a, b, ""], permutations=1000, ngram=2)
    true = mv.text.jaccard_similarity(a, b, ngram=2)
    assert np.mean(signatures[0] == signatures[1]) == pytest.approx(
        true, abs=4 * (true * (1 - true) / 1000) ** 0.5
    )
    assert (signatures[2] == 2**32 - 1).all()
    np.testing.assert_array_equal(
        signatures[:, :64], mv.text.minhash([a, b, ""], permutations=64, ngram=2)
    )


def test_likeness_of_sets():
    assert mv.text.jaccard_similarity([], []) == 1
    assert mv.text.jaccard_similarity(["a"], []) == 0
    assert mv.text.jaccard_similarity(["a", "b", "b"], ["b", "c"]) == pytest.approx(1 / 3)


def test_bands_find_what_is_just_at_the_threshold():
    for threshold in (0.5, 0.8, 0.95):
        bands, rows, recall = bands_for(threshold, 128)
        assert bands * rows <= 128
        assert recall >= 0.99


def test_mistakes():
    with pytest.raises(TypeError, match="iterable"):
        mv.text.near_duplicates("text")
    with pytest.raises(ValueError, match="threshold"):
        mv.text.near_duplicates(["a"], 0)
    with pytest.raises(ValueError, match="ngrams_of"):
        mv.text.near_duplicates(["a"], ngrams_of="jamo")
    with pytest.raises(ValueError, match="ngram"):
        mv.text.near_duplicates(["a"], ngram=0)
    assert mv.text.near_duplicates([]).groups == []
    with pytest.raises(ValueError, match="ngram"):
        mv.text.jaccard_similarity("abc", "abd", ngram=-1)


def test_texts_are_str() -> None:
    with pytest.raises(TypeError, match="number 1, from 0, is bytes"):
        mv.text.near_duplicates(["가", b"x"], 0.5)


def test_forms_of_unicode_are_no_difference() -> None:
    text = "정말 재밌는 영화예요"
    nfd = unicodedata.normalize("NFD", text)
    assert mv.text.near_duplicates([text, nfd]).equal == 1
    a, b = mv.text.minhash([text, nfd])
    assert (a == b).all()
    assert mv.text.jaccard_similarity(nfd, text, ngram=2) == 1
    assert mv.text.jaccard_similarity(nfd, text) == 1
    assert mv.text.jaccard_similarity(nfd.split(), text.split()) == 1


def test_seeds_are_checked() -> None:
    for wrong in (-1, float("nan"), "1", True):
        for call in (mv.text.minhash, mv.text.near_duplicates):
            with pytest.raises((TypeError, ValueError), match="seed="):
                call(["가"], seed=wrong)
