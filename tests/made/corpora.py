"""Small corpora and their texts."""

from __future__ import annotations

SEASONS = ["봄 이 온다", "봄 은 짧다", "여름 이 온다"]
