"""malvec and its peers in turn on the same corpus with the same knobs: ``python -m
benchmarks.against.skipgram --help``.

Every run is a process of its own; the systems take turns, round by round, so that a slow minute of
the machine meets all alike. A speed counts only beside the quality of the vectors it made, so both
are written down.
"""
