"""``python -m benchmarks.against.words``."""

from benchmarks.against.words.compare import main

if __name__ == "__main__":
    main()
