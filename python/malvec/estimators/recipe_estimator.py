"""Estimators whose parameters are the knobs of a recipe: told once, in the recipe."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from inspect import Parameter, Signature
from typing import Any, ClassVar

from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin

from malvec.runtime.docstrings import add_entries
from malvec.runtime.recipe import Recipe
from malvec.runtime.transformers import listed_texts
from malvec.text.texts import checked_texts

__all__ = ["RecipeEstimator", "TextTransformer"]

_REQUIRED = Parameter.empty


class RecipeEstimator(BaseEstimator):
    """An estimator over a recipe. ``class Sif(RecipeEstimator, recipe=mv.Sif, data=…)`` has the
    knobs of the recipe as parameters, after those of ``data``: names with default and meaning.

    As scikit-learn wants it, parameters are kept as they are given, and checked in ``fit``.
    """

    recipe_class: ClassVar[type[Recipe]]

    def __init_subclass__(
        cls,
        recipe: type[Recipe] | None = None,
        data: Mapping[str, tuple[Any, str]] | None = None,
        without: tuple[str, ...] = (),
        **more: Any,
    ) -> None:
        super().__init_subclass__(**more)
        if recipe is None:
            return
        cls.recipe_class = recipe
        knobs = [each for each in dataclasses.fields(recipe) if each.name not in without]
        defaults = {name: default for name, (default, _) in (data or {}).items()}
        defaults |= {each.name: each.default for each in knobs}
        cls.__init__ = _constructor(defaults)  # type: ignore[method-assign]
        told = [f"{name}: {meaning}." for name, (_, meaning) in (data or {}).items()]
        told += [
            f"{each.name} ({each.type}, default {each.default!r}): {each.metadata['help']}."
            for each in knobs
        ]
        cls.__doc__ = add_entries(cls.__doc__ or "", "Args", told)

    def recipe(self) -> Any:
        """The recipe with the knobs as they are; ``ValueError`` or ``TypeError`` for one that
        cannot be."""
        names = {each.name for each in dataclasses.fields(self.recipe_class)}
        given = self.get_params(deep=False).items()
        return self.recipe_class(**{name: value for name, value in given if name in names})


def _constructor(defaults: Mapping[str, Any]) -> Callable[..., None]:
    """An ``__init__`` that keeps its arguments as attributes. The first may be given by
    position where it has no default."""
    parameters = [
        Parameter(
            name,
            Parameter.POSITIONAL_OR_KEYWORD if default is _REQUIRED else Parameter.KEYWORD_ONLY,
            default=default,
        )
        for name, default in defaults.items()
    ]
    own = Parameter("self", Parameter.POSITIONAL_OR_KEYWORD)
    signature = Signature([own, *parameters])

    def keep(self: Any, *args: Any, **knobs: Any) -> None:
        bound = signature.bind(self, *args, **knobs)
        bound.apply_defaults()
        for name in defaults:
            setattr(self, name, bound.arguments[name])

    keep.__signature__ = signature  # type: ignore[attr-defined]
    return keep


class TextTransformer(ClassNamePrefixFeaturesOutMixin, TransformerMixin, RecipeEstimator):
    """An estimator from texts to vectors."""

    def _texts(self, texts: Any) -> list[str]:
        """The texts of what a pipeline hands on; ``TypeError`` where one is no str."""
        return list(checked_texts(listed_texts(texts)))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string, tags.input_tags.one_d_array = True, True
        tags.input_tags.two_d_array = False
        return tags
