"""The neural language model: the twin's numbers, true probabilities, files, and what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from reference.nplm import Nplm as SlowNplm

import malvec as mv
from malvec import _core
from malvec.vocab import Vocab

PANEL = {"v4": 32, "v3": 16}.get(_core.ISA, 8)  # examples that the core updates together
SMALL = {"lr": 0.1, "min_lr": 0.01, "epochs": 2, "seed": 3}
KNOBS = [
    {"dim": 5, "context": 2, "hidden": 7, "loss": "full", "batch": 20},
    {"dim": 20, "context": 3, "hidden": 40, "direct": True, "samples": 50, "batch": 128},
    {"dim": 16, "context": 1, "hidden": 33, "direct": True, "loss": "full", "batch": 70},
    {"dim": 1, "context": 5, "hidden": 1, "samples": 3, "batch": 1, "sample_exponent": 0.5},
]


def zipf_corpus(words: int = 600, sentences: int = 60, seed: int = 0) -> mv.Corpus:
    """Sentences of 0 to 29 words, the low numbers most often."""
    rng = np.random.default_rng(seed)
    ids = [
        list(map(int, rng.zipf(1.3, size=rng.integers(0, 30)) % words)) for _ in range(sentences)
    ]
    return mv.Corpus.from_ids(ids, None, Vocab.from_words(f"w{i}" for i in range(words)))


def chain_corpus(sentences: int = 400) -> mv.Corpus:
    """a b c d e a b c …, from a random start: the next word is certain but for the first."""
    rng = np.random.default_rng(0)
    starts = rng.integers(0, 5, sentences)
    return mv.Corpus.from_tokens(
        [["abcde"[(s + i) % 5] for i in range(8)] for s in starts], min_count=1
    )


def state_of(recipe: mv.Nplm, corpus: mv.Corpus) -> dict[str, Any]:
    shapes = recipe._shapes(len(corpus.vocab))
    state = {
        name + of: _core.matrix(*shape) for of in ("", "_squares") for name, shape in shapes.items()
    }
    _core.initialize_nplm(recipe._native_knobs(), corpus.vocab.counts, state)
    return state


@pytest.mark.parametrize("knobs", KNOBS)
def test_it_matches_the_twin(knobs: dict[str, Any]) -> None:
    corpus, recipe = zipf_corpus(), mv.Nplm(**SMALL, **knobs, threads=1)
    slow = SlowNplm(
        [
            corpus.ids[a:b].tolist()
            for a, b in zip(corpus.offsets, corpus.offsets[1:], strict=False)
        ],
        corpus.vocab.counts,
        panel=PANEL,
        **{**recipe._native_knobs()},
    )
    state = state_of(recipe, corpus)
    trainer = _core.nplm(
        {**recipe._native_knobs(), "threads": 1},
        (corpus.ids, corpus.offsets, corpus.vocab.counts),
        state,
    )
    for epoch in range(2):
        chunks, tokens, _, loss = trainer.run_epoch(epoch, 0, None)
        assert (chunks, tokens) == (1, len(corpus.ids))
        assert loss == pytest.approx(slow.train_epoch(epoch), rel=1e-6)
    for name in ("input", "hidden", "output"):
        assert state[name] == pytest.approx(getattr(slow, name), rel=1e-4, abs=2e-5), name
    logs = _core.nplm_log_probabilities(
        recipe._native_knobs(), corpus.ids, corpus.offsets, state, None
    )
    assert logs == pytest.approx(slow.log_probabilities(), abs=1e-4)


class Gradient(SlowNplm):
    """Adds up the gradients and takes no step."""

    def update(self, name: str, rows: Any, gradient: Any) -> None:
        for row, g in zip(rows, gradient, strict=True):
            self.squares[name][row] += g


@pytest.mark.parametrize("direct", [False, True])
def test_the_twins_gradient_is_that_of_its_loss(direct: bool) -> None:
    knobs = {
        "dim": 3,
        "context": 2,
        "hidden": 4,
        "loss": "full",
        "batch": 99,
        "panel": 8,
        "lr": 1,
        "min_lr": 1,
        "epochs": 1,
    }
    slow = Gradient([[0, 1, 2, 1], [3, 0]], [2, 2, 1, 1], direct=direct, **knobs)
    slow.output += np.random.default_rng(1).normal(size=slow.output.shape)
    slow.train_epoch(0)
    for name in ("hidden", "output", "input"):
        rows, gradient = getattr(slow, name), slow.squares[name] - 1
        direction, small = np.random.default_rng(0).normal(size=rows.shape), 1e-5
        rows += small * direction
        above = -slow.log_probabilities().sum()
        rows -= 2 * small * direction
        below = -slow.log_probabilities().sum()
        rows += small * direction
        assert (above - below) / (2 * small) == pytest.approx(
            (gradient * direction).sum(), rel=1e-5
        ), name


@pytest.mark.parametrize("loss", ["full", "sampled"])
def test_it_learns_a_chain(loss: str) -> None:
    corpus = chain_corpus()
    model = mv.Nplm(
        dim=8, context=2, hidden=16, loss=loss, samples=4, epochs=20, batch=32, lr=0.3, threads=2
    ).fit(corpus)
    logs = model.log_probabilities(corpus)
    first = np.zeros(len(logs), bool)
    first[corpus.offsets[:-1]] = True
    assert np.exp(logs[~first]).mean() > 0.95
    assert np.exp(logs[first]).mean() == pytest.approx(0.2, abs=0.03)
    assert model.perplexity(corpus) == pytest.approx(np.exp(-logs.mean(dtype=float)))
    assert model.next_words(["a", "b"], topn=1)[0][0] == "c"
    assert sum(p for _, p in model.next_words([], topn=5)) == pytest.approx(1, abs=1e-6)
    assert model.next_words(iter("ab"), topn=0) == []


def test_a_model_is_read_like_its_vectors() -> None:
    model = mv.Nplm(dim=2, hidden=2, epochs=1).fit(chain_corpus(20))
    assert model.shape == np.asarray(model).shape == (len(model), 2)
    assert list(model) == list(model.vectors.vocab)
    assert "a" in model
    for which in ("a", ["a", "b"], 0, slice(2)):
        np.testing.assert_array_equal(model[which], model.vectors[which])


def test_probabilities_of_all_words_add_up_to_one() -> None:
    corpus = zipf_corpus(words=700)
    model = mv.Nplm(dim=9, context=2, hidden=10, epochs=1, direct=True).fit(corpus)
    before, count = corpus.ids[:2], len(corpus.vocab)
    ids = np.array([[*before, word] for word in range(count)], np.uint32)
    each = mv.Corpus.from_ids(ids.ravel(), np.arange(count + 1) * 3, corpus.vocab)
    logs = model.log_probabilities(each).reshape(count, 3)[:, 2]
    assert np.exp(logs.astype(float)).sum() == pytest.approx(1, abs=1e-5)
    found = dict(model.next_words([corpus.vocab[int(i)] for i in before], topn=count))
    assert [found[corpus.vocab[i]] for i in range(count)] == pytest.approx(
        np.exp(logs.astype(float)), rel=1e-4
    )


def test_saved_and_loaded_it_says_the_same(tmp_path: Path) -> None:
    corpus = chain_corpus(50)
    model = mv.Nplm(dim=8, context=2, hidden=5, epochs=2).fit(corpus)
    model.save(tmp_path / "m.safetensors")
    loaded = mv.vectors.LanguageModel.load(tmp_path / "m.safetensors")
    assert np.array_equal(loaded.log_probabilities(corpus), model.log_probabilities(corpus))
    vectors = mv.WordVectors.load(tmp_path / "m.safetensors")
    assert np.array_equal(vectors.matrix, model.vectors.matrix)
    assert vectors.report.recipe["name"] == "Nplm"


def test_vectors_without_a_language_model_are_named(tmp_path: Path) -> None:
    mv.WordVectors(Vocab.from_words(["a"]), np.ones((1, 2), np.float32)).save(
        tmp_path / "v.safetensors"
    )
    with pytest.raises(mv.FormatError, match="word vectors, not a language model"):
        mv.vectors.LanguageModel.load(tmp_path / "v.safetensors")


def test_what_it_refuses() -> None:
    corpus = chain_corpus(20)
    model = mv.Nplm(dim=2, hidden=2, epochs=1).fit(corpus)
    with pytest.raises(ValueError, match=r"vocab=model\.vectors\.vocab"):
        model.perplexity(mv.Corpus.from_tokens([["x", "y"]], min_count=1))
    with pytest.raises(KeyError, match="zebra"):
        model.next_words(["zebra"])
    with pytest.raises(TypeError, match="list of words"):
        model.next_words("ab")
    for before in (None, 5, {"a"}):
        with pytest.raises(TypeError, match="a list of names"):
            model.next_words(before)  # type: ignore[arg-type]
    for topn, error in ((-1, ValueError), (1.5, TypeError), (None, TypeError)):
        with pytest.raises(error, match="topn="):
            model.next_words(["a"], topn=topn)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="Corpus"):
        mv.Nplm().fit(["text"])  # type: ignore[arg-type]
    with pytest.raises(MemoryError, match="lower dim"):
        mv.Nplm(dim=60000, hidden=60000, context=100).fit(corpus)


@pytest.mark.parametrize(
    "knobs",
    [
        {"dim": 0},
        {"context": 0},
        {"hidden": 0},
        {"loss": "nce"},
        {"samples": 0},
        {"batch": 5000},
        {"lr": 0.0},
        {"sample_exponent": 2.0},
        {"min_lr": 1.0},
        {"epochs": 0},
    ],
)
def test_knobs_out_of_range_are_named(knobs: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(knobs))):
        mv.Nplm(**knobs)


def test_what_is_not_finite_is_an_error() -> None:
    corpus, recipe = zipf_corpus(), mv.Nplm(dim=4, hidden=4, epochs=1)
    state = state_of(recipe, corpus)
    state["hidden"][0, 0] = np.inf
    trainer = _core.nplm(
        {**recipe._native_knobs(), "threads": 2},
        (corpus.ids, corpus.offsets, corpus.vocab.counts),
        state,
    )
    with pytest.raises(mv.errors.NumericalError, match="smaller lr"):
        trainer.run_epoch(0, 0, None)
