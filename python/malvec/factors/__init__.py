"""Factors of a sparse matrix, such as users and items, and their file."""
