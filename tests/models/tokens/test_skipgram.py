"""Skip-gram and CBOW against their slow twin, and what they learn."""

import contextlib
import dataclasses
import math
from itertools import pairwise

import numpy as np
import pytest
from reference.word2vec import Word2Vec

import malvec as mv
from malvec import _core


def zipf_corpus(tokens=9000, words=60, length=700, seed=3):
    """Sentences longer than a chunk's share, some short, words by a Zipf law."""
    rng = np.random.default_rng(seed)
    probability = 1 / np.arange(1, words + 1)
    ids = rng.choice(words, tokens, p=probability / probability.sum())
    ids[:words] = np.arange(words)
    cuts = [0, 1, 5, *range(50, tokens, length), tokens]
    sentences = [ids[a:b].tolist() for a, b in pairwise(cuts)]
    return sentences, mv.Corpus.from_ids(
        sentences, None, mv.Vocab.from_words([f"w{i}" for i in range(words)])
    )


CASES = [
    mv.Skipgram(),
    mv.Skipgram(negatives="pair"),
    mv.Skipgram(negative=12),
    mv.Skipgram(negative=1, shrink_windows=False, window=3),
    mv.Skipgram(loss="hs"),
    mv.Skipgram(sample=0, ns_exponent=0.5),
    mv.Cbow(),
    mv.Cbow(context="sum", loss="hs"),
    mv.Cbow(exact_gradient=True, negative=7),
]


@pytest.mark.parametrize("recipe", CASES, ids=str)
def test_equals_its_slow_twin(recipe):
    recipe = dataclasses.replace(
        recipe, dim=20, epochs=2, threads=1, sample=1e-2 if recipe.sample else 0
    )
    sentences, corpus = zipf_corpus(tokens=5000)
    twin = Word2Vec(sentences, corpus.vocab.counts.tolist(), recipe.describe())
    losses = []
    for epoch in range(2):
        twin.loss = twin.pairs = 0
        twin.train_epoch(epoch)
        losses.append(twin.loss / twin.pairs)
    vectors = recipe.fit(corpus)
    scale = np.abs(twin.input).max()
    assert np.abs(vectors.matrix - twin.input).max() < 2e-3 * scale
    assert np.abs(vectors.output - twin.output).max() < 2e-3 * np.abs(twin.output).max()
    assert vectors.report.losses == pytest.approx(losses, rel=1e-4)


COMPOSED = [
    mv.Skipgram(),
    mv.Skipgram(negatives="pair"),
    mv.Skipgram(loss="hs", window=2),
    mv.Cbow(),
    mv.Cbow(exact_gradient=True),
]


@pytest.mark.parametrize("recipe", COMPOSED, ids=str)
def test_composed_words_equal_their_slow_twin(recipe):
    knobs = dataclasses.replace(recipe, dim=20, epochs=1, threads=1, sample=1e-2).describe()
    sentences, corpus = zipf_corpus()
    rng = np.random.default_rng(8)
    row_lists = [[word, *(60 + rng.integers(0, 40, 5)).tolist()] for word in range(60)]
    row_lists[7] += [99, 99]
    twin = Word2Vec(sentences, corpus.vocab.counts.tolist(), knobs, row_lists)
    twin.train_epoch(0)
    input, output = _core.matrix(100, 20), _core.matrix(60, 20)
    _core.initialize_rows(input, recipe.seed)
    offsets = np.cumsum([0, *map(len, row_lists)]).astype(np.uint64)
    matrices = (input, output, offsets, np.concatenate(row_lists).astype(np.uint32))
    native = dataclasses.replace(recipe, dim=20, epochs=1, threads=1, sample=1e-2)._native_knobs()
    trainer = getattr(_core, recipe._native_name())(
        native, (corpus.ids, corpus.offsets, corpus.vocab.counts), matrices
    )
    chunks, _, pairs, loss = trainer.run_epoch(0, 0, None)
    assert (chunks, pairs) == (3, twin.pairs)
    assert loss == pytest.approx(twin.loss, rel=1e-4)
    assert np.abs(input - twin.input).max() < 2e-3 * np.abs(twin.input).max()
    assert np.abs(output - twin.output).max() < 2e-3 * np.abs(twin.output).max()


