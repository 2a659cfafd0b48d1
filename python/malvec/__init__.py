"""malvec: large corpora to word vectors."""
