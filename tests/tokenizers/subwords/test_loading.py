"""Tokenizers of other programs: damaged, hostile, and settings that are not obeyed."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from made.vocabularies import PIECES, UNIGRAM, VOCABULARY, model_bytes

import malvec as mv
from malvec import tokenizers
from malvec.tokenizers.packed_text import pack


@pytest.mark.parametrize("kind", ["model", "json"])
def test_damaged_files_are_refused_or_work(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"damaged.{kind}"
    whole = (
        model_bytes(PIECES, UNIGRAM)
        if kind == "model"
        else tokenizers.bert(VOCABULARY).json.encode()
    )
    dice, refused = random.Random(1), 0
    for trial in range(400):
        data = bytearray(whole[: dice.randrange(len(whole))] if trial % 4 == 0 else whole)
        for _ in range(dice.randrange(1, 4)):
            if data:
                data[dice.randrange(len(data))] = dice.randrange(256)
        path.write_bytes(data)
        try:
            units = tokenizers.load(path)
            assert isinstance(units("영화가 a 즤"), list)
        except mv.FormatError:
            refused += 1
    assert 100 < refused < 400


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "not JSON, or cut"),
        (b"[1]", "no tokenizer.json"),
        (b'{"model": {}}', "no tokenizer.json"),
        (b"PK\x03\x04", "zip archive"),
        (b"", "an empty file"),
    ],
)
def test_foreign_files(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "foreign"
    path.write_bytes(content)
    with pytest.raises(mv.FormatError, match=message):
        tokenizers.load(path)
    with pytest.raises(FileNotFoundError):
        tokenizers.load(tmp_path / "absent.json")


def test_truncation_padding_and_templates_of_a_file_are_not_obeyed(tmp_path: Path) -> None:
    library = pytest.importorskip("tokenizers")
    made = library.Tokenizer.from_str(tokenizers.bert(VOCABULARY).json)
    made.enable_truncation(2)
    made.enable_padding(length=9)
    made.post_processor = library.processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    made.save(str(tmp_path / "tokenizer.json"))
    assert tokenizers.load(tmp_path / "tokenizer.json")("영화가 재미있다") == [
        "영화",
        "##가",
        "재미",
        "##있",
        "##다",
    ]


BPE = {"type": "BPE", "vocab": {"가": 0, "나": 1, "가나": 2}, "merges": [["가", "나"]]}
ABORTING = {
    "does not go on with": {"model": {**BPE, "continuing_subword_prefix": "x"}},
    "does not go on with continuing": {
        "model": {**BPE, "continuing_subword_prefix": "x", "merges": ["가 나"]}
    },
    "no pair of units": {"model": {**BPE, "continuing_subword_prefix": "x", "merges": [3]}},
    "map of characters is cut": {
        "model": BPE,
        "normalizer": {
            "type": "Sequence",
            "normalizers": [{"type": "Precompiled", "precompiled_charsmap": "//////////8="}],
        },
    },
    "map of characters is damaged": {
        "model": BPE,
        "normalizer": {"type": "Precompiled", "precompiled_charsmap": 3},
    },
}


@pytest.mark.parametrize("said", ABORTING)
def test_what_would_end_the_process_is_refused(tmp_path: Path, said: str) -> None:
    """The library aborts on some of these: no ``except`` would see it."""
    text = json.dumps({"version": "1.0", "added_tokens": [], **ABORTING[said]})
    (tmp_path / "t.json").write_text(text)
    with pytest.raises(mv.FormatError, match=said):
        tokenizers.load(tmp_path / "t.json")
    with pytest.raises(mv.FormatError, match=said):
        tokenizers.from_description({"name": "units", "zlib": pack(text)})
