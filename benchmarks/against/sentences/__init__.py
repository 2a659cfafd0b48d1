"""Sentence vectors against loops over NumPy."""
