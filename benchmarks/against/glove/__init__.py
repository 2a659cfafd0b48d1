"""GloVe against Stanford's program."""
