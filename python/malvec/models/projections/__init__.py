"""Projections of given vectors: PCA, t-SNE."""
