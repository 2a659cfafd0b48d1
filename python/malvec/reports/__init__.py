"""Reports: the figures that every fit tells of itself."""
