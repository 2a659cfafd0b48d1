"""The arguments of a training as fastText's models store them."""

from __future__ import annotations

import json
from typing import Any

from malvec.io.fasttext_model import LOSSES, MODELS
from malvec.vectors.subwords import SubwordTable
from malvec.vectors.word_vectors import WordVectors

__all__ = ["stored_arguments"]

_NUMBERS = {name: number for names in (LOSSES, MODELS) for number, name in names.items()}
_DEFAULTS: dict[str, Any] = {
    "ws": 5,
    "epoch": 5,
    "minCount": 1,
    "neg": 5,
    "wordNgrams": 1,
    "loss": _NUMBERS["ns"],
    "model": _NUMBERS["sg"],
    "lrUpdateRate": 100,
    "t": 1e-4,
}
_OWN_NAMES = {"ws": "window", "epoch": "epochs", "neg": "negative", "t": "sample"}


def stored_arguments(vectors: WordVectors, table: SubwordTable | None) -> dict[str, Any]:
    """The arguments of the training that fastText stores: as they were read, or by malvec's recipe,
    or fastText's defaults."""
    known = dict(_DEFAULTS)
    recipe, read = (_json_object(vectors.metadata.get(name)) for name in ("recipe", "fasttext"))
    known |= {name: recipe[own] for name, own in _OWN_NAMES.items() if _fits(name, recipe.get(own))}
    known["model"] = _NUMBERS["cbow"] if recipe.get("name") == "Cbow" else known["model"]
    known["loss"] = _NUMBERS["hs"] if recipe.get("loss") == "hs" else known["loss"]
    known |= {name: read[name] for name in known if _fits(name, read.get(name))}
    if known["model"] == _NUMBERS["sup"]:
        known |= {"model": _NUMBERS["sg"], "loss": _NUMBERS["ns"], "wordNgrams": 1}
    ngrams = {"bucket": 0, "minn": 0, "maxn": 0}
    if table is not None:
        ngrams = {"bucket": table.buckets, "minn": table.min_n, "maxn": table.max_n}
    return {"dim": vectors.dim, **known, **ngrams}


def _fits(name: str, value: object) -> bool:
    """Whether a value can stand in fastText's file, where all but the threshold are whole."""
    wanted = float if name == "t" else int
    return isinstance(value, wanted | int) and type(value) is not bool and abs(value) < 2**31


def _json_object(text: str | None) -> dict[str, Any]:
    try:
        value = json.loads(text or "{}")
    except (ValueError, RecursionError):
        value = {}
    return value if isinstance(value, dict) else {}
