"""Truncated SVD against scikit-learn."""
