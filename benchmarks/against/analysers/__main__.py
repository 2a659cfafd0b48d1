"""``python -m benchmarks.against.analysers``."""

from benchmarks.against.analysers.compare import main

if __name__ == "__main__":
    main()
