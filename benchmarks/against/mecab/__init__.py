"""Mecab and Kiwi with malvec's layer against the bare analysers."""
