"""What holds for every recipe: a knob is told once, its default is the core's, and it is shown."""

from __future__ import annotations

import dataclasses
import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import malvec as mv
from malvec import _core
from malvec.models.fit_options import FitOptions
from malvec.models.tokens.recipe import StreamRecipe, TokenRecipe
from malvec.runtime.docstrings import add_entries, entries
from malvec.runtime.recipe import EpochRecipe, Recipe, knob
from malvec.runtime.transformers import FittedTransformer
from malvec.sentences.fitting import SentenceRecipe
from malvec.storage import container
from malvec.tokenizers.subwords.training import SubwordRecipe

PUBLIC = [getattr(mv, name) for name in mv.__all__]  # which imports them all
CLASSIFIERS = mv.sentences.classifiers.__all__
BASES = {StreamRecipe, TokenRecipe, SentenceRecipe, SubwordRecipe}


def subclasses(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        if each.__module__.startswith("malvec."):
            yield each
            yield from subclasses(each)


RECIPES = sorted(
    {
        each
        for each in subclasses(Recipe)
        if dataclasses.fields(each)
        and each not in BASES
        and not each.__name__.startswith("_")
        and not inspect.isabstract(each)
        and "Recipe" not in each.__name__
    },
    key=lambda each: each.__name__,
)
IN_THE_CORE = [each for each in RECIPES if hasattr(_core, f"{each.__name__.lower()}_knobs")]
WITH_EPOCHS = [each for each in RECIPES if issubclass(each, EpochRecipe)]


def test_every_public_class_with_fit_is_a_recipe() -> None:
    public = {
        value
        for value in (*PUBLIC, *map(vars(mv.sentences.classifiers).get, CLASSIFIERS))
        if isinstance(value, type) and hasattr(value, "fit")
        if not issubclass(value, FittedTransformer)  # whose fit changes nothing
    }
    assert public == set(RECIPES)
    assert len(WITH_EPOCHS) >= 8
    assert len(IN_THE_CORE) >= 10


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_shows_its_knobs_and_fit(recipe: type[Recipe]) -> None:
    knobs = {field.name for field in dataclasses.fields(recipe)}
    shown = {name for name in dir(recipe()) if not name.startswith("_")} - knobs
    told = {"describe", "metadata", "get_params", "memory", "decompose", "soyspacing"}
    assert "fit" in shown
    assert shown - {"fit"} <= told


@pytest.mark.parametrize("recipe", RECIPES)
def test_every_knob_has_help_and_is_in_the_docstring(recipe: type[Recipe]) -> None:
    shown = entries(recipe.__doc__, "Args")
    for field in dataclasses.fields(recipe):
        default = f"default {field.default!r}"
        told = [entry for entry in shown if entry.startswith(f"{field.name} (")]
        assert len(told) == 1, field.name
        assert default in told[0]
        assert " ".join(field.metadata["help"].split()) in told[0]
    assert len(shown) == len(dataclasses.fields(recipe))


@pytest.mark.parametrize("recipe", IN_THE_CORE)
def test_names_and_defaults_are_those_of_the_core(recipe: Any) -> None:
    core = getattr(_core, f"{recipe.__name__.lower()}_knobs")({})
    python = {field.name: field.default for field in dataclasses.fields(recipe)}
    for name in recipe._python_knobs:
        python.pop(name)
    assert python.pop("threads") is None  # one per processor; the core is always told
    assert core.pop("threads") == 1
    assert core == python


def test_knobs_of_sub_words_are_those_of_the_core() -> None:
    core, python = _core.subword_knobs({}), mv.Skipgram(subwords="char")
    assert python._subword_options() == core
    assert core.pop("units") == python.subwords
    assert set(core) | {"subwords", "pruned"} == set(mv.Skipgram._python_knobs)


@pytest.mark.parametrize("recipe", WITH_EPOCHS)
def test_every_fit_shows_the_options_of_all(recipe: Any) -> None:
    parameters = inspect.signature(recipe.fit).parameters
    assert list(parameters)[-5:] == list(FitOptions.__annotations__)
    assert parameters["every"].default == "10min"
    args = entries(recipe.fit.__doc__, "Args")
    told = [entry.split(":")[0] for entry in args]
    assert {name for entry in told for name in entry.split(", ")} == set(parameters) - {"self"}
    assert "Interrupted" in recipe.fit.__doc__


@pytest.mark.parametrize("recipe", [mv.Nplm, mv.Doc2Vec, mv.Glove, mv.Swivel, mv.Mf])
def test_a_model_that_always_begins_anew_says_so(recipe: Any) -> None:
    corpus = mv.Corpus.from_texts(["a b", "b c"] * 5, min_count=1)
    data = corpus if recipe in (mv.Nplm, mv.Doc2Vec) else mv.count(corpus)
    with pytest.raises(TypeError, match=f"{recipe.__name__} always begins anew"):
        recipe(dim=4).fit(data, initial=object())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mv.Skipgram(subwords="syllable"), "subwords='syllable': must be one of char"),
        (lambda: mv.Tsne(perplexity=0), "perplexity=0: must be between 1 and 1,000,000"),
        (lambda: mv.Lda(alpha=0), "alpha=0: must be above 0"),
        (lambda: mv.Lda(topics=0), "topics=0: must be between 1 and 32,767"),
        (lambda: mv.Unigram(shrinking_factor=1), "must be above 0 and below 1"),
        (
            lambda: mv.sentences.classifiers.Logistic(penalty=float("inf")),
            "penalty=inf: must be above 0",
        ),
    ],
)
def test_ranges_are_told_in_one_way(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_a_checkpoint_of_when_subwords_were_called_units_goes_on(tmp_path: Path) -> None:
    corpus = mv.Corpus.from_texts(["가나 나다 다라"] * 50, min_count=1)
    recipe = mv.Skipgram(dim=4, epochs=4, threads=1, sample=0, subwords="jamo", buckets=50)
    whole = recipe.fit(corpus)
    recipe.fit(corpus, checkpoint=tmp_path, callback=lambda event: event.epoch < 2)
    path = tmp_path / "checkpoint.safetensors"
    tensors, metadata = container.read(path)
    identity = json.loads(metadata["identity"])
    identity["recipe"]["units"] = identity["recipe"].pop("subwords")
    own = ("format", "kind", "standing")
    kept = {name: array.copy() for name, array in tensors.items()}
    container.write(
        path, kept, {**{key: metadata[key] for key in own}, "identity": json.dumps(identity)}
    )
    epochs: list[int] = []
    again = recipe.fit(corpus, checkpoint=tmp_path, callback=lambda e: epochs.append(e.epoch))
    assert min(epochs) > 1
    assert (again.matrix == whole.matrix).all()


def test_vectors_of_hierarchical_softmax_say_whose_their_output_rows_are(tmp_path: Path) -> None:
    corpus = mv.Corpus.from_texts(["a b c", "b c d"] * 9, min_count=1)
    tree = mv.Skipgram(dim=4, epochs=1, loss="hs", sample=0).fit(corpus)
    assert tree.metadata["output_rows"] == "nodes"
    old = {key: value for key, value in tree.metadata.items() if key != "output_rows"}
    before = mv.WordVectors(tree.vocab, tree.matrix, output=tree.output, metadata=old)
    before.save(tmp_path / "old.safetensors")
    assert mv.load(tmp_path / "old.safetensors").metadata["output_rows"] == "nodes"


def test_a_docstring_is_made_of_what_is_known() -> None:
    @dataclasses.dataclass(frozen=True)
    class Toy(Recipe):
        """A toy.

        Example:
            >>> Toy()
        """

        size: int = knob(3, "how large. More is not better")

    assert entries(Toy.__doc__, "Args") == ["size (int, default 3): how large. More is not better."]
    assert Toy.__doc__.index("Args:") < Toy.__doc__.index("Example:")
    assert add_entries("Does.", "Args", ["a: b"]) == "Does.\n\nArgs:\n    a: b\n"
    more = add_entries("Does.\n\nArgs:\n    a: b\n\nReturns:\n    c", "Args", ["d: e"])
    assert more == "Does.\n\nArgs:\n    a: b\n    d: e\n\nReturns:\n    c\n"
    assert entries(None, "Args") == []


@pytest.mark.parametrize("recipe", RECIPES)
def test_numbers_of_numpy_are_knobs_too(recipe: type[Any]) -> None:
    """What is described goes into files as JSON."""
    plain = {
        each.name: value
        for each in dataclasses.fields(recipe)
        if type(value := getattr(recipe(), each.name)) in (int, float, bool)
    }
    arrays = {name: np.array(value) for name, value in plain.items()}
    made = recipe(**{name: array[()] for name, array in arrays.items()})
    assert made == recipe(**arrays) == recipe()
    assert {name: type(getattr(made, name)) for name in plain} == {
        name: type(value) for name, value in plain.items()
    }
    json.dumps(dataclasses.asdict(made))
