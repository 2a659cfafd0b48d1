"""``python -m benchmarks.against.doc2vec``."""

from benchmarks.against.doc2vec.compare import main

if __name__ == "__main__":
    main()
