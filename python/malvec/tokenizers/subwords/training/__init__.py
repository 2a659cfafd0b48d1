"""Training of sub-word units: recipes whose ``fit`` gives a tokenizer,
:class:`malvec.tokenizers.SubwordTokenizer`."""

from typing import TYPE_CHECKING

from malvec.lazy import lazily

if TYPE_CHECKING:
    from malvec.tokenizers.subwords.training.recipes import Bpe, SubwordRecipe, Unigram, WordPiece
    from malvec.tokenizers.subwords.training.report import SubwordReport
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "recipes": "Bpe SubwordRecipe Unigram WordPiece",
            "report": "SubwordReport",
        },
    )

__all__ = ["Bpe", "SubwordRecipe", "SubwordReport", "Unigram", "WordPiece"]
