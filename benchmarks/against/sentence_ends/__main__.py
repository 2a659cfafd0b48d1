"""``python -m benchmarks.against.sentence_ends``."""

from benchmarks.against.sentence_ends.compare import main

if __name__ == "__main__":
    main()
