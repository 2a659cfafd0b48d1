"""Text of any Unicode form for a corrector that knows composed characters: its blanks are put into
the text as it was written."""

from __future__ import annotations

from collections.abc import Iterator

from malvec.text.nfc import pieces
from malvec.text.normalizer import composed_text

__all__ = ["as_bytes", "as_text", "put_blanks"]


def as_bytes(text: str) -> bytes:
    """UTF-8 of the text in form NFC, in which even halves of surrogate pairs are three bytes, so
    that any ``str`` comes back as it was."""
    return composed_text(text).encode("utf-8", "surrogatepass")


def as_text(encoded: bytes) -> str:
    """The way back from :func:`as_bytes`."""
    return encoded.decode("utf-8", "surrogatepass")


def put_blanks(text: str, corrected: str) -> str:
    """The text as it was written, with the blanks of its corrected form NFC.

    Example:
        >>> import unicodedata
        >>> nfd = unicodedata.normalize("NFD", "이영화")
        >>> put_blanks(nfd, "이 영화") == unicodedata.normalize("NFD", "이 영화")
        True
    """
    if composed_text(text) == text:
        return corrected
    lines = zip(text.split("\n"), corrected.split("\n"), strict=True)
    return "\n".join(
        done if composed_text(line) == line else _spaced(line, done) for line, done in lines
    )


def _spaced(line: str, corrected: str) -> str:
    """A line with the blanks of another; as it is where the other is not its form NFC."""
    spaced = "".join(_with_blanks(line, corrected))
    return spaced if spaced.replace(" ", "") == line.replace(" ", "") else line


def _with_blanks(line: str, corrected: str) -> Iterator[str]:
    at = 0
    for piece in filter(None, (piece.removeprefix(" ") for piece in pieces(line))):
        for _ in composed_text(piece):
            while corrected[at : at + 1] == " ":
                yield " "
                at += 1
            at += 1
        yield piece
    yield corrected[at:]
