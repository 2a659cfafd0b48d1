"""``python -m benchmarks.against.sentences``."""

from benchmarks.against.sentences.compare import main

if __name__ == "__main__":
    main()
