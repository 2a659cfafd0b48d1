"""``python -m benchmarks.against.mecab``."""

from benchmarks.against.mecab.compare import main

if __name__ == "__main__":
    main()
