"""Tokenizers of every kind that the core has, made of the trained ones."""

from __future__ import annotations

import json
from typing import Any

from made.messy import ODD, SYLLABLES
from made.subword_units import RECIPES, units_of

from malvec.tokenizers import SubwordTokenizer

LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
SIGNS = (
    "aZé'.,! \n\t\r▁가힣ㅋ한漢カ\u0301\u0316\u1100\u1161\u11a8\u200d\ufe0f😀①1٣İßſ\u00a0\u3000\0﷽"
)
TEXTS = [
    *filter(None, ODD),
    *SYLLABLES[::97],
    "don't I'LL 'S 'ſ x'Re  \n\n  y \r\n",
    "<s>영화  <s> x</s> [UNK] [MASK] <|end|>a 영화 <s>",
    "İSTANBUL ΑΣ ß Ǆ 漢字 かな кириллица العربية 한글a1 1234567 ١٢٣ ⅷ",
    "▁▁a▁ ▁ x" + "y" * 300,
    "a\u0345\u0301\u0316" * 50,
]


def described(name: str, **changes: Any) -> SubwordTokenizer:
    """Trained units, with some of their parts replaced; those of the model by `model`."""
    parts = json.loads(units_of(name).json)
    parts["model"].update(changes.pop("model", {}))
    return SubwordTokenizer(json.dumps({**parts, **changes}))


def steps(*types: Any) -> dict[str, Any]:
    """A sequence of normalizers, by their names or whole."""
    return {
        "type": "Sequence",
        "normalizers": [t if isinstance(t, dict) else {"type": t} for t in types],
    }


def splitters(*parts: dict[str, Any]) -> dict[str, Any]:
    """A sequence of pre-tokenizers."""
    return {"type": "Sequence", "pretokenizers": list(parts)}


def split(
    pattern: str, behavior: str = "Isolated", *, regex: bool = True, invert: bool = False
) -> dict[str, Any]:
    """A pre-tokenizer Split."""
    kind = "Regex" if regex else "String"
    return {"type": "Split", "pattern": {kind: pattern}, "behavior": behavior, "invert": invert}


def bert(strip_accents: bool | None, lowercase: bool) -> dict[str, Any]:
    """A BertNormalizer."""
    return {
        "type": "BertNormalizer",
        "clean_text": True,
        "handle_chinese_chars": True,
        "strip_accents": strip_accents,
        "lowercase": lowercase,
    }


def metaspace(scheme: str, split: bool = True) -> dict[str, Any]:
    """A Metaspace."""
    return {"type": "Metaspace", "replacement": "▁", "prepend_scheme": scheme, "split": split}


def byte_level(prefix: bool, regex: bool) -> dict[str, Any]:
    """A ByteLevel."""
    return {
        "type": "ByteLevel",
        "add_prefix_space": prefix,
        "trim_offsets": False,
        "use_regex": regex,
    }


def added(content: str, number: int, **flags: bool) -> dict[str, Any]:
    """An added token."""
    usual = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized", "special"), False)
    return {"id": number, "content": content, **usual, **flags}


TOKENS = [
    added("<s>", 2500, special=True, lstrip=True),
    added("영화", 2501, single_word=True, rstrip=True),
    added("X", 2502, normalized=True),
    added(" 가", 2503, lstrip=True, rstrip=True, normalized=True),
]
BYTES = {f"<0x{byte:02X}>": 3000 + byte for byte in range(256)}


def llama2() -> SubwordTokenizer:
    """BPE over a whole text, with units for bytes."""
    vocabulary = json.loads(units_of("bpe").json)["model"]["vocab"]
    return described(
        "bpe",
        model={"byte_fallback": True, "fuse_unk": True, "vocab": {**vocabulary, **BYTES}},
        normalizer=steps(
            {"type": "Prepend", "prepend": "▁"},
            {"type": "Replace", "pattern": {"String": " "}, "content": "▁"},
        ),
        pre_tokenizer=None,
    )


KINDS = {
    **{name: lambda name=name: units_of(name) for name in RECIPES},
    "bert": lambda: described("wordpiece", normalizer=bert(None, True)),
    "bert, words": lambda: described(
        "wordpiece", normalizer=bert(False, False), pre_tokenizer={"type": "Whitespace"}
    ),
    "bert, digits": lambda: described(
        "wordpiece",
        normalizer=steps(
            "NFKD", "StripAccents", {"type": "Strip", "strip_left": True, "strip_right": True}
        ),
        pre_tokenizer=splitters(
            {"type": "WhitespaceSplit"},
            {"type": "Punctuation", "behavior": "Contiguous"},
            {"type": "Digits", "individual_digits": False},
        ),
    ),
    "gpt-2, prefix": lambda: described("bytes", pre_tokenizer=byte_level(True, True)),
    "gpt-2, pattern": lambda: described(
        "bytes", pre_tokenizer=splitters(split(GPT2), byte_level(False, False))
    ),
    "llama 3": lambda: described(
        "bytes",
        model={"ignore_merges": True},
        pre_tokenizer=splitters(split(LLAMA3), byte_level(False, False)),
    ),
    "qwen 2": lambda: described(
        "bytes",
        normalizer={"type": "NFC"},
        pre_tokenizer=splitters(
            split(LLAMA3.replace("{1,3}", ""), "Removed", invert=True), byte_level(False, False)
        ),
    ),
    "llama 2": llama2,
    "bpe, added": lambda: described(
        "bpe", added_tokens=TOKENS, normalizer=steps("NFC", "Lowercase")
    ),
    "bpe, first": lambda: described(
        "bpe", added_tokens=TOKENS[:2], normalizer=None, pre_tokenizer=metaspace("first", False)
    ),
    "bpe, never": lambda: described("bpe", pre_tokenizer=metaspace("never")),
    "bpe, unknown": lambda: described("bpe", model={"fuse_unk": True}),
    "bpe, nothing unknown": lambda: described("bpe", model={"unk_token": None}),
    "bpe, previous": lambda: described(
        "bpe", pre_tokenizer=split(" ", "MergedWithPrevious", regex=False)
    ),
    "bpe, next": lambda: described("bpe", pre_tokenizer=split("가", "MergedWithNext", regex=False)),
    "unigram, words": lambda: described(
        "unigram",
        normalizer=steps("NFKC"),
        pre_tokenizer=splitters({"type": "WhitespaceSplit"}, metaspace("always")),
    ),
}
