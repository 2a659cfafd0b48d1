"""Counts: which words stand near which, which words are in which sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from malvec.lazy import lazily

if TYPE_CHECKING:
    from malvec.counts.cells import Cells
    from malvec.counts.counting import count, document_counts
    from malvec.counts.counts import Counts
    from malvec.counts.report import Counting, CountReport
    from malvec.counts.reweight import bm25, pmi, ppmi, tfidf
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "cells": "Cells",
            "counting": "count document_counts",
            "counts": "Counts",
            "report": "Counting CountReport",
            "reweight": "bm25 pmi ppmi tfidf",
        },
    )

__all__ = [
    "Cells",
    "CountReport",
    "Counting",
    "Counts",
    "bm25",
    "count",
    "document_counts",
    "pmi",
    "ppmi",
    "tfidf",
]
