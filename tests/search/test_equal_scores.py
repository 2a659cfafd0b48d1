"""Of equal scores the lower row comes first."""

from __future__ import annotations

import numpy as np

from malvec.search.nearest import Searchable, nearest


def test_scores_that_rounding_takes_beyond_1_are_equal() -> None:
    row = np.random.default_rng(3).standard_normal(37).astype(np.float32)
    rows = np.outer(np.arange(1, 60), row).astype(np.float32)  # one direction, other roundings
    scores, ids = nearest(Searchable.of(rows), row[None], topn=59)
    order = sorted(zip(-scores[0], ids[0], strict=True))
    assert ids[0].tolist() == [int(i) for _, i in order]
    assert scores.max() <= 1
