"""ALS for implicit feedback against implicit."""
