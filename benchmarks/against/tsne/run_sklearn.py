"""scikit-learn's t-SNE of stored vectors; needs NumPy and scikit-learn only."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np
from sklearn.manifold import TSNE


def main(request: dict[str, Any]) -> float:
    """Seconds; the points go into a file."""
    rows = np.load(request["rows"])
    knobs = {"perplexity": request["perplexity"], "max_iter": request["iterations"]}
    model = TSNE(init="pca", learning_rate="auto", random_state=0, n_jobs=2, **knobs)
    begin = time.perf_counter()
    points = model.fit_transform(rows)
    seconds = time.perf_counter() - begin
    np.save(request["out"], points)
    return seconds


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
