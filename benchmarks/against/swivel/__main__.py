"""``python -m benchmarks.against.swivel``."""

from benchmarks.against.swivel.compare import main

if __name__ == "__main__":
    main()
