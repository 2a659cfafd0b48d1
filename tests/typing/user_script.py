"""What a user writes, as a strict type checker sees it: ``make lint`` checks this file from outside
of the package. Nobody runs it. A line that has to be wrong says which error it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from typing_extensions import assert_type

import malvec as mv

Floats = npt.NDArray[np.float32]
Pairs = list[tuple[str, float]]


def train(texts: list[str], folder: Path) -> mv.WordVectors:
    corpus = mv.Corpus.from_texts(texts, tokenizer=mv.tokenizers.Mecab(), min_count=5)
    assert_type(corpus, mv.Corpus)
    vectors = mv.Skipgram(dim=50, loss="hs", negative=0, subwords="jamo").fit(corpus)
    assert_type(vectors, mv.WordVectors)
    assert_type(mv.Cbow(context="sum").fit(corpus), mv.WordVectors)
    assert_type(mv.Glove(solver="als").fit(mv.count(corpus, window=5)), mv.WordVectors)
    assert_type(mv.Nplm(loss="full").fit(corpus), mv.vectors.LanguageModel)
    losses: list[float] = list(vectors.report.losses)
    print(losses[-1], corpus.report)
    vectors.save(folder / "reviews.safetensors")
    return mv.WordVectors.load(folder / "reviews.safetensors")


def wrong_choices(vectors: mv.WordVectors, folder: Path) -> None:
    mv.Skipgram(loss="softmax")  # type: ignore[arg-type]
    mv.Skipgram(subwords="syllable")  # type: ignore[arg-type]
    mv.Skipgram(dimension=50)  # type: ignore[call-arg]
    vectors.analogy("a", "b", "c", method="3cosdiv")  # type: ignore[arg-type]
    mv.evaluate.similarity(vectors, "pairs.csv", missing="drop")  # type: ignore[arg-type]
    mv.io.save_word2vec(vectors, folder / "v.vec", blanks="-")  # type: ignore[arg-type]
    mv.vectors.compress(vectors, "zip")  # type: ignore[arg-type]
    vectors.most_similar("a", topn="5")  # type: ignore[arg-type]


def ask(vectors: mv.WordVectors) -> None:
    assert_type(vectors["영화"], Floats)
    assert_type(vectors[0], Floats)
    assert_type(vectors[["영화", "배우"]], Floats)
    assert_type(vectors[:10], Floats)
    assert_type(vectors[np.array([1, 2])], Floats)
    assert_type(vectors.shape, tuple[int, int])
    assert_type(np.asarray(vectors), npt.NDArray[Any])
    assert_type("영화" in vectors, bool)
    words: list[str] = list(vectors)
    best: Pairs = vectors.most_similar("영화", topn=3)
    for word, score in vectors.most_similar([vectors["영화"], "배우"], negative=["감독"]):
        assert_type(word, str)
        assert_type(score, float)
    several: list[Pairs] = [*vectors.most_similar_batch(words[:5])]
    assert_type(vectors.similarity("영화", "배우"), float)
    assert_type(vectors.distance("영화", "배우"), float)
    assert_type(vectors.rank("영화", "배우"), int)
    assert_type(vectors.closer_than("영화", "배우"), list[str])
    assert_type(vectors.doesnt_match(["봄", "여름", "사과"]), str)
    assert_type(vectors.parts("먹다"), list[str])
    answers: Pairs = vectors.analogy("남자", "왕", "여자", method="3cosmul")
    assert_type(vectors.normalized(), mv.WordVectors)
    assert_type(mv.vectors.align(vectors, vectors), mv.WordVectors)
    assert_type(mv.vectors.compress(vectors, "pq"), mv.WordVectors)
    print(best, several, answers, vectors.to_dataframe().shape, vectors.to_arrow().num_rows)


def documents(corpus: mv.Corpus, films: list[int]) -> None:
    model = mv.Doc2Vec(dim=50, combine="concat").fit(corpus, tags=films)
    assert_type(model, mv.DocVectors)
    assert_type(model[4], Floats)
    assert_type(model[[4, "봄"]], Floats)
    for tag, score in model.most_similar(model.infer("재미있다"), exclude=[3, "봄"]):
        assert_type(tag, str | int)
        assert_type(score, float)
    assert_type(model.similarity(3, 4), float)
    topics = mv.Lda(topics=5).fit(corpus)
    assert_type(topics, mv.documents.TopicModel)
    words: Pairs = topics.topic_words(0)
    assert_type(topics.infer(["재미있다"]), Floats)
    assert_type(topics.coherence(corpus), list[float])
    assert_type(mv.Lsa(dim=20).fit(corpus), mv.documents.LatentSemantics)
    print(words)


def recommend(ratings: list[tuple[str, str, float]]) -> None:
    factors = mv.Als(dim=20, solver="exact").fit(ratings)
    assert_type(factors, mv.Factors)
    for item, score in factors.recommend("kim", topn=5):
        assert_type(score, float)
        print(item)
    several: list[list[tuple[Any, float]]] = [*factors.recommend(["kim", "choi"])]
    assert_type(factors.score("kim", "봄날"), float)
    assert_type(factors.score(["kim"], ["봄날"]), Floats)
    assert_type(factors.shape, tuple[int, int])
    print(several, factors.similar_columns("봄날"), factors.similar_rows(["kim"]))


def judge(vectors: mv.WordVectors, texts: list[str]) -> None:
    result = mv.evaluate.similarity(vectors, "pairs.csv", missing="zero", compose=False)
    assert_type(result.score, float)
    assert_type(result.unseen_words, tuple[str, ...])
    other = mv.evaluate.analogy(vectors, [("a", "b", "c", "d")], method="3cosmul")
    print(mv.evaluate.compare(result, other), str(other))
    encoder = mv.Sif(frequencies="texts").fit(vectors, texts)
    assert_type(encoder, mv.SentenceEncoder)
    assert_type(encoder.encode(texts), Floats)
    assert_type(encoder.similarity("좋다", "나쁘다"), float)
    for number, score in encoder.most_similar("재미있다", texts):
        assert_type(number, int)
        assert_type(score, float)


def files(folder: Path) -> None:
    assert_type(mv.io.load_word2vec(folder / "v.vec", limit=10), mv.WordVectors)
    assert_type(mv.io.load_glove(folder / "v.txt"), mv.WordVectors)
    vectors = mv.io.load_fasttext(folder / "v.bin")
    mv.io.save_word2vec(vectors, folder / "v.vec", blanks="_", dialect="word2vec.c")
    mv.io.save_glove(vectors, folder / "v.txt", blanks="keep")
    mv.io.save_fasttext(vectors, folder / "v.bin")
    mv.io.save_projector(vectors, folder, odd_words="error")
