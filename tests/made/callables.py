"""Functions as tokenizers: good ones, and some that fail or die."""

from __future__ import annotations

import os


def lines_of(count: int) -> list[str]:
    return [f"말 벡터 line {i} word{i % 97} {'x' * (i % 50)}" for i in range(count)]


def split_upper(text: str) -> list[str]:
    return text.upper().split()


def fail_on_bad(text: str) -> list[str]:
    if "bad" in text:
        raise LookupError("cannot read " + text)
    return text.split()


def die(text: str) -> list[str]:
    os._exit(3)
