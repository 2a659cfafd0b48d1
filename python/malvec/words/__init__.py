"""Words found without a dictionary: what the left and right parts of eojeols, counted over many texts, say about where words end.

    statistics = malvec.count_words("reviews.txt")
    table = statistics.table(min_frequency=100)
    tokenizer = malvec.tokenizers.LTokenizer(table)

Cohesion: Jin & Kim; branching entropy: Jin & Tanaka-Ishii (2006), *Unsupervised segmentation of Chinese text by use of branching
entropy*; accessor variety: Feng et al. (2004), *Accessor variety criteria for Chinese word extraction*; all as soynlp defines them.
"""

from __future__ import annotations

from malvec.words.counting import count_words
from malvec.words.nouns import nouns
from malvec.words.report import WordReport
from malvec.words.statistics import WordStatistics
from malvec.words.table import COLUMNS, WordTable

__all__ = ["COLUMNS", "WordReport", "WordStatistics", "WordTable", "count_words", "nouns"]
