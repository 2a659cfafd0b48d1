"""Classifiers: of vectors, by the label of the nearest ones or logistic regression; of texts, by an
encoder and logistic regression; and how good their answers are.

>>> encoder = mv.Sif().fit(vectors, texts)
>>> model = mv.sentences.classifiers.train(encoder, texts, labels)
>>> print(model.predict(["정말 재밌다", "시간이 아깝다"]))
['good', 'bad']
"""

from typing import TYPE_CHECKING

from malvec.lazy import lazily

if TYPE_CHECKING:
    from malvec.sentences.classifiers.linear_model import LinearModel
    from malvec.sentences.classifiers.logistic import Logistic
    from malvec.sentences.classifiers.nearest import Nearest, NearestModel
    from malvec.sentences.classifiers.scores import LabelScore, LabelScores, label_scores
    from malvec.sentences.classifiers.text_classifier import ClassifierReport, TextClassifier, train
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "linear_model": "LinearModel",
            "logistic": "Logistic",
            "nearest": "Nearest NearestModel",
            "scores": "LabelScore LabelScores label_scores",
            "text_classifier": "ClassifierReport TextClassifier train",
        },
    )

__all__ = [
    "ClassifierReport",
    "LabelScore",
    "LabelScores",
    "LinearModel",
    "Logistic",
    "Nearest",
    "NearestModel",
    "TextClassifier",
    "label_scores",
    "train",
]
