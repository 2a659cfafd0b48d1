"""Sub-word tokenizers: BPE, Unigram, WordPiece; their files and their training."""
