"""Skip-gram and CBOW with sub-words against fastText and gensim."""
