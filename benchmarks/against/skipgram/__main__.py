"""``python -m benchmarks.against.skipgram``."""

from benchmarks.against.skipgram.compare import main

if __name__ == "__main__":
    main()
