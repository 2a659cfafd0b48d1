"""Counting the windows of well-spaced text."""

from __future__ import annotations

import os
from typing import Any

from malvec import _core
from malvec.runtime.machine import check_memory
from malvec.runtime.progress import progress_bar
from malvec.text.blocks import line_blocks
from malvec.text.normalizer import compose
from malvec.text.sources import find_sources, plain_size
from malvec.text.texts import TextSource, packed_texts, paths_or_texts

__all__ = ["count_windows"]

_BLOCK = 1 << 20


def count_windows(
    source: TextSource, knobs: dict[str, Any], encoding: str | None, progress: bool | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The arrays of a model, by name, and what was read, as the fields of its report.

    Raises:
        ValueError: there is no text, or no window occurs ``min_count`` times.
    """
    counter = _core.SpacingCounter()
    names = _feed(counter, source, encoding, progress)
    read = counter.statistics
    if read["characters"] == 0:
        raise ValueError(
            f"no text in {', '.join(names[:3])}: {read['lines']:,} lines, none with a character"
        )
    check_memory(12 * read["characters"], "counting windows", "learn from less text")
    amount = knobs["max_window"] * read["characters"]
    with progress_bar(amount, "counting", " characters", progress) as advance:
        counted = counter.finish(knobs, lambda done, loss, terms: advance(done))
    if len(counted["tags"]) == 0:
        raise ValueError(
            f"no window of {knobs['min_window']} characters occurs"
            f" min_count={knobs['min_count']} times; lower min_count"
        )
    return counted, {**read, "sources": names}


def _feed(
    counter: Any, source: TextSource, encoding: str | None, progress: bool | None
) -> tuple[str, ...]:
    """Gives the text to the counter; what it came from."""
    paths, texts = paths_or_texts(source, encoding)
    if texts is not None:
        for block in packed_texts(texts):
            counter.feed(compose(block))
        return ("texts",)
    files = find_sources(paths, encoding)
    with progress_bar(plain_size(files), "reading", "B", progress) as advance:
        for file in files:
            for block in line_blocks(file, _BLOCK):
                counter.feed(compose(block))
                advance(counter.statistics["bytes"])
    return tuple(os.fspath(path) for path in paths)
