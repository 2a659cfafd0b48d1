"""``python -m benchmarks.against.spacing``."""

from benchmarks.against.spacing.compare import main

if __name__ == "__main__":
    main()
