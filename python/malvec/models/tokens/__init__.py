"""Recipes that learn from the stream of tokens: skip-gram, CBOW, Doc2Vec, Nplm."""
