"""Doc2Vec against its slow twin, what it learns, and inference."""

import contextlib
import dataclasses
import json

import numpy as np
import pytest
from reference.doc2vec import Doc2Vec as Twin

import malvec as mv

CASES = [
    mv.Doc2Vec(),
    mv.Doc2Vec(negative=12),
    mv.Doc2Vec(loss="hs"),
    mv.Doc2Vec(dbow_words=True),
    mv.Doc2Vec(dm=True),
    mv.Doc2Vec(dm=True, combine="sum", negative=2),
    mv.Doc2Vec(dm=True, loss="hs", shrink_windows=False),
    mv.Doc2Vec(dm=True, combine="concat", window=3),
    mv.Doc2Vec(dm=True, combine="concat", loss="hs", window=2),
]
MODELS = [
    mv.Doc2Vec(),
    mv.Doc2Vec(dbow_words=True),
    mv.Doc2Vec(dm=True),
    mv.Doc2Vec(dm=True, combine="concat", window=3),
]


def small_corpus(concat=False):
    """Sentences of 1 to 40 words, one empty, one longer than a chunk, and tags of several kinds;
    shared, and missing but for concat."""
    rng = np.random.default_rng(3)
    probability = 1 / np.arange(1, 61)
    lengths = [1, 0, 4120, *rng.integers(1, 25, 60)]
    sentences = [rng.choice(60, n, p=probability / probability.sum()).tolist() for n in lengths]
    sentences[0] = [7]
    sentences.append(list(range(60)))
    tags = [[f"t{i % 20}", i] for i in range(len(sentences))]
    if not concat:
        tags[5], tags[6], tags[7] = [], ["t1"], ["t1", "t2", "t3"]
    return (
        sentences,
        mv.Corpus.from_ids(sentences, None, mv.Vocab.from_words([f"w{i}" for i in range(60)])),
        tags,
    )


def topical(texts=600):
    rng = np.random.default_rng(1)
    return [" ".join(f"topic{k % 4}word{i}" for i in rng.integers(0, 20, 12)) for k in range(texts)]


