"""malvec and its peers, a folder per subject: ``python -m benchmarks.against.skipgram --help``.

Each folder holds ``compare.py``, which takes part in turn and sums up, and ``run_<system>.py`` for
what runs in a process of its own; a peer may live in another interpreter. A speed counts only
beside the quality of what was made, so both are written down.
"""
