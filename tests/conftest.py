"""Ctrl-C works in the tests even where they were started with it ignored, as shells start
background jobs; children inherit that. Fixtures that several folders share."""

from __future__ import annotations

import signal

import pytest
from made.corpora import SEASONS

import malvec as mv

signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def seasons() -> mv.Corpus:
    """A corpus of three sentences."""
    return mv.Corpus.from_texts(SEASONS, min_count=1)
