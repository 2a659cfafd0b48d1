"""``python -m benchmarks.against.units``."""

from benchmarks.against.units.compare import main

if __name__ == "__main__":
    main()
