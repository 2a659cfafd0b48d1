"""Words without a dictionary against soynlp."""
