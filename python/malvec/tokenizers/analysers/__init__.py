"""Morphological analysers of Korean: Mecab, Kiwi, and KoNLPy's."""
