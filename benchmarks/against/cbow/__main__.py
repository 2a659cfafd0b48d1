"""``python -m benchmarks.against.cbow``."""

from benchmarks.against.cbow.compare import main

if __name__ == "__main__":
    main()