LOSSES = [
    mv.Skipgram(),
    mv.Skipgram(negatives="pair"),
    mv.Skipgram(loss="hs"),
    mv.Cbow(),
    mv.Cbow(loss="hs"),
]


@pytest.mark.parametrize("recipe", LOSSES, ids=str)
@pytest.mark.parametrize("threads", [1, 4])
def test_words_of_one_topic_become_neighbours(recipe, threads):
    rng = np.random.default_rng(1)
    topics = [[f"topic{t}word{i}" for i in range(20)] for t in range(4)]
    sentences = [rng.choice(topics[k % 4], 12).tolist() for k in range(6000)]
    corpus = mv.Corpus.from_tokens(sentences, min_count=1)
    vectors = dataclasses.replace(recipe, dim=16, epochs=3, sample=0, threads=threads).fit(corpus)
    for topic in range(4):
        near = vectors.most_similar(f"topic{topic}word0", topn=15)
        assert sum(word.startswith(f"topic{topic}word") for word, _ in near) >= 14
    assert vectors.report.losses[-1] < vectors.report.losses[0]
    assert vectors.report.deterministic == (threads == 1)


def test_hierarchical_softmax_takes_any_number_of_negatives() -> None:
    corpus = mv.Corpus.from_tokens([["a", "b", "c"]] * 20, min_count=1)
    for recipe in (mv.Skipgram, mv.Cbow, mv.Doc2Vec):
        knobs = {"dim": 4, "epochs": 2, "sample": 0, "loss": "hs", "threads": 1}
        none, some = (recipe(negative=n, **knobs).fit(corpus) for n in (0, 5))
        np.testing.assert_array_equal(none.matrix, some.matrix)


BAD_KNOBS = [
    ({"dim": 0}, "dim=0"),
    ({"dim": -1}, "dim=-1"),
    ({"dim": 1 << 40}, "dim="),
    ({"dim": "100"}, "dim='100'"),
    ({"window": 0}, "window=0"),
    ({"negative": 0}, "negative=0"),
    ({"epochs": 0}, "epochs=0"),
    ({"lr": float("nan")}, "lr=nan"),
    ({"lr": float("inf")}, "lr=inf"),
    ({"lr": 0.0}, "lr=0"),
    ({"min_lr": 1.0}, "min_lr=1"),
    ({"sample": -1.0}, "sample=-1"),
    ({"ns_exponent": float("nan")}, "ns_exponent=nan"),
    ({"threads": 10**6}, "threads=1000000"),
    ({"threads": 0}, "threads=0"),
    ({"seed": -1}, "seed=-1"),
    ({"loss": "softmax"}, "loss='softmax'"),
]


@pytest.mark.parametrize("recipe", [mv.Skipgram, mv.Cbow])
@pytest.mark.parametrize(("knobs", "message"), BAD_KNOBS, ids=[message for _, message in BAD_KNOBS])
def test_a_bad_knob_is_named_when_the_recipe_is_made(recipe, knobs, message):
    with pytest.raises((ValueError, TypeError), match=message):
        recipe(**knobs)


@pytest.mark.parametrize(
    ("recipe", "knob", "choices"),
    [(mv.Skipgram, "negatives", "'window'.*'pair'"), (mv.Cbow, "context", "'mean'.*'sum'")],
)
def test_a_bad_choice_names_the_choices(recipe, knob, choices):
    with pytest.raises(ValueError, match=f"{knob}='line'.*{choices}"):
        recipe(**{knob: "line"})


