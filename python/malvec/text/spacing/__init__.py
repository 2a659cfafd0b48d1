"""Spacing: where blanks stand, learnt from well-spaced text and put into text that lacks them."""

from malvec.text.spacing.model import Spacing, SpacingModel, read_exceptions
from malvec.text.spacing.report import SpacingReport

__all__ = ["Spacing", "SpacingModel", "SpacingReport", "read_exceptions"]
