"""Small files for the attacks on libmalvec, one of every kind: ``python -m library.models FOLDER``,
in the folder ``tests``."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from fuzz.files import CASES

import malvec as mv
from malvec.storage import container


def write_with_kiwi(path: Path) -> None:
    """An encoder whose tokenizer the core does not have."""
    CASES["encoder"].write(path)
    tensors, metadata = container.read(path)
    arrays = {name: array.copy() for name, array in tensors.items()}
    container.write(path, arrays, {**metadata, "tokenizer": '{"name": "kiwi"}'})


def write(folder: Path) -> None:
    """One file per case, and one of 26 MB."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, case in CASES.items():
        case.write(folder / f"{name.replace(' ', '-')}.safetensors")
    write_with_kiwi(folder / "encoder-of-kiwi.safetensors")
    (folder / "large").mkdir(exist_ok=True)
    words = mv.Vocab.from_words(f"w{number}" for number in range(10_000))
    matrix = np.random.default_rng(1).random((len(words), 640), np.float32)
    mv.WordVectors(words, matrix).save(folder / "large" / "vectors.safetensors")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
