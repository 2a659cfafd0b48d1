"""``python -m benchmarks.against.subwords``."""

from benchmarks.against.subwords.compare import main

if __name__ == "__main__":
    main()
