"""Vectors and counts from and to the files of other programs."""

from typing import TYPE_CHECKING

from malvec.lazy import lazily

if TYPE_CHECKING:
    from malvec.io.fasttext import is_fasttext, load_fasttext, save_fasttext
    from malvec.io.glove import load_glove, save_glove
    from malvec.io.glove_cooccurrences import load_glove_cooccurrences, save_glove_cooccurrences
    from malvec.io.projector import save_projector
    from malvec.io.word2vec import load_word2vec, save_word2vec
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "fasttext": "is_fasttext load_fasttext save_fasttext",
            "glove": "load_glove save_glove",
            "glove_cooccurrences": "load_glove_cooccurrences save_glove_cooccurrences",
            "projector": "save_projector",
            "word2vec": "load_word2vec save_word2vec",
        },
    )

__all__ = [
    "is_fasttext",
    "load_fasttext",
    "load_glove",
    "load_glove_cooccurrences",
    "load_word2vec",
    "save_fasttext",
    "save_glove",
    "save_glove_cooccurrences",
    "save_projector",
    "save_word2vec",
]
