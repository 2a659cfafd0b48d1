"""Readers: the texts of a file of some layout, one after another, in bounded memory; packed files
(gzip, bzip2, xz, zstd) are unpacked.

Each is an iterable of ``str`` that can be gone through again and again, so it stands wherever texts
are wanted, such as in ``Corpus.from_texts``. ``records()`` gives more: the text with its label and
its other fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from malvec.lazy import lazily

if TYPE_CHECKING:
    from malvec.text.readers.columns import Csv
    from malvec.text.readers.layouts import BY_NAME, by_name
    from malvec.text.readers.lines import Labelled, Lines, Nsmc
    from malvec.text.readers.reader import Reader, Record
    from malvec.text.readers.sentences import Sentences
    from malvec.text.readers.structured import Jsonl, Parquet
    from malvec.text.readers.wikipedia import WikiExtractor, WikipediaDump
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "columns": "Csv",
            "layouts": "BY_NAME by_name",
            "lines": "Labelled Lines Nsmc",
            "reader": "Reader Record",
            "sentences": "Sentences",
            "structured": "Jsonl Parquet",
            "wikipedia": "WikiExtractor WikipediaDump",
        },
    )

__all__ = [
    "BY_NAME",
    "Csv",
    "Jsonl",
    "Labelled",
    "Lines",
    "Nsmc",
    "Parquet",
    "Reader",
    "Record",
    "Sentences",
    "WikiExtractor",
    "WikipediaDump",
    "by_name",
]
