"""scikit-learn's truncated SVD of a stored matrix; needs scikit-learn only."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import sklearn
from scipy import sparse
from sklearn.decomposition import TruncatedSVD


def main(request: dict[str, Any]) -> dict[str, Any]:
    """Seconds, singular values and the version."""
    matrix = sparse.load_npz(request["matrix"])
    knobs = {"n_iter": request["n_iter"], "n_oversamples": request["n_oversamples"]}
    begin = time.perf_counter()
    model = TruncatedSVD(request["dim"], algorithm="randomized", random_state=1, **knobs)
    values = model.fit(matrix).singular_values_.tolist()
    seconds = time.perf_counter() - begin
    return {"seconds": seconds, "values": values, "version": sklearn.__version__}


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
