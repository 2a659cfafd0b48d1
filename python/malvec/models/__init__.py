"""Recipes that learn: from tokens, from cells of a sparse matrix, and projections."""

from malvec.models.fit_progress import FitProgress, Interrupted

__all__ = ["FitProgress", "Interrupted"]
