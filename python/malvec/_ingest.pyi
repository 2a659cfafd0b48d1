"""Python strings to packed bytes, in compiled code."""

from collections.abc import Callable, Iterable

def pack_lines(lines: Iterable[Iterable[str]], limit: int) -> tuple[bytes, bytes, bytes]: ...
def pack_texts(
    texts: Iterable[str], limit: int, number: int, refuse: Callable[[object, int], TypeError]
) -> bytes: ...
