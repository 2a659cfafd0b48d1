"""One small file of every kind that malvec writes, and what is done with what is in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

import malvec as mv
from malvec.corpus.tags import Tags
from malvec.models.checkpoint import CHECKPOINT
from malvec.storage import container, kinds

TEXTS = ["봄 비 가 온다", "봄 꽃 이 핀다", "여름 비 가 온다", "가을 꽃 이 진다", "비 온다 ㅋㅋㅋㅋ"]
SMALL: dict[str, Any] = {"dim": 4, "epochs": 1, "threads": 1}
TOKENS: dict[str, Any] = {**SMALL, "sample": 0, "window": 2}
NAMES = mv.Vocab.from_words(["kim", "lee", "choi"])
RATINGS = np.array([[5, 0, 1, 0], [4, 1, 0, 0], [0, 3, 0, 2]], np.float64)


class Case(NamedTuple):
    """How a file is made, and how what it holds is used; errors are those of the use."""

    write: Callable[[Path], object]
    use: Callable[[Any], object]
    load: Callable[..., Any] = mv.load


@cache
def corpus() -> mv.Corpus:
    return mv.Corpus.from_texts(TEXTS, tokenizer=mv.tokenizers.Whitespace(), min_count=1)


@cache
def counts() -> mv.Counts:
    return mv.count(corpus(), window=2, threads=1)


@cache
def vectors(**knobs: Any) -> mv.WordVectors:
    return mv.Skipgram(**{**TOKENS, **knobs}).fit(corpus())


def subword_vectors() -> mv.WordVectors:
    return vectors(subwords="jamo", buckets=40)


def documents(**knobs: Any) -> mv.DocVectors:
    return mv.Doc2Vec(**{**TOKENS, **knobs}).fit(corpus(), tags=["a", 1, 2, "b", 3])


def topics() -> mv.documents.TopicModel:
    random, words = np.random.default_rng(0), len(corpus().vocab)
    shares, output = random.dirichlet([1, 1], 2), random.dirichlet([1] * words, 2).T
    tags = Tags(mv.Vocab.from_words(["sa", "i1"]))
    return mv.documents.TopicModel(
        tags,
        shares.astype(np.float32),
        corpus().vocab,
        output.astype(np.float32),
        alpha=np.full(2, 0.1),
        pipeline=corpus().pipeline,
    )


def classifier() -> mv.sentences.classifiers.LinearModel:
    return mv.sentences.classifiers.Logistic().fit(np.eye(6)[:4], ["good", "bad"] * 2)


def factors(recipe: Any) -> mv.Factors:
    columns = mv.Vocab.from_words(list("abcd"))
    return recipe(**SMALL).fit(sparse.csr_array(RATINGS), row_names=NAMES, column_names=columns)


def write_checkpoint(recipe: Any, data: Any, path: Path) -> None:
    folder = path.with_name("made")
    recipe.fit(data, checkpoint=folder)
    shutil.move(folder / CHECKPOINT, path)
    shutil.rmtree(folder)


def resume(recipe: Any, data: Any) -> Callable[[Path], None]:
    def use(path: Path) -> None:
        folder = path.with_name("resumed")
        folder.mkdir(exist_ok=True)
        shutil.copy(path, folder / CHECKPOINT)
        fitted = recipe.fit(data, checkpoint=folder)
        assert fitted.report is not None

    return use


def checkpoint(recipe: Any, data: Callable[[], Any]) -> Case:
    return Case(
        lambda path: write_checkpoint(recipe, data(), path),
        lambda path: resume(recipe, data())(path),
        load=lambda path, verify: path,
    )


def use_corpus(found: mv.Corpus) -> None:
    list(found)
    found.sentence(0)
    repr(found)
    mv.count(found, window=2, threads=1).matrix.toarray()
    mv.document_counts(found, threads=1).matrix.sum(axis=0)
    mv.corpus.find_phrases(found, min_count=1, threshold=0.0)
    mv.Skipgram(**TOKENS).fit(found)
    mv.Mean(threads=1).fit(vectors()).encode_corpus(found)


def use_counts(found: mv.Counts) -> None:
    found.matrix.toarray()
    found.matrix.sum(axis=0)
    repr((found, found.row_sums, found.column_sums, found.total))
    for cell in range(len(found)):
        found.describe(cell)
    mv.counts.ppmi(found, threads=1).matrix.tocsc()
    found.merge(found, threads=1)
    mv.Glove(**SMALL).fit(found)
    mv.Swivel(**SMALL).fit(found)


def use_vectors(found: mv.WordVectors) -> None:
    words = list(found)[:3]
    found["비"]
    found[words]
    found.most_similar(words[0])
    found.most_similar_batch(words, topn=2)
    found.normalized().similarity(words[0], words[1])
    found.analogy(*words, topn=1)
    np.asarray(found.matrix).sum()
    if found.subword_table is not None:
        found["없던말"]
        found.subwords("없던말")
    mv.Mean(threads=1).fit(found).encode(TEXTS)
    repr((found, found.report))


def use_language_model(found: mv.vectors.LanguageModel) -> None:
    use_vectors(found.vectors)
    found.next_words(["봄"], topn=2)
    found.perplexity(corpus(), threads=1)


def use_encoder(found: mv.SentenceEncoder) -> None:
    found.encode(TEXTS)
    found.encode_tokens([["봄", "없던말"], []])
    found.similarity("봄 비", "꽃")
    found.most_similar("봄 비", found.encode(TEXTS), topn=1)


def use_classifier(found: mv.sentences.classifiers.LinearModel) -> None:
    found.predict(np.ones((2, 6), np.float32))
    found.probabilities(np.ones((2, 6), np.float32))


def use_text_classifier(found: mv.sentences.classifiers.TextClassifier) -> None:
    found.predict(TEXTS)
    found.ranked(TEXTS, 1)
    use_encoder(found.encoder)


def use_documents(found: Any) -> None:
    tags = list(found.tags)
    found[tags]
    found.most_similar(tags[0])
    found.most_similar(found.infer("봄 비 가"), topn=1)
    found.infer(TEXTS)
    if isinstance(found, mv.DocVectors) and found.word_vectors is not None:
        found.word_vectors.most_similar("봄")
    if isinstance(found, mv.documents.TopicModel):
        found.topic_words(0)
        found.perplexity(TEXTS)


def use_factors(found: mv.Factors) -> None:
    found.recommend(0, topn=2, threads=1)
    found.recommend([0, 1], exclude_seen=False)
    found.similar_columns(0)
    found.similar_rows("kim")
    found.score(0, 1)
    found.solve(sparse.csr_array(RATINGS), threads=1).recommend(0)
    found.vectors().most_similar("kim")


def use_cells(found: mv.counts.Cells) -> None:
    found.matrix.toarray()
    for cell in range(len(found)):
        found.describe(cell)
    mv.Svd(dim=2).fit(found)
    mv.Als(**SMALL).fit(found)


def use_phrases(found: mv.corpus.PhraseTable) -> None:
    repr(list(found))
    found(["봄", "비", "가"])
    found.merge(corpus(), threads=1)


def use_spacing(found: Any) -> None:
    found.correct("봄비가온다")
    found.correct_batch(["봄 꽃이핀다", "가을"])


def use_statistics(found: mv.word_discovery.WordStatistics) -> None:
    table = found.table(min_frequency=1)
    repr(table)
    found.coverage(table)
    found.merge(found).table()


def use_index(found: mv.Index) -> None:
    repr((found, found.report, found.source))
    found.most_similar(found.names[0], where=[found.names[0], found.names[1]])
    found.most_similar_batch([found.names[1], np.ones(found.dim, np.float32)], topn=2)
    if found.report.of == "rows":
        found.most_similar("봄 꽃")


def use_tensors(found: Any) -> None:
    for array in found[0].values():
        array.copy()


def save(made: Callable[[], Any]) -> Callable[[Path], object]:
    return lambda path: made().save(path)


CASES = {
    "corpus": Case(save(corpus), use_corpus),
    "counts": Case(save(counts), use_counts),
    "document counts": Case(
        save(lambda: mv.document_counts(corpus())), lambda found: found.matrix.toarray()
    ),
    "word vectors": Case(save(vectors), use_vectors),
    "word vectors of hs": Case(save(lambda: vectors(loss="hs")), use_vectors),
    "sub-word vectors": Case(save(subword_vectors), use_vectors),
    "pruned vectors": Case(save(lambda: mv.vectors.prune(subword_vectors())), use_vectors),
    "8-bit vectors": Case(
        save(lambda: mv.vectors.compress(subword_vectors(), method="int8")), use_vectors
    ),
    "language model": Case(
        save(lambda: mv.Nplm(**SMALL, context=2, hidden=3, samples=4).fit(corpus())),
        use_language_model,
    ),
    "encoder": Case(save(lambda: mv.Sif(threads=1).fit(vectors(), TEXTS * 2)), use_encoder),
    "encoder with sub-words": Case(
        save(lambda: mv.Mean(threads=1).fit(subword_vectors())), use_encoder
    ),
    "index of words": Case(save(lambda: mv.Index.build(subword_vectors())), use_index),
    "index of documents": Case(save(lambda: mv.Index.build(documents())), use_index),
    "index of texts": Case(
        save(lambda: mv.Index.build(TEXTS, encoder=mv.Sif(threads=1).fit(vectors(), TEXTS * 2))),
        use_index,
    ),
    "classifier": Case(save(classifier), use_classifier),
    "text classifier": Case(
        save(
            lambda: mv.sentences.classifiers.train(
                mv.Mean(threads=1).fit(vectors()), TEXTS, range(len(TEXTS)), threads=1
            )
        ),
        use_text_classifier,
    ),
    "sentence vectors": Case(
        lambda path: kinds.write(path, "sentence_vectors", {"vectors": np.eye(3)}, {}),
        use_tensors,
        load=container.read,
    ),
    "documents": Case(save(lambda: documents(dbow_words=True)), use_documents),
    "documents of dm": Case(save(lambda: documents(dm=True)), use_documents),
    "documents of concat": Case(save(lambda: documents(dm=True, combine="concat")), use_documents),
    "topics": Case(save(topics), use_documents),
    "latent semantics": Case(save(lambda: mv.Lsa(dim=2).fit(corpus())), use_documents),
    "factors": Case(save(lambda: factors(mv.Als)), use_factors),
    "factors with biases": Case(save(lambda: factors(mv.Mf)), use_factors),
    "cells": Case(save(lambda: mv.counts.ppmi(counts(), threads=1)), use_cells),
    "phrases": Case(
        save(lambda: mv.corpus.find_phrases(corpus(), min_count=1, threshold=0.0)), use_phrases
    ),
    "spacing": Case(
        save(lambda: mv.Spacing(min_count=1, threads=1).fit(TEXTS, exceptions=["봄비"])),
        use_spacing,
    ),
    "word statistics": Case(
        save(lambda: mv.word_discovery.count_words(TEXTS, min_frequency=1)), use_statistics
    ),
    "checkpoint of skip-gram": checkpoint(mv.Skipgram(**{**TOKENS, "epochs": 2}), corpus),
    "checkpoint of als": checkpoint(mv.Als(**SMALL), lambda: sparse.csr_array(RATINGS)),
    "checkpoint of glove": checkpoint(mv.Glove(**SMALL), counts),
}
"""By name; together they hold every kind of ``malvec.storage.kinds.KINDS``."""
