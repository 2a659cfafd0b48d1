"""Cleaning text against soynlp."""
