"""What is counted in a few reviews."""

from __future__ import annotations

import pytest
from made.word_statistics import FEW

import malvec as mv


@pytest.fixture(scope="module")
def statistics() -> mv.word_discovery.WordStatistics:
    return mv.word_discovery.count_words(FEW)
