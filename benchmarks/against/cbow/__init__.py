"""CBOW against gensim, fastText and word2vec.c."""
