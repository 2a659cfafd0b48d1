"""Sentence vectors: weighted means of word vectors, less what all sentences have in common;
recipes, and the encoder they give."""

from malvec.sentences import classifiers, distances
from malvec.sentences.encoder import SentenceEncoder
from malvec.sentences.recipes import IdfMean, Mean, Sif, Usif
from malvec.sentences.report import EncodingTally, SentenceReport

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
