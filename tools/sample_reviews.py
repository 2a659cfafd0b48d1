"""Makes the bundled review sample from the whole crawl: python tools/sample_reviews.py ALL.tsv.xz
reviews.tsv.xz

The input has the columns review id, film id, rating, text (e9t/nsmc, deduplicated by id). Kept are
film, rating, text of 100,000 reviews with text, drawn and shuffled by a fixed seed, so that the
same input always gives the same file.
"""

from __future__ import annotations

import lzma
import random
import sys
from collections.abc import Iterator

SIZE = 100_000


def reviews(path: str) -> Iterator[str]:
    """Lines of film, rating, text; blanks in the text become single spaces, reviews without text
    are left out."""
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as file:
        for line in file:
            _, film, rating, text = line.rstrip("\n").split("\t", 3)
            if text := " ".join(text.split()):
                yield f"{film}\t{rating}\t{text}\n"


def main(source: str, target: str) -> None:
    """Draws the sample and compresses it."""
    sample = random.Random(0).sample(list(reviews(source)), SIZE)
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]
    with lzma.open(target, "wb", filters=filters) as file:
        file.write("".join(sample).encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
