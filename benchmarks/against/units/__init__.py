"""Sub-word units against the bare library tokenizers."""
