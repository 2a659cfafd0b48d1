"""Text that threads of the core clean and cut becomes the corpus that Python's tokenizers make."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from made.core_tokenizers import HOSTILE, TOKENIZERS, random_texts

import malvec as mv
from malvec.corpus import Corpus
from malvec.tokenizers import LTokenizer, Tokenizer, WithoutStopWords, description
from malvec.tokenizers.description import core_tokenizer

each_tokenizer = pytest.mark.parametrize("tokenizer", TOKENIZERS, ids=lambda t: f"{t!r:.40}")
NORMALIZERS = [None, mv.Normalizer(), mv.Normalizer(html=True, controls=True, repeats=2)]


@dataclass(frozen=True)
class InPython(Tokenizer):
    """A tokenizer that the core does not know."""

    tokenizer: Tokenizer

    def __call__(self, text: str) -> list[str]:
        return self.tokenizer(text)


def same(found: Corpus, expected: Corpus) -> None:
    assert list(found.vocab) == list(expected.vocab)
    assert found.ids.tolist() == expected.ids.tolist()
    assert found.offsets.tolist() == expected.offsets.tolist()
    for counted in ("lines", "empty_lines", "longest_line", "tokens", "kept"):
        assert getattr(found.report, counted) == getattr(expected.report, counted), counted


@each_tokenizer
@pytest.mark.parametrize("normalizer", NORMALIZERS, ids=["raw", "nfc", "cleaned"])
@pytest.mark.parametrize("keep_empty", [False, True])
def test_files(
    tokenizer: Tokenizer, normalizer: mv.Normalizer | None, keep_empty: bool, tmp_path: Path
) -> None:
    seed = time.time_ns() % 1_000_000
    lines = [text.replace("\n", "<b>") for text in HOSTILE + random_texts(seed, 400)]
    path = tmp_path / f"seed {seed}.txt"
    path.write_bytes("\r\n\n".join(lines).encode("utf-8", "surrogateescape"))
    how = {"normalizer": normalizer, "keep_empty": keep_empty, "min_count": 1}
    expected = Corpus.from_files(path, tokenizer=InPython(tokenizer), processes=0, **how)
    for threads in (1, 3):
        found = Corpus.from_files(path, tokenizer=tokenizer, threads=threads, **how)
        same(found, expected)
        assert found.report.processes == 0
    stored = tmp_path / "stored.safetensors"
    same(Corpus.from_files(path, tokenizer=tokenizer, store=stored, **how), expected)


@each_tokenizer
@pytest.mark.parametrize("normalizer", NORMALIZERS, ids=["raw", "nfc", "cleaned"])
def test_texts(tokenizer: Tokenizer, normalizer: mv.Normalizer | None) -> None:
    seed = time.time_ns() % 1_000_000
    print(f"seed {seed}")
    texts = [*HOSTILE, *random_texts(seed, 400), "가\n나\r", "\n", "나\r\n"]
    how = {"normalizer": normalizer, "keep_empty": True, "min_count": 1}
    expected = Corpus.from_texts(texts, tokenizer=InPython(tokenizer), processes=0, **how)
    found = Corpus.from_texts(iter(texts), tokenizer=tokenizer, processes=7, **how)
    if not isinstance(tokenizer, tuple(map(type, TOKENIZERS[:3]))):
        same(found, expected)
    assert list(found) == list(expected)


@pytest.mark.parametrize("tokenizer", [TOKENIZERS[0], InPython(TOKENIZERS[0])])
def test_a_last_line_that_vanishes_is_a_line(tokenizer: Tokenizer, tmp_path: Path) -> None:
    path, how = tmp_path / "text.txt", {"normalizer": mv.Normalizer(emoji=True), "min_count": 1}
    path.write_text("가\n😀", "utf-8")
    corpus = Corpus.from_files(path, tokenizer=tokenizer, keep_empty=True, processes=0, **how)
    assert list(corpus) == [["가"], []]
    assert (corpus.report.lines, corpus.report.empty_lines) == (2, 1)


def test_a_text_that_is_none_is_told_with_its_number() -> None:
    cut = LTokenizer({"영화": 0.5})
    with pytest.raises(TypeError, match="number 2, from 0, is int: 3"):
        Corpus.from_texts(["a", "b", 3], tokenizer=cut, min_count=1)  # type: ignore[list-item]
    with pytest.raises(ValueError, match="no texts were given"):
        Corpus.from_texts([], tokenizer=cut)
    with pytest.raises(ValueError, match="read before"):
        Corpus.from_texts(iter([]), tokenizer=cut)


def test_many_long_forms_that_lie_in_no_block() -> None:
    words = [f"{'e' * (i % 90)}\u0301{i}" for i in range(3_000)]
    text = " ".join(words)
    made = Corpus.from_texts([text, text], tokenizer=LTokenizer({"xx": 1.0}), min_count=1)
    expected = Corpus.from_texts(
        [text, text], tokenizer=InPython(LTokenizer({"xx": 1.0})), min_count=1, processes=0
    )
    same(made, expected)


def test_the_core_makes_a_tokenizer_once_and_forgets_it_with_it() -> None:
    cut = WithoutStopWords(LTokenizer({"영화": 0.5}))
    key, core = id(cut), core_tokenizer(cut)
    assert core is not None
    assert core_tokenizer(cut) is core
    assert core_tokenizer(InPython(cut)) is None
    del cut
    assert key not in description._cores
