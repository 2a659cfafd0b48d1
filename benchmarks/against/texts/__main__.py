"""``python -m benchmarks.against.texts``."""

from benchmarks.against.texts.compare import main

if __name__ == "__main__":
    main()
