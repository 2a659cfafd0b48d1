"""What a piece of code needs that not every machine has."""

from __future__ import annotations

import importlib.util
import re
import shutil
from collections.abc import Callable
from functools import cache


def installed(*packages: str) -> bool:
    """Whether all these packages can be imported."""
    return all(importlib.util.find_spec(package) for package in packages)


@cache
def hangul_font() -> bool:
    """Whether pictures can have Hangul."""
    if not installed("matplotlib"):
        return False
    from malvec.plot.fonts import find_hangul_font

    try:
        find_hangul_font()
    except LookupError:
        return False
    return True


def java() -> bool:
    """Whether KoNLPy's analysers run."""
    return shutil.which("java") is not None and installed("konlpy", "jpype")


# What code names, and how to tell whether it can run.
NEEDED: dict[str, Callable[[], bool]] = {
    r"Okt|okt|Komoran|Hannanum|Kkma": java,
    r"Mecab|mecab": lambda: installed("mecab"),
    r"Kiwi|kiwi": lambda: installed("kiwipiepy"),
    r"Lda|TopicModel|topic_words": lambda: installed("tomotopy"),
    r"estimators|sklearn": lambda: installed("sklearn"),
    r"scatter|heatmap|graph|plot.topics|find_hangul_font": hangul_font,
    r"curves": lambda: installed("matplotlib"),
    r"Parquet|to_arrow": lambda: installed("pyarrow"),
    r"to_dataframe": lambda: installed("pandas"),
    r"Bpe|bpe|Unigram|WordPiece": lambda: installed("tokenizers"),
}


def lacking(code: str) -> list[str]:
    """What a piece of code names and this machine lacks."""
    return [
        names
        for names, there in NEEDED.items()
        if re.search(rf"\b(?:{names})\b", code) and not there()
    ]