def without_padding(output, recipe):
    """Output rows of concat lie in whole cache lines."""
    if not (recipe.dm and recipe.combine == "concat"):
        return output
    stride = -(-recipe.dim // 16) * 16
    return output.reshape(len(output), -1, stride)[:, :, : recipe.dim].reshape(len(output), -1)


@pytest.mark.parametrize("recipe", CASES, ids=str)
def test_equals_its_slow_twin(recipe):
    recipe = dataclasses.replace(recipe, dim=20, epochs=2, threads=1, sample=1e-2)
    sentences, corpus, tags = small_corpus(recipe.combine == "concat")
    vectors = recipe.fit(corpus, tags)
    rows = [[vectors.tags.find(tag) for tag in each] for each in tags]
    twin = Twin(sentences, corpus.vocab.counts.tolist(), recipe.describe(), rows)
    twin.documents[vectors.tags.find(1)] = 0  # the only tag whose document has no word
    losses = []
    for epoch in range(2):
        twin.loss = twin.pairs = 0
        twin.train_epoch(epoch)
        losses.append(twin.loss / twin.pairs)
    assert vectors.report.losses == pytest.approx(losses, rel=1e-4)
    assert np.abs(vectors.matrix - twin.documents).max() < 2e-3 * np.abs(twin.documents).max()
    output = without_padding(vectors.output, recipe)
    assert np.abs(output - twin.output).max() < 2e-3 * np.abs(twin.output).max()
    if vectors.word_vectors is not None:
        assert (
            np.abs(vectors.word_vectors.matrix - twin.input).max() < 2e-3 * np.abs(twin.input).max()
        )
    assert (vectors.word_vectors is not None) == (recipe.dm or recipe.dbow_words)


@pytest.mark.parametrize("recipe", CASES, ids=str)
def test_inference_equals_its_slow_twin(recipe):
    recipe = dataclasses.replace(recipe, dim=20, epochs=1, threads=1, sample=1e-2)
    sentences, corpus, _ = small_corpus()
    vectors = recipe.fit(corpus)
    twin = Twin(
        sentences,
        corpus.vocab.counts.tolist(),
        recipe.describe(),
        [[i] for i in range(len(sentences))],
    )
    twin.output, twin.input = without_padding(vectors.output, recipe).astype(float), twin.input
    if vectors.word_vectors is not None:
        twin.input = np.asarray(vectors.word_vectors.matrix, float)
    how = {"epochs": 3, "lr": 0.1, "min_lr": 0.01, "seed": 9}
    for ids in ([7], sentences[20], sentences[21] + sentences[22]):
        found = vectors.infer([[f"w{i}" for i in ids]], **how)[0]
        expected = twin.infer(ids, how)
        assert np.abs(found - expected).max() < 2e-3 * np.abs(expected).max()


@pytest.mark.parametrize("recipe", [*MODELS, mv.Doc2Vec(loss="hs")], ids=str)
@pytest.mark.parametrize("threads", [1, 4])
def test_documents_of_one_topic_become_neighbours(recipe, threads):
    texts = topical()
    corpus = mv.Corpus.from_texts(texts, min_count=1)
    films = [f"film {k % 12}" for k in range(len(texts))]
    documents = dataclasses.replace(recipe, dim=16, epochs=10, sample=0, threads=threads).fit(
        corpus, films
    )
    assert len(documents) == 12
    assert documents.report.losses[-1] < documents.report.losses[0]
    assert documents.report.deterministic == (threads == 1)
    for film in range(12):
        near = {
            int(tag.split()[1]) % 4 for tag, _ in documents.most_similar(f"film {film}", topn=2)
        }
        assert near == {film % 4}
    found = [
        documents.most_similar(vector, topn=1)[0][0]
        for vector in documents.infer(topical(40), epochs=20)
    ]
    assert np.mean([int(tag.split()[1]) % 4 == k % 4 for k, tag in enumerate(found)]) > 0.9


def test_words_trained_along_share_the_space():
    texts = topical()
    corpus = mv.Corpus.from_texts(texts, min_count=1)
    tags = [k % 4 for k in range(len(texts))]
    documents = mv.Doc2Vec(dim=16, sample=0, dbow_words=True).fit(corpus, tags)
    for topic in range(4):
        assert documents.word_vectors.most_similar(documents[topic], topn=1)[0][0].startswith(
            f"topic{topic}"
        )
    assert mv.Doc2Vec(dim=4, epochs=1).fit(corpus, tags).word_vectors is None


BAD_KNOBS = [
    ({"dim": 0}, "dim=0"),
    ({"epochs": 0}, "epochs=0"),
    ({"lr": float("nan")}, "lr=nan"),
    ({"combine": "max", "dm": True}, "combine='max'.*'concat'"),
    ({"combine": "sum"}, "combine='sum'.*dm=True"),
    ({"dm": True, "dbow_words": True}, "dbow_words"),
    ({"dm": "yes"}, "dm='yes'"),
]


@pytest.mark.parametrize(("knobs", "message"), BAD_KNOBS, ids=[message for _, message in BAD_KNOBS])
def test_a_bad_knob_is_named_when_the_recipe_is_made(knobs, message):
    with pytest.raises((ValueError, TypeError), match=message):
        mv.Doc2Vec(**knobs)


@pytest.fixture(scope="module", params=MODELS, ids=str)
def trained(request):
    corpus = mv.Corpus.from_texts(topical(), min_count=1)
    return dataclasses.replace(request.param, dim=20, epochs=3, sample=1e-2).fit(corpus)


def test_a_text_has_one_vector_whatever_else_is_inferred(trained):
    texts = topical(300)
    before = (
        trained.output.copy(),
        trained.matrix.copy(),
        None if trained.word_vectors is None else trained.word_vectors.matrix.copy(),
    )
    all = trained.infer(texts, threads=4)
    assert np.array_equal(all, trained.infer(texts, threads=1))
    assert np.array_equal(all[::-1], trained.infer(texts[::-1], threads=2))
    assert np.array_equal(all[17], trained.infer(texts[17]))
    assert np.array_equal(all[17], trained.infer([f"neverseen {texts[17]}"])[0])
    assert np.array_equal(all[:3], trained.infer([text.split() for text in texts[:3]]))
    assert not np.array_equal(all[17], trained.infer(texts[17], seed=2))
    assert np.array_equal(before[0], trained.output)
    assert np.array_equal(before[1], trained.matrix)
    assert trained.word_vectors is None or np.array_equal(before[2], trained.word_vectors.matrix)


def test_texts_without_a_known_word_have_zeros(trained):
    texts = ["", "neverseen", "topic1word1", " \t"]
    vectors = trained.infer(texts)
    assert vectors.any(1).tolist() == [False, False, True, False]
    assert not trained.infer(["neverseen"] * 100).any()
    assert trained.infer([""] * 99 + ["topic1word1"]).any(1).sum() == 1
    assert trained.infer([]).shape == (0, 20)
    assert trained.infer("").shape == (20,)


def test_bad_inference_is_named(trained):
    with pytest.raises(ValueError, match="epochs=0"):
        trained.infer("topic1word1", epochs=0)
    with pytest.raises(ValueError, match="lr"):
        trained.infer("topic1word1", lr=float("nan"))
    with pytest.raises(TypeError, match="all be str"):
        trained.infer(["a", ["b"]])
    with pytest.raises(ValueError, match="threads=0"):
        trained.infer("topic1word1", threads=0)


def test_a_corpus_of_tokens_asks_for_a_tokenizer():
    documents = mv.Doc2Vec(dim=4, epochs=1, sample=0).fit(
        mv.Corpus.from_tokens([["a b", "c"], ["c"]], min_count=1)
    )
    for count in (1, 100):
        with pytest.raises(ValueError, match="tokenizer"):
            documents.infer(["c"] * count)
        assert documents.infer(["c"] * count, tokenizer=str.split).any()
        assert documents.infer([["a b"]] * count).any()


def test_tiny_corpora():
    for recipe in (*MODELS, mv.Doc2Vec(loss="hs"), mv.Doc2Vec(loss="hs", dm=True)):
        for sentences in ([["a"]], [["a", "a"]], [["a"], ["b", "a"]]):
            corpus = mv.Corpus.from_tokens(sentences, min_count=1)
            documents = dataclasses.replace(recipe, dim=4, epochs=2, sample=0).fit(corpus)
            assert np.isfinite(documents.matrix).all()
            assert len(documents.most_similar(0)) == len(sentences) - 1
            assert np.isfinite(documents.infer([["a"]])).all()


def test_wild_training_stays_finite_or_says_so():
    corpus = mv.Corpus.from_texts(topical(200), min_count=1)
    with contextlib.suppress(mv.errors.NumericalError):
        documents = mv.Doc2Vec(dim=8, epochs=30, lr=10.0, dm=True, combine="sum", sample=0).fit(
            corpus
        )
        assert np.isfinite(documents.matrix).all()


def test_a_run_goes_on_from_its_checkpoint(tmp_path):
    _, corpus, tags = small_corpus()
    recipe = mv.Doc2Vec(dim=10, epochs=4, threads=1, dbow_words=True)
    straight = recipe.fit(corpus, tags)
    stopped = recipe.fit(corpus, tags, checkpoint=tmp_path, callback=lambda event: event.done < 0.4)
    assert stopped.report.stopped
    assert len(stopped.report.losses) < 4
    resumed = recipe.fit(corpus, tags, checkpoint=tmp_path)
    assert np.array_equal(straight.matrix, resumed.matrix)
    assert np.array_equal(straight.output, resumed.output)
    with pytest.raises(ValueError, match="tags"):
        recipe.fit(corpus, checkpoint=tmp_path)


def test_the_report_tells_of_documents():
    corpus = mv.Corpus.from_texts(["a a b", "", "zzz", "b a"], min_count=2, keep_empty=True)
    documents = mv.Doc2Vec(dim=4, sample=0, epochs=2).fit(corpus, ["x", "y", "y", "z"])
    report = documents.report
    assert (report.documents, report.tags, report.untrained) == (4, 3, 1)
    assert "4 documents, 3 tags; 1 tags without a known word" in str(report)
    assert mv.reports.DocumentReport.from_json(report.to_json()) == report
    assert json.loads(documents.metadata["recipe"])["name"] == "Doc2Vec"
    assert not documents["y"].any()
    assert documents["z"].any()
