"""Skip-gram against other systems: ``python -m benchmarks.against.skipgram --corpus FILE --peer
gensim --out results.json``."""

from benchmarks.against.match import main

if __name__ == "__main__":
    main("skipgram")
