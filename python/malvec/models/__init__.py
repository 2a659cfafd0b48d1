"""Recipes that learn: from tokens, from cells of a sparse matrix, and projections."""
