"""``python -m benchmarks.against.counting``."""

from benchmarks.against.counting.compare import main

if __name__ == "__main__":
    main()
