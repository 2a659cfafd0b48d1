"""Reviews that soyspacing has learnt from, and what it made of others."""

from __future__ import annotations

import json

from made import files

import malvec as mv

GOLDEN = json.loads((files.DATA / "spacing" / "soyspacing.json").read_text("utf-8"))
KNOBS = {
    "min_count": "min_evidence",
    "force_abs_threshold": "force_threshold",
    "space_importancy": "space_weight",
}
TEXTS = mv.datasets.review_texts()[: GOLDEN["lines"] + 60]
