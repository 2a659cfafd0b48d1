"""Standard streams that may be closed, as ``>&-`` does, and bytes that are not UTF-8."""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
from typing import Any

__all__ = ["drop", "open_streams"]


class Closed(io.RawIOBase):
    """Standard output that is closed: what needs it fails, all else goes on."""

    def writable(self) -> bool:
        """It looks like a file to write to."""
        return True

    def write(self, data: Any) -> int:
        """Always an ``OSError``."""
        raise OSError(errno.EBADF, "standard output is closed")


def open_streams() -> None:
    """Stands in for streams that are closed, and lets bytes that are not UTF-8 pass."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # lest the next file that is opened takes the place of the stream
            os.open(os.devnull, os.O_RDWR)
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(Closed(), write_through=True)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    codecs.register_error("malvec-bytes", _as_bytes)
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, "malvec-bytes")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)


def _as_bytes(error: UnicodeError) -> tuple[bytes, int]:
    """What cannot be encoded, as the bytes it stands for; half of a surrogate pair as three."""
    from malvec.vocab import encode_word

    if not isinstance(error, UnicodeEncodeError):
        raise error
    return encode_word(error.object[error.start : error.end]), error.end


def drop(stream: Any) -> None:
    """Lets what a stream still holds go nowhere if it cannot be written; Python would tell of it on
    its way out."""
    try:
        stream.flush()
    except (OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
