"""``python -m benchmarks.against.glove``."""

from benchmarks.against.glove.compare import main

if __name__ == "__main__":
    main()
