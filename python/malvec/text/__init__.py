"""Text before it is cut into tokens: reading, cleaning, jamo, near-duplicates, spacing."""
