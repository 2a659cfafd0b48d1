"""How good vectors are: the judgement of people on words and sentences, labels of texts, items
held out from a recommender, the loss on unseen text; with coverage, bounds and paired tests.

Nothing here changes a model. Every evaluation returns a :class:`Result`, which has ``score``, its
bounds ``low`` and ``high``, and how many items are ``used``, ``known`` and there in ``total``;
``compare`` tests two results of one set against each other.
"""

from typing import TYPE_CHECKING

from malvec.lazy import lazily

if TYPE_CHECKING:
    from malvec.evaluate.clustering import kmeans
    from malvec.evaluate.comparison import Comparison, compare
    from malvec.evaluate.heldout_text import heldout_loss
    from malvec.evaluate.html_report import ReportEntry, save_html
    from malvec.evaluate.neighbours import overlap
    from malvec.evaluate.outlier_sets import outliers
    from malvec.evaluate.questions import analogy
    from malvec.evaluate.rating_splits import leave_k_out, train_test_split
    from malvec.evaluate.recommendations import recommendation
    from malvec.evaluate.result import Result, Section
    from malvec.evaluate.sentence_pairs import sentences
    from malvec.evaluate.text_labels import classification
    from malvec.evaluate.word_categories import categories
    from malvec.evaluate.word_pairs import similarity
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "clustering": "kmeans",
            "comparison": "Comparison compare",
            "heldout_text": "heldout_loss",
            "html_report": "ReportEntry save_html",
            "neighbours": "overlap",
            "outlier_sets": "outliers",
            "questions": "analogy",
            "rating_splits": "leave_k_out train_test_split",
            "recommendations": "recommendation",
            "result": "Result Section",
            "sentence_pairs": "sentences",
            "text_labels": "classification",
            "word_categories": "categories",
            "word_pairs": "similarity",
        },
    )

__all__ = [
    "Comparison",
    "ReportEntry",
    "Result",
    "Section",
    "analogy",
    "categories",
    "classification",
    "compare",
    "heldout_loss",
    "kmeans",
    "leave_k_out",
    "outliers",
    "overlap",
    "recommendation",
    "save_html",
    "sentences",
    "similarity",
    "train_test_split",
]
