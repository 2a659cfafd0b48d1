"""The text of a ``tokenizer.json``: whether it is one, and whether the library survives it. A few
damaged parts make it end the whole process, which no ``except`` sees."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

from malvec.errors import FormatError
from malvec.tokenizers.subwords.charsmap import check_charsmap

__all__ = ["check_json"]


def _parsed(text: str) -> dict[str, Any]:
    """A ``tokenizer.json`` as a dict; ``FormatError`` where it is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"not JSON, or cut: {error}") from None
    if not isinstance(found, dict) or not isinstance(found.get("model"), dict):
        raise FormatError("JSON, but no tokenizer.json: it has no model")
    return found


def check_json(text: str) -> None:
    """``FormatError`` for what is no ``tokenizer.json``, or would end the process."""
    found = _parsed(text)
    _check_merges(found["model"])
    for step in _steps(found.get("normalizer")):
        if step.get("type") == "Precompiled":
            _check_precompiled(step.get("precompiled_charsmap"))


def _check_merges(model: dict[str, Any]) -> None:
    """The library cuts the prefix off the second part of each merge, by its bytes."""
    prefix = model.get("continuing_subword_prefix")
    merges = model.get("merges")
    if not isinstance(prefix, str) or not prefix or not isinstance(merges, list):
        return
    for number, merge in enumerate(merges):
        parts = merge.split(" ") if isinstance(merge, str) else merge
        if not (isinstance(parts, list) and len(parts) == 2 and isinstance(parts[1], str)):
            raise FormatError(f"merge {number:,} is no pair of units: {merge!r:.60}")
        if not parts[1].startswith(prefix):
            raise FormatError(
                f"merge {number:,}, {merge!r:.60}, does not go on with"
                f" continuing_subword_prefix={prefix!r:.20}"
            )


def _check_precompiled(encoded: Any) -> None:
    try:
        charsmap = base64.b64decode(encoded, validate=True)
    except (TypeError, ValueError) as error:
        raise FormatError(f"the map of characters is damaged: {error}") from None
    if not charsmap:
        raise FormatError("the map of characters is empty")
    check_charsmap(charsmap)


def _steps(normalizer: Any) -> Iterator[dict[str, Any]]:
    """A normaliser and all that it consists of."""
    waiting = [normalizer]
    while waiting:
        step = waiting.pop()
        if isinstance(step, dict):
            yield step
            within = step.get("normalizers")
            waiting += within if isinstance(within, list) else []
