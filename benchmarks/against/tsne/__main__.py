"""``python -m benchmarks.against.tsne``."""

from benchmarks.against.tsne.compare import main

if __name__ == "__main__":
    main()
