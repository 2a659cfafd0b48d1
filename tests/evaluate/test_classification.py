"""Sentence similarity and classification of texts, for any encoder; their readers; nothing
changes."""

from __future__ import annotations

import json

import numpy as np
import pytest
from made.corpora import SEASONS

import malvec as mv
from malvec import evaluate
from malvec.evaluate.text_labels import split_groups
from malvec.sentences import classifiers
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

WORDS = [f"w{i}" for i in range(60)] + ["가", "봄"]
INDEX = {word: i for i, word in enumerate(WORDS)}


@pytest.fixture
def vectors():
    matrix = np.random.default_rng(1).standard_normal((len(WORDS), 10)).astype(np.float32)
    return WordVectors(Vocab.from_words(WORDS), matrix)


@pytest.fixture
def planted():
    random = np.random.default_rng(3)
    rows = np.repeat(np.eye(3, 10) * 4, 20, axis=0) + random.standard_normal((60, 10)) * 0.4
    return WordVectors(Vocab.from_words(WORDS[:60]), rows.astype(np.float32))


# ---- sentences

PAIRS = [
    ("w1 w2", "w1 w3", 4.0),
    ("w4", "w5", 1.0),
    ("w6 none", "w6", 5.0),
    ("none", "w7", 2.0),
    ("w8 w9", "w10", 0.5),
]


def mean_of(vectors):
    def encode(texts):
        rows = [
            [
                vectors.matrix[INDEX[w]] / np.linalg.norm(vectors.matrix[INDEX[w]])
                for w in t.split()
                if w in INDEX
            ]
            for t in texts
        ]
        return np.array([np.mean(row, axis=0) if row else np.zeros(10) for row in rows])

    return encode


def test_sentences_by_any_encoder(vectors):
    class Encoder:
        encode = staticmethod(mean_of(vectors))

    result = evaluate.sentences(vectors, PAIRS)
    assert result.score == pytest.approx(evaluate.sentences(Encoder(), PAIRS).score)
    assert result.score == pytest.approx(evaluate.sentences(mean_of(vectors), PAIRS).score)
    rows = [mean_of(vectors)([a, b]) for a, b, _ in PAIRS]
    ours = [
        0 if not (a.any() and b.any()) else a @ b / np.linalg.norm(a) / np.linalg.norm(b)
        for a, b in rows
    ]
    judged = np.array([score for *_, score in PAIRS])
    expected = np.corrcoef(np.argsort(np.argsort(ours)), np.argsort(np.argsort(judged)))[0, 1]
    assert result.score == pytest.approx(expected)
    assert result.details["pearson"] == pytest.approx(np.corrcoef(ours, judged)[0, 1])
    assert (result.used, result.known, result.total) == (5, 4, 5)
    assert evaluate.sentences(vectors, PAIRS, missing="skip").used == 4
    with pytest.raises(ValueError, match="1 pairs have a zero vector"):
        evaluate.sentences(vectors, PAIRS, missing="error")


@pytest.mark.parametrize(
    ("encoder", "error", "message"),
    [
        (lambda texts: np.ones((3, 2)), ValueError, "3 rows for 10 texts"),
        (lambda texts: np.full((10, 2), np.nan), ValueError, "text 0 that is not finite"),
        (lambda texts: ["a"] * 10, TypeError, "not numbers"),
        (lambda texts: np.ones(10), TypeError, r"shape \(10,\)"),
        (7, TypeError, "int is neither"),
    ],
)
def test_an_encoder_that_does_not_keep_its_promise(encoder, error, message):
    with pytest.raises(error, match=message):
        evaluate.sentences(encoder, PAIRS)


