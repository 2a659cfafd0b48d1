"""Reports: the figures that every fit tells of itself."""

from malvec.reports.cells import CellReport
from malvec.reports.documents import DocumentReport
from malvec.reports.svd import SvdReport
from malvec.reports.topics import TopicReport
from malvec.reports.training import TrainingReport

__all__ = ["CellReport", "DocumentReport", "SvdReport", "TopicReport", "TrainingReport"]
