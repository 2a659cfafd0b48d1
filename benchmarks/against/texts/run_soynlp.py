"""soynlp cleans texts and compares words by jamo; needs soynlp only."""

from __future__ import annotations

import json
import sys
import time

from soynlp.hangle import jamo_levenshtein
from soynlp.normalizer import emoticon_normalize


def main(texts: list[str]) -> dict[str, float]:
    """Seconds of both."""
    begin = time.perf_counter()
    for text in texts:
        emoticon_normalize(text, 2)
    emoticons = time.perf_counter() - begin
    words = [text[:6] for text in texts[:20000]]
    begin = time.perf_counter()
    for word in words:
        jamo_levenshtein("재밌엇다", word)
    return {"emoticons": emoticons, "jamo": time.perf_counter() - begin}


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
