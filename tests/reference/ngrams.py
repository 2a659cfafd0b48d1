"""The slow twin of sub-words: n-grams by slices of a list of characters, vectors by sums."""

from __future__ import annotations

import unicodedata

import numpy as np

NO_FINAL = "\ud7ff"
WHOLE_LENGTHS = range(1, 5)


def characters(raw):
    """fastText's: a byte and all bytes 10xxxxxx after it."""
    found = []
    for i in range(len(raw)):
        if raw[i] & 0xC0 == 0x80 and found:
            found[-1] += raw[i : i + 1]
        else:
            found.append(raw[i : i + 1])
    return found


def text_of(raw):
    """Text of bytes, so that Python can look at the Hangul in it; every byte that is not UTF-8
    stays one."""
    return raw.decode("utf-8", "surrogateescape")


def raw_of(text):
    return text.encode("utf-8", "surrogateescape")


def together(text):
    """Unicode's NFC, of Hangul alone: runs of Hangul are normalised, all else is passed over."""
    hangul = [
        0x1100 <= ord(c) <= 0x1112
        or 0x1161 <= ord(c) <= 0x1175
        or 0x11A8 <= ord(c) <= 0x11C2
        or "가" <= c <= "힣"
        for c in text
    ]
    out, i = "", 0
    while i < len(text):
        j = i + 1
        while j < len(text) and hangul[i] and hangul[j]:
            j += 1
        out += unicodedata.normalize("NFC", text[i:j]) if hangul[i] else text[i:j]
        i = j
    return out


def apart(text):
    out = ""
    for c in together(text):
        if "가" <= c <= "힣":
            parts = unicodedata.normalize("NFD", c)
            out += parts if len(parts) == 3 else parts + NO_FINAL
        else:
            out += c
    return out


def fnv(raw, start=2166136261):
    h = start
    for byte in raw:
        h = ((h ^ (byte if byte < 128 else byte | 0xFFFFFF00)) * 16777619) & 0xFFFFFFFF
    return h


def cut(marked, lengths, skip_ends):
    chars = characters(marked)
    for i in range(len(chars)):
        for n in lengths:
            if i + n > len(chars) or (skip_ends and n == 1 and (i == 0 or i + 1 == len(chars))):
                continue
            yield chars[i : i + n]


def buckets(word, min_n=3, max_n=6, buckets=2_000_000, units="char"):
    if word == b"</s>":
        return []
    marked = b"<" + word + b">"
    if units == "char":
        return [
            fnv(b"".join(gram)) % buckets for gram in cut(marked, range(min_n, max_n + 1), True)
        ]
    found = [
        fnv(b"".join(gram)) % buckets
        for gram in cut(raw_of(apart(text_of(marked))), range(min_n, max_n + 1), True)
    ]
    if units == "jamo+char":
        for gram in cut(raw_of(together(text_of(marked))), WHOLE_LENGTHS, False):
            if any(
                "가" <= text_of(c) <= "힣" for c in gram if len(c) == 3 and len(text_of(c)) == 1
            ):
                found.append(fnv(b"\x01" + b"".join(gram)) % buckets)
    return found


def vector(word, rows, own=None, **knobs):
    """The mean over the word's own row, if there is one, and those of its n-grams."""
    parts = ([own] if own is not None else []) + [rows[b] for b in buckets(word, **knobs)]
    return np.mean(parts, axis=0, dtype=np.float64) if parts else np.zeros(rows.shape[1])
