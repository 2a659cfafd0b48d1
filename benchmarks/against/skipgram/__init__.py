"""Skip-gram against gensim, fastText, word2vec.c and pWord2Vec; CBOW and sub-words use it too."""
