"""``python -m benchmarks.against.als``."""

from benchmarks.against.als.compare import main

if __name__ == "__main__":
    main()