def test_a_file_as_korsts_has_it(vectors, tmp_path):
    lines = [f'{"ab"[i % 2]}\tx\t{score}\t"{a}\t{b}' for i, (a, b, score) in enumerate(PAIRS)]
    (tmp_path / "s").write_text(
        "genre\tid\tscore\tsentence1\tsentence2\n" + "\n".join(lines) + "\n", "utf-8"
    )
    result = evaluate.sentences(vectors, tmp_path / "s")
    assert (result.total, result.skipped_lines) == (5, 1)
    assert [(s.name, s.total) for s in result.sections] == [("a", 3), ("b", 2)]
    bare = tmp_path / "bare"
    bare.write_text("".join(f"{a}\t{b}\t{score}\n" for a, b, score in PAIRS))
    assert evaluate.sentences(vectors, bare).score == evaluate.sentences(vectors, PAIRS).score
    assert evaluate.sentences(vectors, bare).sections == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\tb\t1\nc\td\n", "line 2: 2 columns split by tabs, not 3"),
        ("a\tb\t1\nc\td\tmany\n", "line 2: the score is not a number: 'many'"),
        ("a\tb\tnan\nc\td\t1\n", "line 1: the score is not a number"),
        ("a,b,1\nc,d,2\n", "line 1: 1 columns split by tabs"),
        (
            "sentence1\tsentence2\tx\na\tb\t1\n",
            "line 1: no column score; there are sentence1, sentence2, x",
        ),
        ("a\tb\t1\n", "1 pairs of sentences: at least two"),
        ("sentence1\tsentence2\tscore\n", "0 pairs of sentences"),
        ("", "is empty"),
    ],
)
def test_a_bad_file_of_sentences(vectors, tmp_path, text, message):
    (tmp_path / "s").write_text(text)
    with pytest.raises(ValueError, match=message):
        evaluate.sentences(vectors, tmp_path / "s")


# ---- classification


class Nearest:
    """The label of the nearest mean."""

    def fit(self, rows, labels):
        self.labels = np.unique(labels)
        self.means = np.array([rows[labels == label].mean(axis=0) for label in self.labels])

    def predict(self, rows):
        return self.labels[((rows[:, None] - self.means[None]) ** 2).sum(axis=2).argmin(axis=1)]


def reviews(count=300):
    random = np.random.default_rng(8)
    labels = random.integers(0, 2, count)
    texts = [
        " ".join(f"w{i}" for i in random.integers(20 * label, 20 * label + 20, 4))
        for label in labels
    ]
    return texts, labels.tolist(), random.integers(0, 30, count).tolist()


def test_groups_are_kept_apart():
    _, _, films = reviews()
    held = split_groups(films, 0.25, 3)
    assert not {f for f, h in zip(films, held, strict=True) if h} & {
        f for f, h in zip(films, held, strict=True) if not h
    }
    assert 0.15 < held.mean() < 0.35


def test_classification(planted):
    texts, labels, films = reviews()
    result = evaluate.classification(planted, texts, labels, films, model=Nearest())
    assert result.score > 0.95
    assert result.details["majority"] < 0.75
    assert (result.total + result.details["train"], result.known) == (300, result.total)
    assert result.low <= result.score <= result.high
    assert [s.name for s in result.sections] == ["0", "1"] or [s.name for s in result.sections] == [
        "1",
        "0",
    ]
    names = ["good" if label else "bad" for label in labels]
    assert (
        evaluate.classification(planted, texts, names, films, model=Nearest()).score == result.score
    )
    shuffled = np.random.default_rng(9).permutation(labels).tolist()
    assert evaluate.classification(planted, texts, shuffled, films, model=Nearest()).score < 0.7


def test_texts_that_cannot_be_classified(planted):
    texts, labels, films = reviews()
    for bad, message in (
        ((texts, labels[1:], films), "300 texts, 299 labels"),
        ((texts, [1] * 300, films), "1 labels"),
        ((texts, labels, ["x"] * 300), "1 groups"),
    ):
        with pytest.raises(ValueError, match=message):
            evaluate.classification(planted, *bad, model=Nearest())
    with pytest.raises(ValueError, match="test=1"):
        evaluate.classification(planted, texts, labels, test=1, model=Nearest())
    held = split_groups([0, 1, 2, 3], 0.25, 0)
    odd = ["rare" if each else "often" for each in held]
    with pytest.raises(ValueError, match="only held-out texts have the labels 'rare'"):
        evaluate.classification(planted, texts[:4], odd, test=0.25, model=Nearest())


