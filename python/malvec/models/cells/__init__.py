"""Recipes that learn from the cells of a sparse matrix: GloVe, Swivel, ALS, MF, SVD."""
