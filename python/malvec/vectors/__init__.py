"""Word vectors and their kin: sub-words, quantised rows, compression, files."""
