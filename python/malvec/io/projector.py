"""Export for the embedding projector of TensorFlow: vectors and words as tables of tabs, and the
file that names them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from malvec.runtime.arguments import one_of, whole
from malvec.runtime.escapes import escape
from malvec.runtime.progress import progress_bar
from malvec.storage.atomic import replacing
from malvec.vectors.word_vectors import WordVectors

__all__ = ["save_projector"]

OddWords = Literal["escape", "error"]
_BLOCK = 4096
_TENSORBOARD = """embeddings {
  tensor_name: %s
  tensor_path: "tensors.tsv"
  metadata_path: "metadata.tsv"
}
"""


def save_projector(
    vectors: WordVectors,
    folder: str | os.PathLike[str],
    *,
    restrict: int | None = None,
    name: str = "malvec",
    odd_words: OddWords = "escape",
    progress: bool | None = None,
) -> None:
    """Writes a folder for https://projector.tensorflow.org ("Load") or TensorBoard:
    ``tensors.tsv``, ``metadata.tsv`` and their settings.

    ``projector_config.pbtxt`` is for TensorBoard (``--logdir FOLDER``), ``projector_config.json``
    for the web page; both name the files by relative paths. All is UTF-8; a row of one file is a
    row of the other. Metadata are the words and, where they are known, their counts; with the
    counts comes a line of column names, without it there is none, as the projector expects.

    Args:
        vectors: what to write.
        folder: made where it is not there; the four files are replaced.
        restrict: only the first so many words; the projector is slow beyond some 10,000.
        name: of the model in the projector.
        odd_words: words that would break a table, with tabs, ends of lines, other control
            characters or bytes that are not UTF-8, or of blanks only, are written with escapes such
            as ``\\t``, ``\\u3000``, ``\\xff`` (``"escape"``), or are a ``ValueError``
            (``"error"``).
        progress: show a bar on stderr; None: on terminals, after two seconds.

    Raises:
        ValueError: a value that is not finite; an odd word, under ``odd_words="error"``.
        OSError: the disk refused; each file appears whole or not at all.

    Example:
        >>> save_projector(vectors, "projector", restrict=10_000)
    """
    one_of("odd_words", odd_words, get_args(OddWords))
    count = len(vectors) if restrict is None else min(len(vectors), whole("restrict", restrict, 1))
    cells = _cells(vectors, count, odd_words)
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with progress_bar(count, "writing", " words", progress) as advance:
        _write_tensors(vectors, target / "tensors.tsv", count, advance)
    if vectors.counts is not None:
        counted = zip(cells, vectors.counts[:count].tolist(), strict=True)
        cells = ["word\tcount", *(f"{cell}\t{seen}" for cell, seen in counted)]
    _write(target / "metadata.tsv", "\n".join(cells) + "\n")
    _write(target / "projector_config.json", _config(name, count, vectors.dim))
    quoted = json.dumps(name, ensure_ascii=False)
    _write(target / "projector_config.pbtxt", _TENSORBOARD % quoted)


def _cells(vectors: WordVectors, count: int, odd_words: str) -> list[str]:
    """The words as cells of a table."""
    words = [vectors.vocab[i] for i in range(count)]
    cells = [escaped(word) for word in words]
    odd = [word for word, cell in zip(words, cells, strict=True) if word != cell]
    if odd and odd_words == "error":
        raise ValueError(
            f"{len(odd):,} words would break a table of tabs: {', '.join(map(repr, odd[:10]))}"
        )
    return cells


def _config(name: str, count: int, dim: int) -> str:
    """The settings of the web page, as JSON."""
    settings = {
        "tensorName": name,
        "tensorShape": [count, dim],
        "tensorPath": "tensors.tsv",
        "metadataPath": "metadata.tsv",
    }
    return json.dumps({"embeddings": [settings]}, ensure_ascii=False, indent=2) + "\n"


def _write(path: Path, text: str) -> None:
    with replacing(path) as file:
        file.write(text.encode("utf-8"))


def escaped(word: str) -> str:
    """A word as one cell of a table that is never empty.

    Example:
        >>> escaped("a\\tb"), escaped("영화 $x$")
        ('a\\\\tb', '영화 $x$')
    """
    blank = not word.strip()
    return (
        "".join(
            escape(c) if blank or not (c.isprintable() or c in " \u3000\u00a0") else c for c in word
        )
        or "\\empty"
    )


def _write_tensors(
    vectors: WordVectors, path: Path, count: int, advance: Callable[[int], None]
) -> None:
    """Rows of shortest decimals that are the same floats again."""
    with replacing(path) as file:
        for first in range(0, count, _BLOCK):
            rows = np.asarray(vectors.matrix[first : min(first + _BLOCK, count)])
            if not np.isfinite(rows).all():
                bad = first + int(np.argmin(np.isfinite(rows).all(axis=1)))
                raise ValueError(
                    f"the vector of {vectors.vocab[bad]!r} is not finite: the projector would show"
                    " nothing"
                )
            file.write("".join("\t".join(map(str, row)) + "\n" for row in rows).encode("ascii"))
            advance(first + len(rows))
