"""Training of sub-word units: recipes whose ``fit`` gives a tokenizer,
:class:`malvec.tokenizers.Units`."""

from malvec.tokenizers.subwords.training.recipes import Bpe, Unigram, UnitRecipe, WordPiece
from malvec.tokenizers.subwords.training.report import UnitsReport

__all__ = ["Bpe", "Unigram", "UnitRecipe", "UnitsReport", "WordPiece"]
