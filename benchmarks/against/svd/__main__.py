"""``python -m benchmarks.against.svd``."""

from benchmarks.against.svd.compare import main

if __name__ == "__main__":
    main()
