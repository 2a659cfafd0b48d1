"""Ctrl-C works in the tests even where they were started with it ignored, as shells start
background jobs; children inherit that. Fixtures that several folders share."""

from __future__ import annotations

import bz2
import gzip
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from made.corpora import SEASONS, TEXT
from made.files import Write

import malvec as mv

signal.signal(signal.SIGINT, signal.default_int_handler)
# A slow or busy machine is no fault of what is tested.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")


@pytest.fixture
def seasons() -> mv.Corpus:
    """A corpus of three sentences."""
    return mv.Corpus.from_texts(SEASONS, min_count=1)


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    path = tmp_path / "text.txt"
    path.write_bytes(TEXT)
    return path


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        data = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
        path.write_bytes(
            bz2.compress(data)
            if name.endswith(".bz2")
            else gzip.compress(data)
            if name.endswith(".gz")
            else data
        )
        return path

    return written
