"""CBOW against other systems, as skip-gram is compared; gensim, fastText and word2vec.c have it.

python -m benchmarks.against.cbow --corpus FILE --peer gensim
"""

from __future__ import annotations

from benchmarks.against.skipgram.compare import compare, new_arguments


def main() -> None:
    """The command line."""
    compare(new_arguments("against.cbow", __doc__, lr=0.05).parse_args(), "cbow", "CBOW")
