"""Readers by the name of the layout that they read."""

from __future__ import annotations

from typing import Any

from malvec.text.readers.columns import Csv
from malvec.text.readers.lines import Labelled, Lines, Nsmc
from malvec.text.readers.reader import Reader
from malvec.text.readers.structured import Jsonl, Parquet
from malvec.text.readers.wikipedia import WikiExtractor, WikipediaDump

__all__ = ["BY_NAME", "by_name"]

BY_NAME: dict[str, type[Reader]] = {
    "lines": Lines,
    "nsmc": Nsmc,
    "labelled": Labelled,
    "csv": Csv,
    "jsonl": Jsonl,
    "parquet": Parquet,
    "wikiextractor": WikiExtractor,
    "wikipedia": WikipediaDump,
}


def by_name(name: str, paths: Any, **settings: Any) -> Reader:
    """The reader of this name over files.

    Raises:
        ValueError: there is none, or it has no such setting; the message says which there are.

    Example:
        >>> by_name("jsonl", "reviews.jsonl", field="review")
        Jsonl(paths='reviews.jsonl', field='review', label=None)
    """
    if name not in BY_NAME:
        raise ValueError(f"no reader is called {name!r}; there are {', '.join(BY_NAME)}")
    try:
        return BY_NAME[name](paths, **settings)
    except TypeError as error:
        raise ValueError(f"the reader {name}: {error}") from None
