"""Measurements: our own loops (pytest benchmarks), and malvec against other systems on the same
data."""
