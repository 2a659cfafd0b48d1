"""Doc2Vec against gensim."""
