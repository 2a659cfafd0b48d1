"""Words found without a dictionary: what the left and right parts of eojeols, counted over many
texts, say about where words end.

    statistics = malvec.word_discovery.count_words("reviews.txt")
    table = statistics.table(min_frequency=100)
    tokenizer = malvec.tokenizers.LTokenizer(table)

Cohesion: Jin & Kim; branching entropy: Jin & Tanaka-Ishii (2006), *Unsupervised segmentation of
Chinese text by use of branching entropy*; accessor variety: Feng et al. (2004), *Accessor variety
criteria for Chinese word extraction*; all as soynlp defines them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from malvec.lazy import lazily

if TYPE_CHECKING:
    from malvec.word_discovery.counting import count_words
    from malvec.word_discovery.nouns import find_nouns
    from malvec.word_discovery.report import WordReport
    from malvec.word_discovery.statistics import WordStatistics
    from malvec.word_discovery.table import COLUMNS, WordTable
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "counting": "count_words",
            "nouns": "find_nouns",
            "report": "WordReport",
            "statistics": "WordStatistics",
            "table": "COLUMNS WordTable",
        },
    )

__all__ = ["COLUMNS", "WordReport", "WordStatistics", "WordTable", "count_words", "find_nouns"]
