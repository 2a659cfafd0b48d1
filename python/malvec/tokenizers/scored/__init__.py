"""Tokenizers that cut eojeols by scores of words."""
