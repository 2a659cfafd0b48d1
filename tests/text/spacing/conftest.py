"""A model that knows what soyspacing knows."""

from __future__ import annotations

import pytest
from made.spacing import GOLDEN, TEXTS

import malvec as mv


@pytest.fixture(scope="module")
def model() -> mv.text.spacing.SpacingModel:
    return mv.Spacing.soyspacing(min_count=GOLDEN["min_count"]).fit(TEXTS[: GOLDEN["lines"]])
