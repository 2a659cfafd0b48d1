"""Counting co-occurrences against GloVe's cooccur."""
