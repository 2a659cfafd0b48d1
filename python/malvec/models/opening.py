"""A checkpoint as the result of its recipe, as far as that was learnt: vectors, documents, factors
or a language model. They know the names and the pipeline that the checkpoint keeps."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

import numpy as np

from malvec import _core
from malvec.corpus.tags import Tags
from malvec.counts.cells import Cells
from malvec.documents.doc_vectors import DocVectors, inference_knobs
from malvec.errors import FormatError
from malvec.factors import factors_file
from malvec.factors.factors import Factors
from malvec.models.cells.als import Als
from malvec.models.cells.glove import Glove
from malvec.models.cells.mf import Mf
from malvec.models.cells.recipe import CellRecipe
from malvec.models.cells.swivel import Swivel
from malvec.models.checkpoint import stored_identity, stored_position
from malvec.models.run import State
from malvec.models.tokens.cbow import Cbow
from malvec.models.tokens.doc2vec import Doc2Vec
from malvec.models.tokens.initial_rows import trained_vectors
from malvec.models.tokens.nplm import Nplm
from malvec.models.tokens.skipgram import Skipgram
from malvec.storage import kinds
from malvec.tokenizers.pipeline import stored_pipeline
from malvec.vectors.language_model import LanguageModel
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab, stored_vocab

__all__ = ["open_checkpoint"]

_RECIPES: dict[str, type[Any]] = {
    each.__name__: each for each in (Skipgram, Cbow, Nplm, Doc2Vec, Glove, Swivel, Als, Mf)
}
_ANEW = MappingProxyType({"threads": None})


def open_checkpoint(path: str | os.PathLike[str], *, verify: bool = False) -> Any:
    """What was learnt until a checkpoint was saved, in memory; its ``report`` tells how far that
    is. Factors do not know which cells were seen.

    Args:
        path: the file ``checkpoint.safetensors`` of a folder of checkpoints.
        verify: compare the checksums too.

    Raises:
        FormatError: damaged, or of a version that did not keep the names.
    """
    with kinds.open_kind(path, "checkpoint", verify=verify) as file:
        told = stored_identity(file).get("recipe")
        if not isinstance(told, dict) or told.get("name") not in _RECIPES:
            raise FormatError("it does not say whose it is")
        knobs = {name: value for name, value in told.items() if name != "name"}
        recipe = _RECIPES[told["name"]](**{**knobs, **_ANEW})
        report = {**asdict(stored_position(file)), "stopped": True}
        if isinstance(recipe, CellRecipe):
            return _of_cells(recipe, file, report)
        if "words" not in file.tensors:
            raise FormatError(
                "it was written by a malvec that kept no words in checkpoints: go on with"
                " fit(checkpoint=its folder)"
            )
        vocab = stored_vocab(file.tensors)
        if isinstance(recipe, Nplm):
            return _language_model(recipe, file, vocab, report)
        if isinstance(recipe, Doc2Vec):
            return _documents(recipe, file, vocab, report)
        return _vectors(recipe, file, vocab, report)


def _rows(file: kinds.StoredFile, name: str, rows: int | None, columns: int | None) -> Any:
    """A matrix of the state, copied to where the core can work on it."""
    stored = file.take(name, np.float32, (rows, columns))
    copy = _core.matrix(*stored.shape)
    copy[:] = stored
    return copy


def _vectors(recipe: Any, file: kinds.StoredFile, vocab: Vocab, report: Any) -> WordVectors:
    options = recipe._subword_options()
    rows = len(vocab) + (options["buckets"] if options else 0)
    input = _rows(file, "input", rows, recipe.dim)
    vocab, matrix, table = trained_vectors(vocab, input, options, None, recipe.pruned)
    metadata = recipe.metadata() | ({} if recipe.loss == "ns" else {"output_rows": "nodes"})
    return WordVectors(
        vocab,
        matrix,
        report=report,
        metadata=metadata,
        output=_rows(file, "output", len(vocab), recipe.dim),
        subwords=table,
        pipeline=stored_pipeline(file.metadata),
    )


def _language_model(
    recipe: Nplm, file: kinds.StoredFile, vocab: Vocab, report: Any
) -> LanguageModel:
    shapes = recipe._shapes(len(vocab))
    state = {name: _rows(file, name, *shape) for name, shape in shapes.items()}
    vectors = WordVectors(
        vocab,
        state["input"][:-1],
        report=report,
        metadata=recipe.metadata(),
        pipeline=stored_pipeline(file.metadata),
    )
    return LanguageModel(vectors, recipe._native_knobs(), **state)


def _documents(recipe: Doc2Vec, file: kinds.StoredFile, vocab: Vocab, report: Any) -> DocVectors:
    spelled = {"words": file.tensors["tags"], "word_offsets": file.tensors["tag_offsets"]}
    tags = Tags(stored_vocab(spelled))
    made: dict[str, Any] = {
        "metadata": recipe.metadata(),
        "pipeline": stored_pipeline(file.metadata),
    }
    words = None
    if recipe.dm or recipe.dbow_words:
        words = WordVectors(vocab, _rows(file, "input", len(vocab), recipe.dim), **made)
    return DocVectors(
        tags,
        _rows(file, "documents", len(tags), recipe.dim),
        vocab,
        _rows(file, "output", len(vocab), None),
        word_vectors=words,
        inference=inference_knobs(recipe.describe()),
        report=report,
        **made,
    )


def _of_cells(recipe: CellRecipe[Any], file: kinds.StoredFile, report: Any) -> Any:
    """What the recipe makes of the state, with the names of the cells but without the cells."""
    state: State = {
        name: np.array(array) if array.ndim == 1 else _rows(file, name, None, None)
        for name, array in file.tensors.items()
        if array.dtype == np.float32
    }
    shape = len(state["rows"]), len(state["columns"])
    names = [
        factors_file.names(file, side, count)
        for side, count in zip(("row", "column"), shape, strict=True)
    ]
    if "cells" not in file.metadata:
        raise FormatError(
            "it was written by a malvec that kept no names in checkpoints: go on with"
            " fit(checkpoint=its folder)"
        )
    cells = Cells(
        np.zeros(shape[0] + 1, np.uint64),
        np.zeros(0, np.uint32),
        np.zeros(0, np.float32),
        shape[1],
        row_names=names[0],
        column_names=names[1],
        metadata=json.loads(file.metadata["cells"]),
        pipeline=stored_pipeline(file.metadata),
    )
    found = recipe._finish(cells, state, report)
    if isinstance(found, Factors):
        found.seen = None
    return found
