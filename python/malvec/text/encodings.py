"""Encodings other than UTF-8: named where a text seems to be in one, read where one is given."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from malvec.errors import FormatError
from malvec.storage.kinds import how_to_open
from malvec.storage.sniff import binary_kind

__all__ = ["HEAD", "check_encoding", "check_not_utf8", "check_text", "to_utf8"]

HEAD = 1 << 16
"""So many bytes of a text are looked at."""

_CONTROL = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x1b")
_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_FEW = 4
_BROKEN = "\udcff"  # a byte that stands in no UTF-8: what could not be read stays seen and counted
_HANGUL = re.compile("[가-힣ㄱ-ㅣ\\s!-~]")


@dataclass(frozen=True)
class _DoubleBytes:
    """An encoding of two bytes per character: those that are frequent in it, and their least share
    among all pairs."""

    name: str
    codec: str
    frequent: re.Pattern[bytes]
    share: float


_PAIR = re.compile(rb"[\x81-\xfe][\x40-\xfe]")
_DOUBLE_BYTES = (
    _DoubleBytes("CP949 (EUC-KR)", "cp949", re.compile(rb"[\xb0-\xc8][\xa1-\xfe]"), 0.7),
    _DoubleBytes("Shift-JIS", "cp932", re.compile(rb"\x82[\x9f-\xf1]|\x83[\x40-\x96]"), 0.3),
    _DoubleBytes("EUC-JP", "euc_jp", re.compile(rb"\xa4[\xa1-\xf3]|\xa5[\xa1-\xf6]"), 0.3),
)


def check_encoding(encoding: str | None) -> str | None:
    """The encoding by Python's name; None, which is UTF-8 unless a text looks otherwise, stays.

    Raises:
        TypeError: it is no str.
        ValueError: there is no such encoding of text.

    Example:
        >>> check_encoding("CP949"), check_encoding("euc-kr"), check_encoding(None)
        ('cp949', 'euc_kr', None)
    """
    if encoding is None:
        return None
    if not isinstance(encoding, str):
        raise TypeError(f"encoding={encoding!r:.60}: must be a name, such as 'cp949', or None")
    try:
        codecs.getincrementaldecoder(encoding)()
        "".encode(encoding)  # refuses what is no encoding of text
        return codecs.lookup(encoding).name.removesuffix("-sig")
    except (LookupError, TypeError, ValueError):
        raise ValueError(
            f"encoding={encoding!r:.60}: no such encoding; there are utf-8, cp949, euc-kr, utf-16,"
            " shift-jis and the others of Python"
        ) from None


def check_text(head: bytes, path: str, encoding: str | None = None) -> None:
    """Looks at the first bytes of a text that shall be UTF-8, or was made UTF-8 from an encoding.

    Raises:
        FormatError: they are of something else; the message says what, and how to read it.
    """
    if encoding not in (None, "utf-8"):
        _check_read(head, path, encoding)
    elif looks := next((name for mark, name in _MARKS if head.startswith(mark)), None):
        raise FormatError(_cure(path, looks, looks.lower()))
    _check_not_binary(head, path, encoding)
    if encoding is None:
        _check_utf8(head, path)


def _check_not_binary(head: bytes, path: str, encoding: str | None) -> None:
    controls = len(head) - len(head.translate(None, _CONTROL))
    kind = binary_kind(head) if controls else None
    if kind:
        named = re.search(rb'"kind"\s*:\s*"([^"]+)"', head)  # one of malvec's own files tells it
        opened = how_to_open(named[1].decode("utf-8", "replace")) if named else ""
        raise FormatError(f"{path} is {kind}, not text{opened}")
    if controls > 8 and controls > 0.05 * len(head):
        if encoding is None and (codec := _utf16_without_mark(head)):
            raise FormatError(_cure(path, "UTF-16", codec))
        raise FormatError(
            f"{path} looks like a binary file: {controls:,} of its first {len(head):,} bytes are"
            " control characters"
        )


def _check_utf8(head: bytes, path: str) -> None:
    """A few bytes that are not UTF-8 are let through; not a text that mostly is not."""
    read = head.decode("utf-8", "surrogateescape")
    if read.isascii():
        return
    broken = sum("\udc80" <= character <= "\udcff" for character in read)
    letters = sum(character > "\x7f" for character in read) - broken
    if broken < _FEW or broken <= letters:
        return
    # a blank or the end of a line has a zero byte in UTF-16, and no other encoding has any
    codec = _utf16_without_mark(head)
    name = "UTF-16" if codec and b"\0" in head else None
    pairs = _PAIR.findall(head)
    for known in _DOUBLE_BYTES:
        frequent = sum(known.frequent.fullmatch(pair) is not None for pair in pairs)
        if not name and 2 * frequent >= 0.5 * broken and frequent >= known.share * len(pairs):
            name, codec = known.name, known.codec
    if codec:
        raise FormatError(_cure(path, name or "UTF-16", codec))
    if broken > 0.3 * len(head):
        raise FormatError(
            f"{path} is not UTF-8: {broken:,} of its first {len(head):,} bytes stand in no"
            " character; name its encoding with encoding= (--encoding in the shell)"
        )


def _utf16_without_mark(head: bytes) -> str | None:
    """Which UTF-16 the head is where most of it reads as Hangul and ASCII so."""
    even = head[: len(head) // 2 * 2]
    for codec in ("utf-16-le", "utf-16-be"):
        read = even.decode(codec, "replace")
        if len(read) >= _FEW and len(_HANGUL.findall(read)) > 0.8 * len(read):
            return codec
    return None


def _cure(path: str, name: str, codec: str) -> str:
    return (
        f"{path} looks like {name} text: convert it first (iconv -f {codec.upper()} -t UTF-8), or"
        f" read it with encoding={codec!r}, --encoding {codec} in the shell, where that is taken"
    )


def _check_read(head: bytes, path: str, encoding: str | None) -> None:
    """What was read of an encoding must not be mostly broken."""
    read = head.decode("utf-8", "surrogateescape")
    broken = read.count(_BROKEN)
    letters = sum(character > "\x7f" for character in read) - broken
    if broken >= _FEW and broken > letters:
        raise FormatError(
            f"{path} is not {encoding}: {broken:,} of its first {len(read):,} characters cannot be"
            " read so; is it in another encoding?"
        )


def check_not_utf8(head: bytes, path: str, encoding: str) -> None:
    """``FormatError`` where the first bytes of a text that shall be in another encoding can only be
    UTF-8."""
    if head.isascii() or encoding.startswith("utf"):
        return
    read = head.decode("utf-8", "surrogateescape")
    letters = sum(character > "\x7f" for character in read)
    if letters >= _FEW and not any("\udc80" <= character <= "\udcff" for character in read[:-3]):
        raise FormatError(f"{path} is UTF-8, not {encoding}: leave the encoding out")


def to_utf8(blocks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Text in another encoding as UTF-8; what cannot be read becomes bytes 0xFF, which stand in no
    UTF-8, so that reports count them."""
    decoder = codecs.getincrementaldecoder(encoding)("malvec-broken-byte")
    for block in blocks:
        yield decoder.decode(block).encode("utf-8", "surrogateescape")
    yield decoder.decode(b"", True).encode("utf-8", "surrogateescape")


def _mark_broken(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _BROKEN, error.end


codecs.register_error("malvec-broken-byte", _mark_broken)
