"""How good vectors are: human similarity judgements, analogy questions, the loss on unseen text; with coverage and confidence intervals."""

from malvec.evaluate.analogy import AnalogyResult, Section, analogy
from malvec.evaluate.heldout import heldout_loss
from malvec.evaluate.similarity import SimilarityResult, similarity

__all__ = ["AnalogyResult", "Section", "SimilarityResult", "analogy", "heldout_loss", "similarity"]
