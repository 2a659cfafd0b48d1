"""The codes of an exact search in the file of an index."""

from __future__ import annotations

import numpy as np

from malvec.search.codes8 import Codes8
from malvec.storage.kinds import StoredFile

__all__ = ["CODES", "stored_codes"]

CODES = ("index.codes", "index.scales", "index.errors")
"""What the arrays are called, in the order of ``Codes8``."""
_ROWS, _GROUP = 16, 4


def stored_codes(file: StoredFile, rows: int, dim: int) -> Codes8 | None:
    """The codes of rows [rows, dim] in an opened file, or None where it has none; ``FormatError``
    where they are of others."""
    if CODES[0] not in file.tensors:
        return None
    size = -(-rows // _ROWS) * _ROWS * -(-dim // _GROUP) * _GROUP
    shapes = {CODES[0]: size, CODES[1]: rows, CODES[2]: rows}
    dtypes = {CODES[0]: np.uint8, CODES[1]: np.float32, CODES[2]: np.float32}
    return Codes8(*(file.take(name, dtypes[name], (shapes[name],)) for name in CODES))
