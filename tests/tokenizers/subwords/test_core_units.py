"""A tokenizer.json in the core: the units and numbers of the library, and what it does not do."""

from __future__ import annotations

import contextlib
import json
import random
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made.reviews import REVIEWS
from made.subword_units import units_of
from made.unit_kinds import (
    KINDS,
    SIGNS,
    TEXTS,
    bert,
    byte_level,
    described,
    split,
    splitters,
    steps,
)
from reference.units import byte_pairs, unigram, word_piece

import malvec as mv
from malvec import _core
from malvec.tokenizers import SubwordTokenizer
from malvec.tokenizers.subwords.subword_tokenizer import readable


def is_the_librarys(units: SubwordTokenizer, text: str) -> bool:
    """Units and numbers."""
    expected = units.backend.encode(readable(text), add_special_tokens=False)
    return bool(units(text) == expected.tokens and units.ids(text) == expected.ids)


@pytest.mark.parametrize("name", KINDS)
def test_units_are_those_of_the_library(name: str) -> None:
    units = KINDS[name]()
    assert units.why_not == ""
    dice = random.Random(name)
    made = ["".join(dice.choices(SIGNS, k=dice.randrange(14))) for _ in range(300)]
    texts = [*TEXTS, *made, *REVIEWS[:300]]
    for text in texts:
        assert is_the_librarys(units, text), text
    assert units.batch_ids(texts) == [units.ids(text) for text in texts]
    assert units.batch(texts) == [units(text) for text in texts]


CHANGES = [
    steps("NFC"),
    steps("NFD"),
    steps("NFKC"),
    steps("NFKD", "StripAccents"),
    bert(True, True),
    bert(False, False),
]


@pytest.mark.parametrize("change", range(len(CHANGES)))
def test_characters_are_what_the_library_takes_them_for(change: int) -> None:
    """Some of all blocks of Unicode, each character between letters."""
    patterns = (
        byte_level(False, True),
        splitters({"type": "Whitespace"}, byte_level(False, False)),
    )
    kinds = [described("bytes", normalizer=CHANGES[change], pre_tokenizer=p) for p in patterns]
    for first in range(0x20 * change, 0x110000, 0x400):
        codes = [code for code in range(first, first + 0x20) if not 0xD800 <= code < 0xE000]
        text = "".join(f"a{chr(code)}a\u0301" for code in codes)
        for units in kinds:
            assert is_the_librarys(units, text), hex(first)


@given(st.text())
def test_any_text(text: str) -> None:
    for name in ("bert", "gpt-2, pattern", "llama 3", "llama 2", "bpe, added", "unigram, words"):
        units = KINDS[name]()
        assert is_the_librarys(units, text)


@given(st.text("abc가나▁", max_size=12), st.randoms(use_true_random=False))
def test_models_are_their_slow_twins(word: str, dice: random.Random) -> None:
    letters = "abc가나"
    names = list(
        dict.fromkeys(
            ["<unk>", *letters[:4], *("".join(dice.choices(letters, k=2)) for _ in range(6))]
        )
    )
    pairs = [
        (name[0], name[1])
        for name in names
        if len(name) == 2 and name[0] in names and name[1] in names
    ]
    pairs += [(a + b, c) for a, b in pairs for c in "ab" if dice.random() < 0.3]
    merged = list(dict.fromkeys([*names, *("".join(pair) for pair in pairs)]))
    bpe = {"type": "BPE", "vocab": {name: i for i, name in enumerate(merged)}, "merges": pairs}
    known = "".join(c for c in word if c in letters[:4])
    assert model_of(bpe)(known) == byte_pairs(known, pairs)
    bpe |= {"unk_token": "<unk>", "fuse_unk": dice.random() < 0.5}
    assert is_the_librarys(model_of(bpe), word)
    scores = {name: float(-dice.randrange(1, 9)) for name in names}
    pieces = {"type": "Unigram", "unk_id": 0, "vocab": list(scores.items())}
    assert model_of(pieces)(word) == unigram(word, scores)
    inside = {
        **{f"##{name}": i for i, name in enumerate(names)},
        **{n: 50 + i for i, n in enumerate(names)},
    }
    wordpiece = {
        "type": "WordPiece",
        "vocab": inside,
        "unk_token": "<unk>",
        "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 100,
    }
    assert model_of(wordpiece)(word) == word_piece(word, inside, "<unk>")


def model_of(model: dict[str, Any]) -> SubwordTokenizer:
    """A model and nothing else, in the core."""
    units = SubwordTokenizer(json.dumps({"version": "1.0", "model": model}))
    assert units.why_not == ""
    return units


@pytest.mark.parametrize("name", ["bert", "bytes", "llama 2", "bpe, added", "unigram"])
def test_long_text_without_blanks_takes_linear_time(name: str) -> None:
    units, text = KINDS[name](), "".join(REVIEWS).replace(" ", "")

    def seconds(length: int) -> float:
        began = time.process_time()
        assert units.ids((text * (length // len(text) + 1))[:length])
        return time.process_time() - began

    assert seconds(400_000) < 40 * min(seconds(40_000) for _ in range(3)) + 0.05


NOT = {
    "no normalizer": {"normalizer": {"type": "ByteLevel"}},
    "regular expression": {
        "normalizer": {"type": "Replace", "pattern": {"Regex": "a+"}, "content": "b"}
    },
    "expression of its own": {"pre_tokenizer": split(r"\w+")},
    "no pre-tokenizer": {"pre_tokenizer": {"type": "UnicodeScripts"}},
    "dropout": {"model": {"dropout": 0.5}},
    "without BPE": {
        "model": json.loads('{"type": "Unigram", "unk_id": 0, "vocab": [["a", 0]]}'),
        "pre_tokenizer": byte_level(False, True),
    },
}


@pytest.mark.parametrize("said", NOT)
def test_what_the_core_has_not_is_the_librarys(said: str) -> None:
    units = described("bpe", **NOT[said])
    assert said in units.why_not
    text = "영화가 재미있었다 aaa"
    if said != "without BPE":
        assert "".join(units(text))
        assert units.ids(text)
        assert said == "dropout" or (units.batch([text]), units.batch_ids([text])) == (
            [units(text)],
            [units.ids(text)],
        )
    assert mv.tokenizers.description.core_tokenizer(units) is None


def test_no_damaged_file_does_harm() -> None:
    whole = units_of("unigram").json.replace(" ", "")
    dice = random.Random(3)
    for trial in range(300):
        text = whole[: dice.randrange(len(whole))] if trial % 3 == 0 else whole
        for _ in range(3):
            at = dice.randrange(len(text) + 1)
            text = text[:at] + dice.choice('{}[]",:0-9e.\\ㄱ') + text[at + dice.randrange(3) :]
        try:
            units, _ = _core.unit_tokenizer(text)
            assert units is None or isinstance(units("영화가 a"), list)
        except mv.FormatError:
            pass
    for text in (
        "",
        "[]",
        "{}",
        '{"model": 3}',
        "[" * 10_000,
        '{"model": {"type": "BPE", "vocab": {"a": 1e400}}}',
    ):
        with contextlib.suppress(mv.FormatError):
            assert _core.unit_tokenizer(text)[0] is None
    huge = {"type": "BPE", "vocab": {"a": 1 << 31}, "merges": []}
    assert "far beyond" in _core.unit_tokenizer(json.dumps({"model": huge}))[1]
