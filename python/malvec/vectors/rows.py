"""Rows as the core works on them: 64-byte aligned, padded to whole cache lines."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.search.nearest import Searchable
from malvec.search.quantised import EncodedRows

__all__ = ["aligned", "padded_dim", "unit_rows"]


def padded_dim(dim: int) -> int:
    """Floats that a row of ``dim`` takes in memory.

    Example:
        >>> padded_dim(100)
        112
    """
    return -(-dim // 16) * 16


def aligned(matrix: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """The matrix itself where its rows lie as the core needs them, else a copy that does."""
    rows, dim = matrix.shape
    whole = (
        matrix.strides[0] % 64 == 0
        and matrix.strides[0] >= 4 * padded_dim(dim)
        and matrix.strides[1] == 4
    )
    if whole and matrix.dtype == np.float32 and matrix.ctypes.data % 64 == 0:
        return matrix
    copy: npt.NDArray[np.float32] = _core.matrix(rows, dim)
    copy[:] = matrix
    return copy


def unit_rows(searchable: Searchable) -> npt.NDArray[np.float32] | EncodedRows:
    """New rows of length 1; those of zeros stay."""
    if isinstance(searchable.matrix, EncodedRows):
        return searchable.matrix.scaled(searchable.inverse_norms)
    unit: npt.NDArray[np.float32] = _core.matrix(*searchable.matrix.shape)
    np.multiply(searchable.matrix, searchable.inverse_norms[:, None], out=unit)
    return unit
