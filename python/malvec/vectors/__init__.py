"""Word vectors and their kin: sub-words, quantised rows, compression, files."""

from malvec.vectors.alignment import align
from malvec.vectors.compression import compress, prune
from malvec.vectors.language_model import LanguageModel
from malvec.vectors.subwords import SubwordTable
from malvec.vectors.word_vectors import WordVectors

__all__ = ["LanguageModel", "SubwordTable", "WordVectors", "align", "compress", "prune"]