def test_logistic_regression(planted):
    texts, labels, films = reviews()
    assert evaluate.classification(planted, texts, labels, films).score > 0.95
    from scipy.sparse import csr_array

    def sparse(texts):
        return csr_array(
            np.array(
                [[text.split().count(f"w{i}") for i in range(60)] for text in texts], np.float64
            )
        )

    assert evaluate.classification(sparse, texts, labels, films).score > 0.9


def test_nothing_is_changed(vectors):
    before = vectors.matrix.tobytes(), list(vectors), dict(vectors.metadata)
    texts, labels, films = reviews()
    evaluate.sentences(vectors, PAIRS)
    evaluate.classification(vectors, texts, labels, films, model=Nearest())
    assert (vectors.matrix.tobytes(), list(vectors), dict(vectors.metadata)) == before


def test_vectors_of_token_lists_evaluate_no_texts() -> None:
    vectors = mv.Skipgram(dim=4, epochs=1, threads=1, sample=0).fit(
        mv.Corpus.from_tokens([text.split() for text in SEASONS], min_count=1)
    )
    with pytest.raises(ValueError, match="token lists"):
        evaluate.encoders.encoded(vectors, SEASONS)


def noisy_reviews(count=600):
    random = np.random.default_rng(11)
    labels = random.integers(0, 3, count)
    words = np.where(
        random.random((count, 6)) < 0.5,
        20 * labels[:, None] + random.integers(0, 20, (count, 6)),
        random.integers(0, 60, (count, 6)),
    )
    texts = [" ".join(f"w{i}" for i in row) for row in words]
    return texts, labels.tolist(), random.integers(0, 60, count).tolist()


def test_logistic_regression_scores_as_that_of_scikit_learn(planted):
    linear = pytest.importorskip("sklearn.linear_model")
    pipeline = pytest.importorskip("sklearn.pipeline")
    scaler = pytest.importorskip("sklearn.preprocessing").StandardScaler(with_mean=False)
    theirs = pipeline.make_pipeline(scaler, linear.LogisticRegression(max_iter=1000))
    texts, labels, films = noisy_reviews()
    a = evaluate.classification(planted, texts, labels, films)
    b = evaluate.classification(planted, texts, labels, films, model=theirs)
    assert a.details["majority"] < 0.5 < a.score < 0.95
    assert abs(a.score - b.score) < 0.02
    assert abs(a.details["macro_f1"] - b.details["macro_f1"]) < 0.02


def test_our_own_recipes_classify(planted):
    texts, labels, films = reviews()
    nearest = classifiers.Nearest(3)
    assert evaluate.classification(planted, texts, labels, films, model=nearest).score > 0.95


def test_a_result_is_printed_and_becomes_json(planted):
    texts, labels, films = noisy_reviews()
    result = evaluate.classification(planted, texts, labels, films, bootstrap=50)
    facts = json.loads(json.dumps(result.as_dict()))
    assert facts["score"] == result.score
    assert facts["macro_f1"] == result.details["macro_f1"]
    assert (facts["kind"], facts["coverage"]) == ("classification", 1)
    assert [part["name"] for part in facts["sections"]] == [part.name for part in result.sections]
    assert not {"outcomes", "text", "details"} & set(facts)
    assert str(result).startswith(f"accuracy {result.score:.3f} [{result.low:.3f}, ")
    assert f"macro F1 {facts['macro_f1']:.3f}; {result.total} texts" in str(result)


def test_a_part_without_items_has_no_score(vectors):
    words = ([f"w{i}" for i in range(4)], ["w9"]), (["none", "w1", "w2"], ["never"])
    known, unknown = evaluate.outliers(vectors, words).sections
    assert (known.used, unknown.used, unknown.total) == (1, 0, 1)
    assert known.low <= known.score <= known.high
    assert np.isnan([unknown.score, unknown.low, unknown.high]).all()
