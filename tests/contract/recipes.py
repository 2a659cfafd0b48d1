"""Every recipe, small data for it, and how what it learnt is looked at, saved and loaded: the one
place that knows how recipes are called."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from contract.data import corpus, counts, labelled, reviews, texts, vectors

import malvec as mv
from malvec.counts.cells import Cells
from malvec.models.cells.recipe import CellRecipe
from malvec.models.tokens.recipe import TokenRecipe
from malvec.runtime.recipe import Recipe
from malvec.sentences.classifiers import Logistic, Nearest


def recipes_of_the_package() -> dict[str, type]:
    """All public recipes of malvec that have ``fit`` and are no base of others, by name."""
    found = {
        name: value
        for module in modules()
        for name, value in vars(module).items()
        if inspect.isclass(value)
        and value.__module__ == module.__name__
        and issubclass(value, Recipe)
        and callable(getattr(value, "fit", None))
    }
    bases = {base for recipe in found.values() for base in recipe.__mro__[1:]}
    return {name: recipe for name, recipe in found.items() if recipe not in bases}


def modules() -> Iterator[Any]:
    """All modules of malvec written in Python that can be imported without doing anything."""
    for found in pkgutil.walk_packages(mv.__path__, "malvec."):
        if not found.name.rpartition(".")[2].startswith("_"):
            yield importlib.import_module(found.name)


@dataclasses.dataclass(frozen=True)
class Case:
    """A recipe, small knobs, and what a test needs to know of it.

    Attributes:
        make: makes the recipe from knobs.
        knobs: what keeps it small.
        data: gives what ``fit`` takes.
        learnt: the arrays, or values, that two equal results share.
        load: reads what ``save`` wrote; None where results are not saved.
        suffix: of the saved file.
        looped: ``fit`` takes ``callback``, ``checkpoint`` and ``every``.
        repeats: the same data and seed give the same result.
        learns: what ``fit`` takes is read.
        any_threads: the same bits at any number of threads; otherwise at one only; None where there
            are no threads.
        empty: what ``fit`` takes, without anything to learn from.
        package: another package that it needs.
    """

    make: Callable[..., Any]
    knobs: dict[str, Any]
    data: Callable[[], Any]
    learnt: Callable[[Any], Any]
    load: Callable[[Path], Any] | None = None
    suffix: str = ".safetensors"
    looped: bool = False
    repeats: bool = True
    learns: bool = True
    any_threads: bool | None = True
    empty: Callable[[], Any] | None = None
    package: str = "numpy"

    def recipe(self, **knobs: Any) -> Any:
        """The recipe with its small knobs and others."""
        return self.make(**{**self.knobs, **knobs})

    def fit(self, recipe: Any, **options: Any) -> Any:
        """What it learns of the small data."""
        return recipe.fit(*self.data(), **options)


def of_corpus() -> tuple[Any, ...]:
    return (corpus(),)


def of_counts() -> tuple[Any, ...]:
    return (counts(),)


def of_vectors() -> tuple[Any, ...]:
    return (vectors(),)


def of_vectors_and_texts() -> tuple[Any, ...]:
    return (vectors(), texts())


def of_reviews() -> tuple[Any, ...]:
    return (reviews(),)


def no_cells() -> tuple[Any, ...]:
    return (Cells.from_matrix(np.zeros((3, 3)), row_names=mv.Vocab.from_words(list("abc"))),)


def no_texts() -> tuple[Any, ...]:
    return ([],)


def vectors_without_texts() -> tuple[Any, ...]:
    return (vectors(), [])


def no_vectors() -> tuple[Any, ...]:
    return (np.zeros((0, 3), np.float32),)


def no_labels() -> tuple[Any, ...]:
    return (np.zeros((0, 3), np.float32), [])


def word_rows(found: mv.WordVectors) -> list[Any]:
    return [found.matrix, found.output]


def both_sides(found: mv.Factors) -> list[Any]:
    return [found.row_factors, found.column_factors]


def documents(found: Any) -> list[Any]:
    return [found.matrix, found.infer(texts()[:3])]


def language_model(found: mv.vectors.LanguageModel) -> list[Any]:
    return [found.vectors.matrix, found.hidden, found.output]


def spaced(found: mv.text.spacing.SpacingModel) -> list[Any]:
    return [found.correct(text.replace(" ", "")) for text in reviews()[:50]]


def units(found: Any) -> list[Any]:
    return [found(text) for text in reviews()[:50]]


def encoded(found: mv.SentenceEncoder) -> list[Any]:
    return [found.encode(texts())]


def components(found: Any) -> list[Any]:
    return [found.components, found.explained_variance]


def word_case(recipe: type, **knobs: Any) -> Case:
    return Case(
        recipe,
        {"dim": 6, "epochs": 3, "threads": 1, "sample": 0, **knobs},
        data=of_corpus,
        learnt=word_rows,
        load=mv.load,
        looped=True,
        any_threads=False,
    )


def cell_rows(found: Any) -> list[Any]:
    return both_sides(found) if isinstance(found, mv.Factors) else word_rows(found)


def cell_case(recipe: type) -> Case:
    small = {"dim": 6, "epochs": 3, "threads": 1}
    return Case(
        recipe, small, data=of_counts, learnt=cell_rows, load=mv.load, looped=True, empty=no_cells
    )


def sentence_case(recipe: type, **knobs: Any) -> Case:
    return Case(
        recipe,
        {"threads": 1, **knobs},
        data=of_vectors_and_texts,
        learnt=encoded,
        load=mv.SentenceEncoder.load,
        empty=vectors_without_texts,
    )


def subword_case(recipe: type, repeats: bool) -> Case:
    return Case(
        recipe,
        {"vocab_size": 1600},
        data=of_reviews,
        learnt=units,
        load=mv.tokenizers.load,
        suffix=".json",
        repeats=repeats,
        any_threads=None,
        empty=no_texts,
        package="tokenizers",
    )


def cases_of(base: type, case: Callable[[type], Case]) -> dict[str, Case]:
    """A case for each recipe of the package that needs no case of its own."""
    found = recipes_of_the_package().items()
    return {name: case(recipe) for name, recipe in found if issubclass(recipe, base)}


CASES = {
    **cases_of(TokenRecipe, word_case),
    **cases_of(CellRecipe, cell_case),
    "Doc2Vec": dataclasses.replace(
        word_case(mv.Doc2Vec), learnt=documents, load=mv.DocVectors.load
    ),
    "Nplm": Case(
        mv.Nplm,
        {"dim": 6, "context": 2, "hidden": 5, "samples": 20, "epochs": 3, "threads": 1},
        data=of_corpus,
        learnt=language_model,
        load=mv.vectors.LanguageModel.load,
        looped=True,
        any_threads=False,
    ),
    "Svd": Case(
        mv.Svd,
        {"dim": 6, "threads": 1},
        data=of_counts,
        learnt=lambda found: [found.matrix],
        load=mv.load,
        empty=no_cells,
    ),
    "Lsa": Case(
        mv.Lsa,
        {"dim": 6, "threads": 1},
        data=of_corpus,
        learnt=documents,
        load=mv.documents.LatentSemantics.load,
    ),
    "Lda": Case(
        mv.Lda,
        {"topics": 3, "iterations": 20, "threads": 1},
        data=of_corpus,
        learnt=documents,
        load=mv.documents.TopicModel.load,
        any_threads=False,
        package="tomotopy",
    ),
    "Spacing": Case(
        mv.Spacing,
        {"threads": 1},
        data=of_reviews,
        learnt=spaced,
        load=mv.text.spacing.SpacingModel.load,
        empty=no_texts,
    ),
    "Mean": dataclasses.replace(sentence_case(mv.Mean), learns=False, empty=None),
    "IdfMean": sentence_case(mv.IdfMean),
    "Sif": sentence_case(mv.Sif),
    "Usif": sentence_case(mv.Usif, length=3),
    "Pca": Case(
        mv.Pca, {"dim": 3, "threads": 1}, data=of_vectors, learnt=components, empty=no_vectors
    ),
    "Tsne": Case(
        mv.Tsne,
        {"iterations": 30, "threads": 1},
        data=of_vectors,
        learnt=lambda points: [points],
        empty=no_vectors,
    ),
    "Bpe": subword_case(mv.Bpe, repeats=True),
    "Unigram": subword_case(mv.Unigram, repeats=False),
    "WordPiece": subword_case(mv.WordPiece, repeats=False),
    "Logistic": Case(
        Logistic,
        {},
        data=labelled,
        learnt=lambda model: [model.weights, model.bias],
        any_threads=None,
        empty=no_labels,
    ),
    "Nearest": Case(
        Nearest,
        {"threads": 1},
        data=labelled,
        learnt=lambda model: [model.predict(vectors().matrix)],
        empty=no_labels,
    ),
}
