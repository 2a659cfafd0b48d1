"""Recipes that learn: from tokens, from cells of a sparse matrix, and projections."""

from typing import TYPE_CHECKING

from malvec.lazy import lazily

if TYPE_CHECKING:
    from malvec.models.fit_progress import FitProgress, Interrupted
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "fit_progress": "FitProgress Interrupted",
        },
    )

__all__ = ["FitProgress", "Interrupted"]
