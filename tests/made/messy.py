"""Text that breaks tokenizers: all syllables and jamo, decomposed and half-width forms, emoji,
broken bytes, no blanks at all."""

from __future__ import annotations

import unicodedata

SYLLABLES = [chr(code) for code in range(0xAC00, 0xD7A4)]  # 즤 and its finals among them
MODERN_JAMO = [
    chr(code) for code in (*range(0x1100, 0x1113), *range(0x1161, 0x1176), *range(0x11A8, 0x11C3))
]
CONJOINING_JAMO = [
    chr(code)
    for code in (
        *range(0x1100, 0x1200),
        *range(0xA960, 0xA97D),
        *range(0xD7B0, 0xD7C7),
        *range(0xD7CB, 0xD7FC),
    )
]
COMPATIBILITY_JAMO = [chr(code) for code in range(0x3131, 0x318F)]
HALF_WIDTH = [
    chr(code) for code in (*range(0xFF01, 0xFFBF), *range(0xFFC2, 0xFFDD), *range(0xFFE0, 0xFFEF))
]

EMPTY = [
    "",
    " ",
    "   ",
    "\t",
    "\n",
    "\r\n",
    "\u3000",
    "\u00a0",
    " \t\n ",
    "\u200b",
    "\ufeff",
    "\u2028",
]
NOISE = [
    "ㅋㅋㄱㅋㄷ",
    "ㅋ" * 300,
    "ㅠㅠㅠㅋㅋㅎㅎㅎㄱㄱㄷㄴㅇㅁㄹ" * 10,
    "ㅏㅓㅗ",
    "ㄱㅏㄴㅏㄷㅏ",
    "뷁쉛뛟" * 30,
    "즤즤즤 즤들",
    "앜ㅋㅋ큐ㅠㅠ핰",
]
EMOJI = [
    "😀",
    "👨‍👩‍👧‍👦",
    "재밌다😀😀",
    "🏳️‍🌈 희망",
    "👍🏽👍🏿",
    "❤️ 1️⃣ 🇰🇷",
    "영화😀좋다 ✨",
    "\U0010ffff",
    "𠀀𠀁 漢字",
]
BROKEN = [
    "\ud800",
    "\udcff\udc80 깨진 바이트",
    "희망 \0 널",
    "a\0b",
    "\0" * 50,
    "\ufffe\uffff",
    "\x1b[31m빨강\x1b[0m",
    "\x7f\x80\x9f",
]
BROKEN += ["한글".encode().decode("latin-1"), "\u202e거꾸로\u202c", "a\u0301\u0300\u0330" * 40]
MIXED = [
    "English와 한국어, 日本語と русский عربى हिन्दी ไทย!",
    "http://a.kr/?q=영화&p=1 @user #해시태그",
    "3.14%는 1,000원/kg (2026-11-24)",
    "C++/C# ~_~ ^^;; -_-+",
]
MIXED += [
    "+/+//SS a/b/NNG +",
    "'\"`<>&;|$(){}[]\\",
    "가+나/다 1+1=2",
    "..........",
    "!?!?!?" * 30,
    "a" * 500,
    "1" * 500,
    "안녕" * 250,
]
DECOMPOSED = [
    unicodedata.normalize("NFD", text)
    for text in ("희망을 가지다", "즤 뷁 값", "영화가 재미있었습니다")
]

PLAIN = "영화가재미있었습니다배우들의연기도훌륭했고음악도좋았어요"


def alone_and_doubled(characters: list[str]) -> list[str]:
    """Each of them once, and twice."""
    return [*characters, *(character * 2 for character in characters)]


def long_text(characters: int = 1 << 20) -> str:
    """So many characters without a blank."""
    return (PLAIN * (characters // len(PLAIN) + 1))[:characters]


ODD = [*EMPTY, *NOISE, *EMOJI, *BROKEN, *MIXED, *DECOMPOSED]
JAMO = alone_and_doubled(sorted({*MODERN_JAMO, *CONJOINING_JAMO, *COMPATIBILITY_JAMO, *HALF_WIDTH}))
