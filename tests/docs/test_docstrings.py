"""Every ``>>>`` of the docstrings runs and gives what it shows.

An example sees its module, ``mv``, ``np``, ``scipy``, those of the objects of ``OBJECTS`` that it
names, and the files of ``samples.py`` in the current folder. What this machine lacks for one is
found by its names, in ``needs.py``.
"""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import scipy.sparse
from docs.matching import Checker
from docs.needs import lacking

import malvec as mv
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

KINDS = {
    "사람": ["왕", "여왕", "남자", "여자"],
    "때": ["봄", "여름", "가을", "겨울"],
    "나라": ["한국", "일본", "프랑스"],
    "과일": ["사과", "배", "포도"],
    "곳": ["도시", "마을"],
    "마음": ["희망", "젊음", "사랑"],
}


@cache
def word_vectors() -> WordVectors:
    """Words of a few kinds, each kind in a direction of its own; 왕 : 남자 = 여왕 : 여자, about."""
    words = [word for kind in KINDS.values() for word in kind]
    noise = np.random.default_rng(3).standard_normal((len(words), 16))
    matrix = 0.3 * noise
    for axis, kind in enumerate(KINDS.values()):
        matrix[[words.index(word) for word in kind], axis] += 2
    king, queen, man, woman = (words.index(word) for word in KINDS["사람"])
    matrix[queen] = matrix[king] - matrix[man] + matrix[woman] + 0.2 * noise[queen]
    counts = np.arange(len(words), 0, -1, dtype=np.uint64)
    return WordVectors(Vocab.from_words(words, counts.tolist()), matrix.astype(np.float32))


@cache
def reviews() -> list[mv.datasets.Review]:
    """Film reviews."""
    return list(islice(mv.datasets.reviews(), 3000))


@cache
def texts() -> list[str]:
    """Their texts."""
    return [review.text for review in reviews()]


@cache
def films() -> list[int]:
    """The film of each."""
    return [review.film for review in reviews()]


@cache
def corpus() -> mv.Corpus:
    """The corpus of the reviews."""
    return mv.Corpus.from_texts(
        texts(), tokenizer=mv.tokenizers.Mecab(), min_count=3, keep_empty=True
    )


@cache
def heldout() -> mv.Corpus:
    """Other reviews, in the words of the corpus."""
    new = [review.text for review in islice(mv.datasets.reviews(), 3000, 3300)]
    return mv.Corpus.from_texts(new, tokenizer=mv.tokenizers.Mecab(), vocab=corpus().vocab)


@cache
def factors() -> mv.Factors:
    """What four listeners like."""
    plays = scipy.sparse.csr_array([[5, 3, 0, 0], [4, 4, 1, 0], [0, 0, 5, 4.0], [0, 4, 0, 0]])
    listeners, songs = ["kim", "lee", "park", "choi"], ["봄날", "밤편지", "좋은 날", "팔레트"]
    return mv.Als(dim=2, threads=1).fit(plays, row_names=listeners, column_names=songs)


@cache
def labels() -> list[str]:
    """Whether the reviews are good."""
    return ["good" if review.rating > 7 else "bad" for review in reviews()]


@cache
def skipgram() -> WordVectors:
    """Vectors of the words of the reviews."""
    return mv.Skipgram(dim=100, epochs=25, threads=1).fit(corpus())


OBJECTS: dict[str, Callable[[], Any]] = {
    "vectors": word_vectors,
    "skipgram": skipgram,
    "encoder": cache(lambda: mv.Sif().fit(skipgram(), corpus())),
    "labels": labels,
    "bpe": cache(lambda: mv.Bpe(vocab_size=2000).fit(texts())),
    "spacing": cache(lambda: mv.Spacing(min_count=2).fit(mv.datasets.review_texts()[:20_000])),
    "statistics": cache(lambda: mv.word_discovery.count_words(texts())),
    "reviews": reviews,
    "texts": texts,
    "films": films,
    "corpus": corpus,
    "heldout": heldout,
    "counts": cache(lambda: mv.count(corpus(), window=5)),
    "factors": factors,
    "documents": cache(lambda: mv.Doc2Vec(dim=100, threads=1).fit(corpus(), tags=films())),
    "matrix": cache(lambda: np.random.default_rng(0).standard_normal((40_000, 100), np.float32)),
}
# Sentences are pooled from vectors that know how their text was cut.
IN_A_ROOM = {room: {"vectors": skipgram} for room in ("malvec.sentences", "malvec.estimators")}
OF_AN_ANALYSER = {"corpus", "heldout", "counts", "documents", "skipgram", "encoder"}


def modules() -> list[str]:
    """All modules but those that do something when they are imported."""
    found = pkgutil.walk_packages(mv.__path__, "malvec.")
    python = [info.name for info in found if not info.name.split(".")[1].startswith("_")]
    return ["malvec", *sorted(python)]


def examples_of(module: ModuleType) -> Iterator[doctest.DocTest]:
    """The docstrings of a module that have an example."""
    for test in doctest.DocTestFinder(exclude_empty=True).find(module):
        if test.examples:
            yield test


def objects_of(test: doctest.DocTest) -> dict[str, Callable[[], Any]]:
    """The objects that an example names."""
    source = "".join(example.source for example in test.examples)
    inside = (found for room, found in IN_A_ROOM.items() if f"{test.name}.".startswith(f"{room}."))
    known = OBJECTS | next(inside, {})
    return {name: made for name, made in known.items() if re.search(rf"\b{name}\b", source)}


def lacked(test: doctest.DocTest) -> list[str]:
    """What an example needs that this machine lacks."""
    source = "".join(example.source for example in test.examples)
    made_by = {OBJECTS[name] for name in OF_AN_ANALYSER}
    analyser = "Mecab" if made_by & set(objects_of(test).values()) else ""
    return lacking(f"{source} {analyser}")


def run(test: doctest.DocTest) -> tuple[int, str]:
    """How many examples of a docstring failed, and what was said."""
    named = {name: made() for name, made in objects_of(test).items()}
    test.globs = {"mv": mv, "malvec": mv, "np": np, "scipy": scipy, **named, **test.globs}
    said: list[str] = []
    runner = doctest.DocTestRunner(Checker(), verbose=False)
    failed, _ = runner.run(test, out=said.append)
    return failed, "".join(said)


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", modules())
def test_the_examples_of_a_module_are_true(name: str, sample_folder: Path) -> None:
    failures = []
    word_vectors().save("reviews.safetensors")
    for test in examples_of(importlib.import_module(name)):
        if lacked(test):
            continue
        failed, said = run(test)
        if failed:
            failures.append(said)
    assert not failures, "\n".join(failures)


def test_no_example_is_skipped_by_a_comment() -> None:
    for name in modules():
        assert "+SKIP" not in inspect.getsource(importlib.import_module(name)), name


def test_there_are_examples_and_a_false_one_is_noticed() -> None:
    assert sum(1 for name in modules() for _ in examples_of(importlib.import_module(name))) > 150
    parser = doctest.DocTestParser()
    false = parser.get_doctest(">>> len(vectors)\n3\n", {}, "false", None, 0)
    assert run(false)[0] == 1
