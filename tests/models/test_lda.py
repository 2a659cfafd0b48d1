"""Topics: planted ones are found, new texts get theirs, files keep all, mistakes are told."""

import math
import sys
from contextlib import contextmanager

import numpy as np
import pytest
from made.films import corpus_of
from made.topics import WORDS, planted

import malvec as mv


@pytest.fixture(scope="module")
def model():
    pytest.importorskip("tomotopy")
    return mv.Lda(topics=2, iterations=60, threads=1, seed=3).fit(
        corpus_of([*planted(), "", "가1"])
    )


def test_planted_topics_are_found(model):
    topics = [{word[0] for word, _ in model.topic_words(topic, WORDS)} for topic in range(2)]
    assert sorted(topics, key=max) == [{"가"}, {"나"}]
    assert [len(model.topic_words(0, n)) for n in (0, 3)] == [0, 3]
    assert sum(share for _, share in model.topic_words(0, 100)) == pytest.approx(1, abs=1e-4)
    shares = model.matrix
    assert shares.dtype == np.float32
    assert shares.shape == (42, 2)
    assert len(set(shares[:40:2].argmax(axis=1))) == 1
    assert (shares[:40:2].argmax(axis=1) != shares[1:40:2].argmax(axis=1)).all()
    assert np.allclose(np.delete(shares, 40, axis=0).sum(axis=1), 1, atol=1e-5)


def test_a_document_without_words_is_zero_and_counted(model):
    assert not model[40].any()
    assert (model.report.documents, model.report.empty, model.report.tokens) == (42, 1, 801)
    assert sum(model.report.topic_tokens) == 801
    assert "1 of them without a word" in str(model.report)
    assert model.report.perplexity == pytest.approx(math.exp(-model.report.log_likelihood))


def test_new_texts_get_the_topics_of_their_words(model):
    texts = ["가1 가2 가3", "나1 나2 나3", "", "모르는 말", "가1 나1"]
    shares = model.infer(texts)
    assert shares[0].argmax() == model[0].argmax()
    assert shares[1].argmax() == model[1].argmax()
    assert not shares[2:4].any()
    assert abs(shares[4][0] - shares[4][1]) < 0.5
    assert np.array_equal(model.infer(texts[0]), shares[0])
    assert np.array_equal(model.infer([text.split() for text in texts]), shares)
    many = model.infer(texts * 40)  # by a corpus and in blocks rather than one by one
    assert np.array_equal(many, np.tile(shares, (40, 1)))
    assert model.infer([]).shape == (0, 2)


def folded_slowly(model, tokens, rounds=50):
    """The mixture of one text, token by token."""
    words = np.array([model.output[model.vocab.index(token)] for token in tokens], float)
    share = words * model.alpha
    for _ in range(rounds):
        share /= share.sum(axis=1, keepdims=True)
        sums = share.sum(axis=0)
        share = (sums - share + model.alpha) * words
    mixed = sums + model.alpha
    return mixed / mixed.sum()


def test_folding_in_is_that_of_a_slow_loop(model):
    tokens = ["가1", "나1", "가1", "가2", "나3"]
    assert np.allclose(model.infer([tokens])[0], folded_slowly(model, tokens), atol=1e-6)


def test_a_block_does_not_change_what_is_inferred(model, monkeypatch):
    texts = planted(30, 7, seed=8)
    whole = model.infer(texts)
    monkeypatch.setattr("malvec.documents.topic_model._BLOCK", 16)
    assert np.array_equal(model.infer(texts), whole)


def test_inference_agrees_with_training(model):
    assert np.abs(model.infer(planted()) - model.matrix[:40]).max() < 0.02


def test_texts_of_the_same_topics_are_foretold_better(model):
    rng = np.random.default_rng(1)
    mixed = [
        " ".join(f"{'가나'[i % 2]}{word}" for i, word in enumerate(rng.integers(0, WORDS, 20)))
        for _ in range(20)
    ]
    own = model.perplexity(planted(20, seed=9))
    assert 8 < own < 13  # ten words are equally likely
    assert model.perplexity(mixed) > 5 * own
    with pytest.raises(ValueError, match="two known words"):
        model.perplexity(["가1", "", "모름 모름"])


def test_coherence(model):
    corpus = corpus_of(planted())
    shuffled = corpus_of(
        [
            " ".join(np.random.default_rng(2).permutation(" ".join(planted()).split())[i::40])
            for i in range(40)
        ]
    )
    for measure in ("c_v", "u_mass", "c_npmi", "c_uci"):
        scores = model.coherence(corpus, measure, topn=5)
        assert len(scores) == 2
        assert np.isfinite(scores).all()
        assert min(scores) > max(model.coherence(shuffled, measure, topn=5))
    with pytest.raises(ValueError, match="c_v, u_mass"):
        model.coherence(corpus, "c_w")


def test_documents_that_share_a_tag_are_one():
    pytest.importorskip("tomotopy")
    texts = planted()
    films = [f"{'가나'[k % 2]} {k // 2 % 4}" for k in range(40)]
    model = mv.Lda(topics=2, iterations=60, threads=1).fit(corpus_of(texts), tags=films)
    assert len(model) == 8
    assert {tag[0] for tag, _ in model.most_similar("가 0", topn=3)} == {"가"}
    assert model.most_similar(model.infer("나1 나2 나3"), topn=1)[0][0].startswith("나")
    grouped = mv.Lda(topics=2, iterations=60, threads=1).fit(
        corpus_of(texts[::2] + texts[1::2]), documents=[0, 20, 40]
    )
    assert list(grouped) == [0, 1]
    assert (np.abs(grouped.matrix - 0.5) > 0.4).all()
    assert grouped[0].argmax() != grouped[1].argmax()


