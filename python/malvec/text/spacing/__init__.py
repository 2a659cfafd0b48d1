"""Spacing: where blanks stand, learnt from well-spaced text and put into text that lacks them."""

from malvec.text.spacing.model import Spacing, SpacingModel, open, read_exceptions
from malvec.text.spacing.spacing_file import SpacingReport

__all__ = ["Spacing", "SpacingModel", "SpacingReport", "open", "read_exceptions"]
