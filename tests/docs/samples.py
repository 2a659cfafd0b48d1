"""The files that pages and docstrings speak of, small."""

from __future__ import annotations

import bz2
import itertools
import json
from pathlib import Path

import malvec as mv

REVIEWS = 3000
PAIRS = (
    "단어1,단어2,점수\n영화,작품,8.1\n감독,배우,6.9\n감동,눈물,7.2\n재미,지루,3.0\n영화,시간,1.5\n"
)
QUESTIONS = ": 사람\n남자 여자 아빠 엄마\n감독 연출 배우 연기\n"
SENTENCES = (
    "재미있는 영화\t정말 재미있다\t4.2\n지루한 영화\t시간이 아깝다\t3.1\n감동이다\t졸았다\t0.4\n"
)
PAGE = (
    "<mediawiki><page><title>{}</title><ns>0</ns><id>{}</id>"
    "<revision><text>{}</text></revision></page></mediawiki>"
)


def write_samples(folder: Path) -> None:
    """Writes them all into a folder."""
    reviews = list(itertools.islice(mv.datasets.reviews(), REVIEWS + 300))
    kept, new = reviews[:REVIEWS], reviews[REVIEWS:]
    lines = {
        "reviews.txt": [review.text for review in kept],
        "new.txt": [review.text for review in new],
        "films.txt": [str(review.film) for review in kept],
        "labels.txt": ["good" if review.rating > 7 else "bad" for review in kept],
        "words.txt": ["가우스전자", "말벡\tNNG"],
        "reviews.jsonl": [json.dumps({"review": r.text}, ensure_ascii=False) for r in kept],
        "ratings.txt": [
            "id\tdocument\tlabel",
            *(f"{i}\t{r.text}\t{int(r.rating > 7)}" for i, r in enumerate(kept)),
        ],
    }
    for name, content in lines.items():
        (folder / name).write_text("\n".join(content) + "\n", "utf-8")
    for name, text in (
        ("pairs.csv", PAIRS),
        ("questions.txt", QUESTIONS),
        ("sentences.tsv", SENTENCES),
    ):
        (folder / name).write_text(text, "utf-8")
    page = PAGE.format("말벡", 7, "'''말벡'''은 [[포도]] 품종이다. " * 20)
    (folder / "kowiki.xml.bz2").write_bytes(bz2.compress(page.encode()))
