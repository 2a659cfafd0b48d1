"""Spacing against soyspacing."""
