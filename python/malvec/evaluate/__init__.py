"""How good vectors are: the judgement of people on words and sentences, the loss on unseen text;
with coverage, bounds and paired tests.

Nothing here changes a model. Every result has ``score``, its bounds ``low`` and ``high``, and how
many items are ``used``, ``known`` and there in ``total``; ``compare`` tests two results of one set
against each other.
"""

from malvec.evaluate.analogy import AnalogyResult, analogy
from malvec.evaluate.categories import CategoryResult, categories
from malvec.evaluate.classification import ClassificationResult, classification
from malvec.evaluate.comparison import Comparison, compare
from malvec.evaluate.heldout import heldout_loss
from malvec.evaluate.html_report import ReportEntry, save_html
from malvec.evaluate.kmeans import kmeans
from malvec.evaluate.outliers import OutlierResult, outliers
from malvec.evaluate.overlap import OverlapResult, overlap
from malvec.evaluate.sections import Section
from malvec.evaluate.sentences import SentenceResult, SentenceSection, sentences
from malvec.evaluate.similarity import SimilarityResult, similarity

__all__ = [
    "AnalogyResult",
    "CategoryResult",
    "ClassificationResult",
    "Comparison",
    "OutlierResult",
    "OverlapResult",
    "ReportEntry",
    "Section",
    "SentenceResult",
    "SentenceSection",
    "SimilarityResult",
    "analogy",
    "categories",
    "classification",
    "compare",
    "heldout_loss",
    "kmeans",
    "outliers",
    "overlap",
    "save_html",
    "sentences",
    "similarity",
]
