"""Sub-word units against Hugging Face tokenizers and SentencePiece."""
