"""Spacing: where blanks stand, learnt from well-spaced text and put into text that lacks them."""

from typing import TYPE_CHECKING

from malvec.lazy import lazily

if TYPE_CHECKING:
    from malvec.text.spacing.model import Spacing, SpacingModel, read_exceptions
    from malvec.text.spacing.report import SpacingReport
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "model": "Spacing SpacingModel read_exceptions",
            "report": "SpacingReport",
        },
    )

__all__ = ["Spacing", "SpacingModel", "SpacingReport", "read_exceptions"]
