"""How good vectors are: human similarity judgements and analogy questions, with coverage and confidence intervals."""

from malvec.evaluate.analogy import AnalogyResult, Section, analogy
from malvec.evaluate.similarity import SimilarityResult, similarity

__all__ = ["AnalogyResult", "Section", "SimilarityResult", "analogy", "similarity"]
