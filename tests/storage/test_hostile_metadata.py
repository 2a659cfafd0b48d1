"""Files whose checksums are right and whose metadata are not: a ``FormatError`` that names the
file, or a result that works."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from made.files import NEST

import malvec as mv
from malvec.storage import container

OLD = Path(__file__).parent.parent / "data" / "old"
FILES = [
    OLD / f"{name}.safetensors"
    for name in (
        "corpus_bpe",
        "counts",
        "subword_vectors",
        "compressed_pq",
        "language_model",
        "encoder_sif",
        "document_vectors_concat",
        "topic_model",
        "latent_semantics",
        "factors_als",
        "spacing_exceptions",
        "word_statistics",
    )
]
TEXTS = ["", "null", "[1]", "3", '"x"', "{}", NEST, '{"a":' * 3000, "9" * 5000, '{"name": 3}']
VALUES: list[Any] = [None, "x", [1], {}, -1, 10**30, 1e308]


def bent(text: str) -> Iterator[str]:
    """Other texts in place of a text of the metadata; where it is an object, also with one value
    changed or left out."""
    yield from TEXTS
    try:
        told = json.loads(text)
    except ValueError:
        return
    for key in told if isinstance(told, dict) else ():
        yield json.dumps({name: value for name, value in told.items() if name != key})
        yield from (json.dumps({**told, key: value}) for value in VALUES)


def opened_or_refused(path: Path) -> Any:
    """What a file holds; None where it is refused by name."""
    try:
        return mv.load(path)
    except mv.FormatError as error:
        if str(path) not in str(error):
            raise AssertionError("the file is not named") from error
        return None


def used(held: Any) -> None:
    """What is done with any result; a ``ValueError`` may say that it cannot be."""
    repr(held)
    str(getattr(held, "report", None))
    with suppress(ValueError, MemoryError):
        asked(held)


def asked(held: Any) -> None:
    if isinstance(held, mv.WordVectors):
        held.most_similar(held.vocab[0], topn=1)
    if hasattr(held, "encode"):
        held.encode(["희망 영화"])
    if hasattr(held, "infer"):
        held.infer([["희망", "영화"]])
    if hasattr(held, "correct"):
        held.correct("희망영화")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_any_metadata(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    tensors, metadata = container.read(path)
    own = {key: text for key, text in metadata.items() if key not in ("checksums", "header_crc32")}
    target = tmp_path / "bent.safetensors"
    for key, text in own.items():
        for other in bent(text):
            container.write(target, tensors, {**own, key: other})
            try:
                used(opened_or_refused(target))
            except Exception as error:
                raise AssertionError(f"{key} = {other[:200]}: {error!r:.200}") from error
