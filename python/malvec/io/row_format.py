"""The format of a vector file, detected from its first megabyte: header, dimension, text or
binary."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from malvec.errors import FormatError
from malvec.storage.packing import is_packed
from malvec.storage.sniff import describe

__all__ = ["DIM_LIMIT", "RowFormat", "detect_format", "misleading_line"]

_HEADER = re.compile(rb"[ \t]*(\d{1,18})[ \t]+(\d{1,18})[ \t]*\r?\Z")
DIM_LIMIT = 1_000_000
_LOOKED_AT = 100  # lines
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# With decimal commas, brackets or commas between: they count as numbers, so that they are refused.
_NUMBER_LIKE = re.compile(rb"[\[(]*[-+]?[.,]*\d[\d.,]*(?:[eE][-+]?\d+)?[,;\])]*|[\[\]()]+")


@dataclass(frozen=True)
class RowFormat:
    """Where rows start, how long they are, how many are promised (None: nothing is), and whether
    their columns are aligned by blanks."""

    start: int
    dim: int
    rows: int | None
    binary: bool
    aligned: bool = False


def detect_format(
    head: bytes,
    whole: bool,
    binary: bool | None = None,
    trust_header: bool = False,
    wanted: int | None = None,
) -> RowFormat:
    """The format of a file that starts with ``head``; ``whole`` says that the file ends there.

    ``binary`` and ``wanted``, the dimension, are not judged where they are given.

    Raises:
        FormatError: neither word2vec nor GloVe; or a header that the first rows contradict.
    """
    mark = 3 if head.startswith(b"\xef\xbb\xbf") else 0
    _check_line_ends(head)
    first, newline, body = head[mark:].partition(b"\n")
    header = _HEADER.match(first) if newline or whole else None
    if not header or wanted not in (None, int(header[2])):
        return _without_header(head[mark:], mark, whole, binary, wanted)
    rows, dim = int(header[1]), int(header[2])
    if not 0 < dim <= DIM_LIMIT:
        raise FormatError(f"the header promises vectors of {dim:,} components")
    if binary is None:
        binary = bool(body) and not _is_text(body, dim)
    if not binary and not trust_header:
        seen = _dim_of_lines(body, whole)
        if seen > dim:
            hint = "where words end with numbers, load_word2vec(..., trust_header=True) reads them"
            raise FormatError(f"the header says {dim} values per row, the rows have {seen}; {hint}")
    start = mark + len(first) + len(newline)
    aligned = not binary and _is_aligned(body)
    return RowFormat(start=start, dim=dim, rows=rows, binary=binary, aligned=aligned)


def _without_header(
    head: bytes, mark: int, whole: bool, binary: bool | None, wanted: int | None
) -> RowFormat:
    if binary:
        raise FormatError(f"no word2vec header; it seems to be {describe(head)}")
    dim = _dim_of_lines(head, whole) if _is_text(head, 2) else 0
    if dim == 0:
        kind = describe(head)
        hint = (
            ", which malvec.load opens where it is a regular file, not a pipe"
            if "safetensors" in kind
            else ""
        )
        raise FormatError(f"no word vectors; it seems to be {kind}{hint}")
    if wanted is not None and dim < wanted:
        raise FormatError(f"dim={wanted}, but there are rows of {dim} values")
    dim = wanted or dim
    return RowFormat(start=mark, dim=dim, rows=None, binary=False, aligned=_is_aligned(head))


def _check_line_ends(head: bytes) -> None:
    """``FormatError`` where lines end with carriage returns alone."""
    if b"\n" not in head and re.search(rb"\d[ \t]*\r[^\r]", head) and not _CONTROL.search(head):
        raise FormatError(
            "its lines end with carriage returns alone: tr '\\r' '\\n' < old > new mends it"
        )


def misleading_line(head: bytes, whole: bool, dim: int) -> int | None:
    """The number of the first row that would mislead the reader of a file without a header; None
    where it would not be misled."""
    try:
        expected = RowFormat(start=0, dim=dim, rows=None, binary=False)
        if detect_format(head, whole, False) == expected and not is_packed(head):
            return None
    except FormatError:
        pass
    misread = [
        len(line.strip()) > 0 and _values_at_end(line) != dim
        for line in head.split(b"\n", _LOOKED_AT)[:_LOOKED_AT]
    ]
    return misread.index(True) if any(misread[:-1]) else 0


def _is_text(body: bytes, dim: int) -> bool:
    """Whether the first row ends with ``dim`` numbers, or with some at least and holds nothing that
    is not printed, or all that is seen of the file is text."""
    line = body.lstrip(b"\r\n").partition(b"\n")[0].rstrip(b"\r")
    values = _values_at_end(line)
    printed = not _CONTROL.search(line)
    return values >= dim or (values > 0 and printed) or (printed and _is_utf8(body))


def _is_utf8(body: bytes) -> bool:
    """Whether bytes are text in UTF-8, the last character perhaps cut."""
    if _CONTROL.search(body):
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(body) - 3
    return True


def _first_lines(body: bytes, whole: bool) -> list[bytes]:
    """The first lines that are whole and not empty."""
    lines = body.split(b"\n", _LOOKED_AT)
    complete = lines if whole and len(lines) <= _LOOKED_AT else lines[:-1]
    return [line for line in complete if line.strip()]


def _dim_of_lines(body: bytes, whole: bool) -> int:
    """The number of values that most of the first lines end with, of equally many the larger: a
    few words may end with numbers, and a line that lacks some is told when it is read."""
    counted = Counter(map(_values_at_end, _first_lines(body, whole)))
    return max(counted, key=lambda values: (counted[values], values), default=0)


def _is_aligned(body: bytes) -> bool:
    """Whether most of the first lines begin with blanks, or have several between their fields."""
    lines = [line.rstrip() for line in _first_lines(body, True)]
    several = sum(bool(re.search(rb"\A[ \t]|[ \t]{2}", line)) for line in lines)
    return 2 * several > len(lines)


def _values_at_end(line: bytes) -> int:
    """How many fields at the end of a line are numbers, the word itself not counted."""
    fields = re.split(rb"[ \t]+", line.strip(b" \t\r"))
    count = 0
    for field in reversed(fields[1:]):
        if not _is_number(field):
            break
        count += 1
    return count


def _is_number(field: bytes) -> bool:
    if _NUMBER_LIKE.fullmatch(field):
        return True
    try:
        float(field)
    except ValueError:
        return False
    return True
