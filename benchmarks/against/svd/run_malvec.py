"""malvec's truncated SVD of a stored matrix."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from scipy import sparse

import malvec as mv
from malvec.counts.cells import Cells


def main(request: dict[str, Any]) -> dict[str, Any]:
    """Seconds and singular values."""
    cells = Cells.from_matrix(sparse.load_npz(request["matrix"]), dtype="float32")
    cells.row_names = mv.Vocab.from_words(map(str, range(cells.shape[0])))
    begin = time.perf_counter()
    report = mv.Svd(dim=request["dim"], threads=request["threads"]).fit(cells).report
    return {"seconds": time.perf_counter() - begin, "values": list(report.singular_values)}


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
