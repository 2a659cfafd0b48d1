"""Sentence vectors: weighted means of word vectors, less what all sentences have in common;
recipes, and the encoder they give."""

from typing import TYPE_CHECKING

from malvec.lazy import lazily

if TYPE_CHECKING:
    from malvec.sentences import classifiers, distances
    from malvec.sentences.encoder import SentenceEncoder
    from malvec.sentences.recipes import IdfMean, Mean, Sif, Usif
    from malvec.sentences.report import EncodingTally, SentenceReport
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "encoder": "SentenceEncoder",
            "recipes": "IdfMean Mean Sif Usif",
            "report": "EncodingTally SentenceReport",
        },
    )

__all__ = [
    "EncodingTally",
    "IdfMean",
    "Mean",
    "SentenceEncoder",
    "SentenceReport",
    "Sif",
    "Usif",
    "classifiers",
    "distances",
]
