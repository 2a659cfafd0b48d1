"""Training of sub-word units: recipes whose ``fit`` gives a tokenizer,
:class:`malvec.tokenizers.SubwordTokenizer`."""

from malvec.tokenizers.subwords.training.recipes import Bpe, SubwordRecipe, Unigram, WordPiece
from malvec.tokenizers.subwords.training.report import SubwordReport

__all__ = ["Bpe", "SubwordRecipe", "SubwordReport", "Unigram", "WordPiece"]
