"""Short texts about films and songs, and the film that each belongs to."""

from __future__ import annotations

import malvec as mv

TEXTS = [
    "배우 연기 배우",
    "연기 감독",
    "음악 노래 음악",
    "노래 가수",
    "",
    "배우 감독 연기",
    "가수 음악",
]
FILMS = ["극", "극", "곡", "곡", "곡", 7, "곡"]


def corpus_of(texts=TEXTS, **how):
    return mv.Corpus.from_texts(texts, min_count=1, keep_empty=True, **how)
