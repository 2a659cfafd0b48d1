"""Rows of vectors in one byte per component or less, which are searched and composed without being
unpacked.

8 bit     component k is scale * code[k], one scale per row
product   the row is cut into parts; every part is the nearest of 256 centroids, and the whole has
          one scale
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.runtime.machine import available_threads
from malvec.runtime.progress import core_progress

__all__ = ["EncodedRows", "NativeRows", "native_rows"]

Floats = npt.NDArray[np.float32]
NativeRows = Floats | tuple[npt.NDArray[np.uint8], Floats, Floats | None]
"""Rows as the core takes them: an array, or codes, scales and centroids."""


class EncodedRows:
    """A matrix [rows, dim] that is read like an array: ``rows[i]``, ``rows[ids]``,
    ``np.asarray(rows)`` give floats.

    Args:
        codes: uint8 [rows, dim] (two's complement), or [rows, parts] with centroids.
        scales: float32 [rows].
        centroids: float32 [parts, 256, dim / parts], or None for 8 bit.

    Example:
        >>> rows = EncodedRows.quantised(matrix, parts=50)
        >>> rows.shape, rows.nbytes, rows[7].dtype
        ((40000, 100), 2262400, dtype('float32'))

    Source: Jégou, Douze & Schmid, Product Quantization for Nearest Neighbor Search, 2011.
    """

    ndim = 2
    dtype = np.dtype(np.float32)

    def __init__(
        self, codes: npt.NDArray[np.uint8], scales: Floats, centroids: Floats | None = None
    ) -> None:
        if (
            codes.ndim != 2
            or codes.shape[1] == 0
            or codes.dtype != np.uint8
            or scales.shape != codes.shape[:1]
            or scales.dtype != np.float32
        ):
            raise ValueError(
                f"codes {codes.dtype} {list(codes.shape)} and scales {scales.dtype}"
                f" {list(scales.shape)} do not fit one another"
            )
        if centroids is not None and (
            centroids.dtype != np.float32
            or centroids.ndim != 3
            or centroids.shape[:2] != (codes.shape[1], 256)
        ):
            raise ValueError(
                f"centroids {centroids.dtype} {list(centroids.shape)} for {codes.shape[1]} parts"
            )
        self.codes, self.scales, self.centroids = codes, scales, centroids

    @classmethod
    def of_8_bits(cls, matrix: Floats, threads: int | None = None) -> EncodedRows:
        """The rows in a byte per component."""
        return cls(*_core.encode_8bit(matrix, available_threads(threads)))

    @classmethod
    def quantised(
        cls,
        matrix: Floats,
        parts: int,
        seed: int = 1,
        threads: int | None = None,
        *,
        progress: bool | None = None,
    ) -> EncodedRows:
        """The rows in ``parts`` bytes; the centroids are learnt from at most 65,536 of them.

        Raises:
            ValueError: ``parts`` does not divide the number of components.
        """
        knobs, workers = {"parts": parts, "seed": seed}, available_threads(threads)
        with core_progress(2 * parts, "compressing", " parts", progress) as tick:
            return cls(*_core.encode_product(matrix, knobs, workers, tick))

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and components."""
        rows, parts = self.codes.shape
        return rows, parts if self.centroids is None else parts * self.centroids.shape[2]

    @property
    def nbytes(self) -> int:
        """Bytes that it takes."""
        return (
            self.codes.nbytes
            + self.scales.nbytes
            + (0 if self.centroids is None else self.centroids.nbytes)
        )

    @property
    def method(self) -> str:
        """``"int8"`` or ``"pq"``."""
        return "int8" if self.centroids is None else "pq"

    @property
    def native(self) -> tuple[npt.NDArray[np.uint8], Floats, Floats | None]:
        """As the core takes it."""
        return self.codes, self.scales, self.centroids

    def scaled(self, factors: Floats) -> EncodedRows:
        """Every row times its factor; the codes are shared."""
        return EncodedRows(self.codes, self.scales * factors, self.centroids)

    def taken(self, ids: npt.NDArray[np.integer[Any]]) -> EncodedRows:
        """Some of the rows, encoded as they are."""
        return EncodedRows(
            np.ascontiguousarray(self.codes[ids]),
            np.ascontiguousarray(self.scales[ids]),
            self.centroids,
        )

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, which: Any) -> Floats:
        if isinstance(which, (int, np.integer)):
            ids = np.array(range(len(self))[which], np.int64)
        elif isinstance(which, slice):
            ids = np.arange(*which.indices(len(self)))
        else:
            ids = np.asarray(which)
            ids = (
                np.flatnonzero(ids)
                if ids.dtype == bool
                else np.where(ids < 0, ids + len(self), ids)
            )
        rows = _core.decode_rows(self.native, np.ascontiguousarray(ids, np.int64).reshape(-1))
        return np.asarray(rows.reshape(*np.shape(ids), self.shape[1]))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        if copy is False:
            raise ValueError("encoded rows become an array only as a copy")
        return np.asarray(self[:], dtype)

    def __repr__(self) -> str:
        return (
            f"EncodedRows({self.shape[0]:,} x {self.shape[1]}, {self.method},"
            f" {self.nbytes / 2**20:,.1f} MiB)"
        )


def native_rows(rows: Floats | EncodedRows) -> NativeRows:
    """Rows of any kind as the core takes them."""
    return rows.native if isinstance(rows, EncodedRows) else rows
