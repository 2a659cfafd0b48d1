"""Swivel against the multiplications that it needs."""