@pytest.mark.parametrize("recipe", [mv.Skipgram, mv.Cbow, lambda **k: mv.Skipgram(loss="hs", **k)])
def test_tiny_corpora(recipe):
    for sentences in ([["a", "a", "a"]], [["a", "b"]], [["a", "b"], ["c"]]):
        vectors = recipe(dim=4, epochs=2, sample=0).fit(
            mv.Corpus.from_tokens(sentences, min_count=1)
        )
        assert np.isfinite(vectors.matrix).all()


def test_hard_training_stays_finite_or_says_so():
    _, corpus = zipf_corpus(tokens=2000, words=33)
    vectors = mv.Skipgram(dim=8, epochs=100, lr=0.1, sample=0).fit(corpus)
    assert np.isfinite(vectors.matrix).all()


def test_wild_training_stays_finite_or_says_so():
    _, corpus = zipf_corpus(tokens=2000, words=33)
    with contextlib.suppress(mv.errors.NumericalError):
        vectors = mv.Cbow(dim=8, epochs=50, lr=10.0, context="sum", sample=0).fit(corpus)
        assert np.isfinite(vectors.matrix).all()


def test_numbers_that_overflow_end_training_with_advice():
    _, corpus = zipf_corpus()
    huge = np.full((60, 8), 1e30, np.float32)
    spoilt = mv.WordVectors(corpus.vocab, huge, output=huge)
    for recipe in (mv.Skipgram, mv.Cbow):
        with pytest.raises(mv.errors.NumericalError, match="smaller lr"):
            recipe(dim=8).fit(corpus, initial=spoilt)


def test_heldout_loss_sees_what_was_learned():
    rng = np.random.default_rng(2)
    sentences = [[f"t{k % 5}w{i}" for i in rng.integers(0, 10, 10)] for k in range(3000)]
    train, test = mv.Corpus.from_tokens(sentences[:2500], min_count=1), sentences[2500:]
    for recipe in (mv.Skipgram, mv.Cbow):
        for loss in ("ns", "hs"):
            short, long = (
                recipe(dim=16, epochs=epochs, sample=0, loss=loss, threads=1).fit(train)
                for epochs in (1, 5)
            )
            heldout = mv.Corpus.from_tokens(test, vocab=train.vocab)
            assert mv.evaluate.heldout_loss(long, heldout, examples=500) < mv.evaluate.heldout_loss(
                short, heldout, examples=500
            )


def test_heldout_loss_beside_empty_sentences():
    train = mv.Corpus.from_tokens([["a", "b"]] * 50, min_count=1)
    vectors = mv.Skipgram(dim=4, epochs=1, sample=0, threads=1).fit(train)
    heldout = mv.Corpus.from_tokens([["a", "b"], [], []], vocab=train.vocab, keep_empty=True)
    assert mv.evaluate.heldout_loss(vectors, heldout, examples=20) > 0
    alone = mv.Corpus.from_tokens([["a"], ["b"]], vocab=train.vocab)
    with pytest.raises(ValueError, match="no sentence of two known words"):
        mv.evaluate.heldout_loss(vectors, alone, examples=20)


def test_heldout_loss_survives_many_ticks():
    vocab = mv.Vocab.from_words([f"w{i}" for i in range(20000)], counts=range(20000, 0, -1))
    rows = _core.matrix(20000, 100)
    corpus = mv.Corpus.from_ids([[0, 1, 2, 3]], None, vocab)
    vectors = mv.WordVectors(vocab, rows, output=rows)
    assert mv.evaluate.heldout_loss(vectors, corpus, examples=3000, threads=1) == pytest.approx(
        6 * math.log(2), rel=1e-5
    )


def test_heldout_loss_before_training_is_that_of_a_coin():
    _, corpus = zipf_corpus()
    stopped = mv.Skipgram(dim=8, lr=1e-9, min_lr=0, epochs=1, threads=1).fit(corpus)
    assert mv.evaluate.heldout_loss(stopped, corpus, examples=200) == pytest.approx(
        6 * math.log(2), rel=1e-3
    )
