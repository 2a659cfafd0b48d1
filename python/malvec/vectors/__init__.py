"""Word vectors and their kin: sub-words, quantised rows, compression, files."""

from typing import TYPE_CHECKING

from malvec.lazy import lazily

if TYPE_CHECKING:
    from malvec.vectors.alignment import align
    from malvec.vectors.compression import compress, prune
    from malvec.vectors.language_model import LanguageModel
    from malvec.vectors.subwords import SubwordTable
    from malvec.vectors.word_vectors import WordVectors
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "alignment": "align",
            "compression": "compress prune",
            "language_model": "LanguageModel",
            "subwords": "SubwordTable",
            "word_vectors": "WordVectors",
        },
    )

__all__ = ["LanguageModel", "SubwordTable", "WordVectors", "align", "compress", "prune"]
