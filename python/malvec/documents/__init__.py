"""Vectors of documents, topics and tags, and their files."""
