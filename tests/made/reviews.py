"""Reviews of films."""

from __future__ import annotations

import malvec as mv

REVIEWS = mv.datasets.review_texts()[:2000]
