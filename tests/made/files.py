"""Files: those kept beside the tests, and copies with other contents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from malvec.storage import container

DATA = Path(__file__).parent.parent / "data"


def changed(path: Path, tensors: dict[str, np.ndarray] | None = None, **metadata: str) -> Path:
    """The file with other tensors and metadata."""
    arrays, texts = container.read(path)
    own = {key: text for key, text in texts.items() if key not in ("checksums", "header_crc32")}
    other = path.with_name(f"changed-{path.name}")
    container.write(other, {**arrays, **(tensors or {})}, {**own, **metadata})
    return other


NEST = "[" * 20_000

Write = Callable[[str, str | bytes], Path]

FASTTEXT = DATA / "fasttext"
FASTTEXT_MODELS = [
    "tiny.bin",
    "supervised.bin",
    "quantised.ftz",
    "quantised_norms.ftz",
    "pruned.ftz",
]
