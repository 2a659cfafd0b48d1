"""Counting the windows of well-spaced text."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from malvec import _core, _ingest
from malvec.runtime.machine import check_memory
from malvec.runtime.progress import progress_bar
from malvec.text.normalizer import compose
from malvec.text.sources import find_sources, line_blocks, paths_or_texts

__all__ = ["TextSource", "count_windows"]

_BLOCK = 1 << 20

TextSource = str | os.PathLike[str] | Iterable[str] | Iterable[os.PathLike[str]]
"""A file, directory or pattern; several of them as ``Path``; or texts."""


def count_windows(
    source: TextSource, knobs: dict[str, Any], progress: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The arrays of a model, by name, and what was read, as the fields of its report.

    Raises:
        ValueError: there is no text, or no window occurs ``min_count`` times.
    """
    counter = _core.SpacingCounter()
    names = _feed(counter, source, progress)
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


def _feed(counter: Any, source: TextSource, progress: bool) -> tuple[str, ...]:
    """Gives the text to the counter; what it came from."""
    paths, texts = paths_or_texts(source)
    if texts is None:
        files = find_sources(paths)
        known = (
            None
            if any(file.start is None or file.size is None for file in files)
            else sum(file.size or 0 for file in files)
        )
        with progress_bar(known, "reading", "B", progress) as advance:
            for file in files:
                for block in line_blocks(file, _BLOCK):
                    counter.feed(_composed(block))
                    advance(counter.statistics["bytes"])
        return tuple(os.fspath(path) for path in paths)
    items = iter(texts)
    while packed := _ingest.pack_texts(items, _BLOCK):
        counter.feed(_composed(packed))
    return ("texts",)


def _composed(block: bytes) -> bytes:
    return block if _core.find_not_nfc(block) == len(block) else compose(block)