def test_the_same_seed_gives_the_same_topics(model):
    again = mv.Lda(topics=2, iterations=60, threads=1, seed=3).fit(
        corpus_of([*planted(), "", "가1"])
    )
    assert np.array_equal(again.matrix, model.matrix)
    assert np.array_equal(again.output, model.output)
    assert model.report.deterministic
    several = mv.Lda(topics=2, iterations=20, threads=2).fit(corpus_of(planted()))
    assert not several.report.deterministic


def test_words_of_any_bytes():
    pytest.importorskip("tomotopy")
    texts = [["\udcff", "a b", "\t"], ["\udcff", "😀", "a b"]] * 5
    corpus = mv.Corpus.from_tokens(texts, min_count=1)
    found = mv.Lda(topics=1, iterations=10, threads=1).fit(corpus)
    assert {word for word, _ in found.topic_words(0)} == {"\udcff", "a b", "\t", "😀"}
    with pytest.raises(ValueError, match="token lists"):
        found.infer("a b")


def test_a_file_keeps_everything(model, tmp_path):
    model.save(tmp_path / "m.safetensors")
    loaded = mv.documents.TopicModel.load(tmp_path / "m.safetensors", verify=True)
    assert loaded.report == model.report
    assert list(loaded) == list(model)
    for name in ("matrix", "output", "alpha"):
        assert np.array_equal(getattr(loaded, name), getattr(model, name))
    assert np.array_equal(loaded.infer("가1 나2 가3"), model.infer("가1 나2 가3"))
    assert loaded.topic_words(1) == model.topic_words(1)
    with pytest.raises(mv.FormatError, match=r"TopicModel\.load"):
        mv.WordVectors.load(tmp_path / "m.safetensors")
    with pytest.raises(mv.FormatError, match="a topic model, not document vectors"):
        mv.DocVectors.load(tmp_path / "m.safetensors")


def test_damaged_files_are_refused(model, tmp_path):
    path = tmp_path / "m.safetensors"
    model.save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-100])
    with pytest.raises(mv.FormatError, match="cut"):
        mv.documents.TopicModel.load(path)
    broken = mv.documents.TopicModel(
        model.tags,
        model.matrix,
        model.vocab,
        model.output,
        alpha=np.array([np.nan, -1]),
        metadata=model.metadata,
        report=model.report,
    )
    broken.save(path)
    with pytest.raises(mv.FormatError, match="damaged"):
        mv.documents.TopicModel.load(path)


MISTAKES = [
    ({"topics": 0}, ValueError, "topics=0"),
    ({"topics": 40_000}, ValueError, "32,767"),
    ({"topics": 2.5}, TypeError, "topics=2.5"),
    ({"alpha": 0}, ValueError, "alpha=0"),
    ({"eta": math.nan}, ValueError, "eta=nan"),
    ({"alpha": [0.1]}, TypeError, "alpha="),
    ({"iterations": 0}, ValueError, "iterations=0"),
    ({"seed": -1}, ValueError, "seed=-1"),
    ({"threads": 0}, ValueError, "threads=0"),
]


@pytest.mark.parametrize(("knobs", "kind", "told"), MISTAKES)
def test_a_knob_that_cannot_be(knobs, kind, told):
    with pytest.raises(kind, match=told):
        mv.Lda(**knobs)


def test_documents_that_cannot_be():
    pytest.importorskip("tomotopy")
    lda = mv.Lda(topics=3, iterations=5)
    with pytest.raises(ValueError, match="two or more"):
        lda.fit(corpus_of(["가 나 다"]))
    with pytest.raises(ValueError, match="1 document with a word"):
        lda.fit(corpus_of(["가 나 다", "", ""]))
    with pytest.raises(ValueError, match="only 2 different words"):
        lda.fit(corpus_of(["가 나", "나 가"]))
    with pytest.raises(ValueError, match="1 tags were given for 2 documents"):
        lda.fit(corpus_of(["가 나", "나 다"]), tags=["하나"])
    with pytest.raises(TypeError, match=r"malvec\.Corpus"):
        lda.fit(["가 나"])


def test_questions_that_cannot_be(model):
    with pytest.raises(IndexError, match="no topic 2"):
        model.topic_words(2)
    with pytest.raises(KeyError, match="99"):
        model.most_similar(99)


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "tomotopy", None)
    with pytest.raises(ImportError, match=r"malvec\[topics\]"):
        mv.Lda(topics=2).fit(corpus_of(planted()))


def test_ctrl_c_keeps_what_was_learnt(monkeypatch):
    pytest.importorskip("tomotopy")

    @contextmanager
    def stopping(*_):
        def advance(done, **notes):
            if done >= 20:
                raise KeyboardInterrupt

        yield advance

    monkeypatch.setattr("malvec.models.lda.progress_bar", stopping)
    with pytest.raises(mv.Interrupted) as stop:
        mv.Lda(topics=2, threads=1, iterations=10**6).fit(corpus_of(planted()))
    assert stop.value.result.report.stopped
    assert stop.value.result.topic_words(0, 3)
