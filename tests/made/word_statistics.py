"""Texts whose words are counted."""

from __future__ import annotations

import numpy as np
from made.reviews import REVIEWS

import malvec as mv

FEW = REVIEWS[:300]
HOSTILE = [
    "",
    " \t\u3000 ",
    "👩\u200d👩\u200d👧 👍🏽👍🏽",
    "ㅋㅋㅋㅠㅠ ㅏㅏ ㄱ",
    "한국 한국",
    "\ud800 a\udc80b \udfff\udfff",
    "a\0b \0\0 \0",
    "즤즤 즤 뷁",
    "a가1\u00a0-b\x1cnext\x85line\u2028sep",
    "가" * 5000,
    "\ufeff가나 \u200b가",
]


def same(a: mv.word_discovery.WordStatistics, b: mv.word_discovery.WordStatistics) -> bool:
    return all(
        x.dtype == y.dtype and np.array_equal(x, y) for x, y in zip(a.arrays, b.arrays, strict=True)
    )
