"""A matrix with a name for each row, read as NumPy, pandas and Arrow read theirs: what vectors of
words and of documents share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from malvec.runtime.extras import optional_package
from malvec.search.quantised import EncodedRows

if TYPE_CHECKING:
    import pandas
    import pyarrow

__all__ = [
    "is_row_number",
    "listed_names",
    "named_frame",
    "named_table",
    "numpy_array",
    "rows_by_number",
]

Floats = npt.NDArray[np.float32]
Matrix = Floats | EncodedRows


def numpy_array(matrix: Matrix, dtype: npt.DTypeLike | None, copy: bool | None) -> npt.NDArray[Any]:
    """What ``__array__`` of an object with this matrix gives.

    Raises:
        ValueError: ``copy=False``, where there is no way without a copy.
    """
    if isinstance(matrix, EncodedRows):
        return matrix.__array__(dtype, copy)
    return np.array(matrix, dtype, copy=copy)


def is_row_number(which: object) -> bool:
    """Whether it is a whole number; True and False are not."""
    return isinstance(which, (int, np.integer)) and not isinstance(which, bool)


def rows_by_number(matrix: Matrix, which: Any) -> Floats | None:
    """Rows by a number, a slice, or a list or array of numbers or of flags, as NumPy has them; None
    where something else is asked for, such as names.

    Raises:
        IndexError: there is no such row, or not as many flags as rows.
    """
    if isinstance(which, slice):
        return np.asarray(matrix[which])
    if is_row_number(which):
        if not -len(matrix) <= which < len(matrix):
            raise IndexError(f"there is no row {which}: there are {len(matrix):,}")
        return np.asarray(matrix[int(which)])
    numbers = _numbers(which)
    if numbers is None:
        return None
    if numbers.dtype == bool and numbers.shape != (len(matrix),):
        raise IndexError(f"flags of shape {numbers.shape} for {len(matrix):,} rows")
    outside = (numbers < -len(matrix)) | (numbers >= len(matrix))
    if numbers.dtype != bool and outside.any():
        raise IndexError(f"there is no row {numbers[outside][0]}: there are {len(matrix):,}")
    return np.asarray(matrix[numbers])


def _numbers(which: Any) -> npt.NDArray[Any] | None:
    """Whole numbers or flags as an array; None for all else."""
    if isinstance(which, list):
        if not which or not isinstance(which[0], (int, np.integer, np.bool_)):
            return None
    elif not isinstance(which, range) and not hasattr(which, "__array__"):
        return None
    found = np.asarray(which)
    return found if found.dtype.kind in "iub" and found.ndim > 0 else None


def listed_names(names: Any) -> list[Any]:
    """Several names as a list; ``TypeError`` for what is no list of them, and for sets, of which
    the order of the rows could not be told."""
    unordered = isinstance(names, (bytes, Mapping, AbstractSet))
    if unordered or getattr(names, "ndim", 1) != 1 or not isinstance(names, Iterable):
        raise TypeError(
            "vectors are asked for by a name, a row number, a slice, or a list of names or of"
            f" numbers, not by {type(names).__name__}"
        )
    return list(names)


def named_frame(what: str, names: Iterable[str | int], matrix: Matrix) -> pandas.DataFrame:
    """A DataFrame of the rows, float32, whose index, called ``what``, has the names.

    Raises:
        ImportError: pandas is not installed.
    """
    package = optional_package("pandas", "a DataFrame", "tables")
    listed = list(names)
    try:
        index = package.Index(listed, name=what)
    except UnicodeEncodeError:  # bytes that are not UTF-8, which pandas' own strings cannot hold
        index = package.Index(listed, name=what, dtype=object)
    return package.DataFrame(np.asarray(matrix), index=index)


def named_table(what: str, names: Iterable[str | int], matrix: Matrix) -> pyarrow.Table:
    """An Arrow table of two columns: ``what`` with the names, and ``vector``, lists of float32 of
    one length.

    Raises:
        ImportError: pyarrow is not installed.
        ValueError: Arrow cannot hold the names: bytes that are not UTF-8, or strings and numbers
            in one.
    """
    package = optional_package("pyarrow", "an Arrow table", "arrow")
    try:
        column = package.array(list(names))
    except (UnicodeEncodeError, OverflowError, package.ArrowException) as error:
        raise ValueError(
            f"these names cannot be one column of Arrow: {error}; take np.asarray of the vectors"
        ) from None
    rows = np.ascontiguousarray(np.asarray(matrix))
    vectors = package.FixedSizeListArray.from_arrays(package.array(rows.ravel()), rows.shape[1])
    return package.table({what: column, "vector": vectors})
