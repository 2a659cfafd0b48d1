"""Training of sub-word units: recipes whose ``fit`` gives a tokenizer, :class:`malvec.tokenizers.Units`."""

from malvec.unit_training.recipes import Bpe, Unigram, UnitRecipe, WordPiece
from malvec.unit_training.report import UnitsReport

__all__ = ["Bpe", "Unigram", "UnitRecipe", "UnitsReport", "WordPiece"]
