"""Reports: the figures that every fit tells of itself."""

from typing import TYPE_CHECKING

from malvec.lazy import lazily

if TYPE_CHECKING:
    from malvec.reports.cells import CellReport
    from malvec.reports.documents import DocumentReport
    from malvec.reports.svd import SvdReport
    from malvec.reports.topics import TopicReport
    from malvec.reports.training import TrainingReport
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "cells": "CellReport",
            "documents": "DocumentReport",
            "svd": "SvdReport",
            "topics": "TopicReport",
            "training": "TrainingReport",
        },
    )

__all__ = ["CellReport", "DocumentReport", "SvdReport", "TopicReport", "TrainingReport"]
