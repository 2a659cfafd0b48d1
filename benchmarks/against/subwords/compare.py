"""Skip-gram or CBOW with sub-words against fastText and gensim, as skip-gram is compared.

python -m benchmarks.against.subwords --corpus FILE --peer fasttext --peer gensim
"""

from __future__ import annotations

from benchmarks.against.skipgram.compare import compare, new_arguments

TASKS = {"skipgram": "Skip-gram with sub-words", "cbow": "CBOW with sub-words"}


def main() -> None:
    """The command line."""
    parser = new_arguments("against.subwords", __doc__, lr=0.05, max_n=6)
    parser.add_argument("--model", choices=list(TASKS), default="skipgram")
    wanted = parser.parse_args()
    compare(wanted, wanted.model, TASKS[wanted.model])
