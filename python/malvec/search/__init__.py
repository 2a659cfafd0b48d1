"""Search: rows of floats or quantised, the nearest of them, the largest inner products."""
