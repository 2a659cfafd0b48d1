"""SentencePiece models, by hand and against its own package."""

from __future__ import annotations

import json
import pickle
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from made.reviews import REVIEWS
from made.vocabularies import BPE, PIECES, UNIGRAM, VOCABULARY, model_bytes

import malvec as mv
from malvec import tokenizers


@pytest.mark.parametrize("trainer", [UNIGRAM, BPE])
def test_sentencepiece_by_hand(tmp_path: Path, trainer: bytes) -> None:
    path = tmp_path / "ko.model"
    merges = [("▁영", -0.5, 1)] if trainer == BPE else []
    path.write_bytes(model_bytes(PIECES + merges, trainer))
    units = tokenizers.load(path)
    assert units("영화가 영화") == ["▁영화", "가", "▁영화"]
    assert units.ids(" 영화  즤즤가 ")[0] == 2
    assert units.ids("즤즤가")[-2:] == [0, 3]
    assert units.decode(units.ids("영화가 영화")) == "영화가 영화"
    neither_prefix_nor_removal_of_blanks = b"\x18\x00\x20\x00"
    path.write_bytes(model_bytes(PIECES + merges, trainer, neither_prefix_nor_removal_of_blanks))
    assert tokenizers.load(path)("영화가  영화") == ["영", "화", "가", "▁", "▁영화"]
    assert tokenizers.to_bert_vocabulary(path, tmp_path / "vocab.txt") == [
        *VOCABULARY[:7],
        "##영",
        "##화",
        *(["영"] if merges else []),
    ]
    assert tokenizers.load(tmp_path / "vocab.txt")("영화가 가") == ["영화", "##가", "[UNK]"]


@pytest.mark.parametrize(
    ("pieces", "trainer", "normalizer", "message"),
    [
        (PIECES[1:], UNIGRAM, b"", "one unknown piece"),
        ([*PIECES, ("가", -1.0, 1)], UNIGRAM, b"", "occurs twice"),
        ([*PIECES, ("나", float("nan"), 1)], UNIGRAM, b"", "score nan"),
        ([*PIECES, ("나", -1.0, 9)], UNIGRAM, b"", "of kind 9"),
        (PIECES, b"\x18\x09", b"", "type 9"),
        (PIECES, UNIGRAM + b"\xc0\x01\x01", b"", "suffix"),
        (PIECES, UNIGRAM + b"\x98\x02\x01", b"", "256 bytes"),
        (PIECES, UNIGRAM, b"\x12\x03abc", "map of characters is cut"),
        (
            PIECES,
            UNIGRAM,
            b"\x12\x0a\x04\0\0\0\xff\xff\xff\x7f\0\0",
            "map of characters is damaged",
        ),
        (PIECES, UNIGRAM, b"\x28\x00", "escape_whitespaces"),
    ],
)
def test_models_that_cannot_be_read(
    tmp_path: Path,
    pieces: list[tuple[str, float, int]],
    trainer: bytes,
    normalizer: bytes,
    message: str,
) -> None:
    path = tmp_path / "bad.model"
    path.write_bytes(model_bytes(pieces, trainer, normalizer))
    with pytest.raises(mv.FormatError, match=message):
        tokenizers.load(path)


ODD = [
    "",
    "  ",
    "  a   b  ",
    "가\u1100\u1161 ㄷㅐ",
    "👨‍👩‍👧 즤",
    "\u3000전각　ＡＢＣ ﬁ",
    "a\tb\nc",
    "①②½",
    "▁ 가",
    "\0a",
    "영화 좋다",
    " 영화관 영화",
    "ㅋㅋㅋㅋㅋ 화관①영화",
    "<s> </s> <unk> <0x41>",
    "e\u0301\u0301 가\r\n나\r다",
    "좋은 영웅",
]
OWN = ["영화", "영화관", "화관", "ㅋㅋ", "ㅋㅋㅋ", "1", "2", "①", "!"]
OPTIONS = [
    {},
    {"byte_fallback": True, "user_defined_symbols": ["영화", "."]},
    {"add_dummy_prefix": False},
    {"remove_extra_whitespaces": False, "user_defined_symbols": ["ㅋㅋ", "영화"]},
    {"split_by_whitespace": False, "user_defined_symbols": ["이 영화"]},
    {"user_defined_symbols": OWN, "control_symbols": ["좋", "영"]},
    {"normalization_rule_tsv": "rules.tsv"},
]
RULES = "314B 314B 314B\t314B\n1112 116A\tD654\n110B 1167 11BC\tC601\n41\t61 61\n"


def trained(folder: Path, kind: str, texts: list[str], **options: Any) -> tuple[Any, Any]:
    """A model of the package, opened by it and by us."""
    package = pytest.importorskip("sentencepiece")
    (folder / "text.txt").write_text("\n".join(texts), "utf-8")
    (folder / "rules.tsv").write_text(RULES, "utf-8")
    if "normalization_rule_tsv" in options:
        options["normalization_rule_tsv"] = str(folder / "rules.tsv")
    package.SentencePieceTrainer.train(
        input=str(folder / "text.txt"),
        model_prefix=str(folder / "m"),
        model_type=kind,
        hard_vocab_limit=False,
        num_threads=1,
        minloglevel=2,
        num_sub_iterations=1,
        **options,
    )
    theirs = package.SentencePieceProcessor(model_file=str(folder / "m.model"))
    return theirs, tokenizers.load(folder / "m.model")


@pytest.mark.parametrize("kind", ["unigram", "bpe", "char", "word"])
@pytest.mark.parametrize("options", OPTIONS)
def test_the_pieces_are_those_of_its_own_package(
    tmp_path: Path, kind: str, options: dict[str, Any]
) -> None:
    theirs, ours = trained(
        tmp_path, kind, REVIEWS[:600], vocab_size=1500, character_coverage=0.99, **options
    )
    assert list(ours.vocabulary) == [theirs.id_to_piece(i) for i in range(len(ours))]
    texts = [*REVIEWS[:800], *ODD, *(unicodedata.normalize("NFD", text) for text in ODD)]
    batch = ours.batch(texts)
    for text, pieces in zip(texts, batch, strict=True):
        expected = theirs.encode(text, return_type="offset_mapping")
        assert ours(text) == pieces == expected["pieces"]
        assert ours.ids(text) == expected["ids"]
        assert ours.decode(expected["ids"]) == theirs.decode(expected["ids"])
        if not options.get("byte_fallback"):
            assert ours.offsets(text) == expected["offsets"]


FILMS = [
    "영화가 정말 재미있다",
    "이 영화는 지루하다",
    "배우의 연기가 좋다",
    "ㅋㅋㅋ 재미있다 ㅋㅋ",
] * 50


@pytest.mark.parametrize("kind", ["unigram", "bpe"])
def test_a_piece_of_the_users_own_at_the_beginning_of_a_text(tmp_path: Path, kind: str) -> None:
    _, units = trained(tmp_path, kind, FILMS, vocab_size=60, user_defined_symbols=["영화"])
    assert units("영화 좋다")[:2] == ["▁", "영화"]
    assert units(" ") == []
    options = {"user_defined_symbols": ["ㅋㅋ"], "remove_extra_whitespaces": False}
    _, units = trained(tmp_path, kind, FILMS, vocab_size=60, **options)
    assert units(" 영화")[0] == "▁"
    assert units(" ") == ["▁", "▁"]


@pytest.mark.parametrize("kind", ["unigram", "bpe"])
def test_rules_of_several_characters_are_followed(tmp_path: Path, kind: str) -> None:
    _, units = trained(tmp_path, kind, FILMS, vocab_size=60, normalization_rule_tsv="rules.tsv")
    assert "".join(units("ㅋㅋㅋ")) == "▁ㅋ"
    assert units(unicodedata.normalize("NFD", "영화")) == units("영화")
    assert 0 not in units.ids(unicodedata.normalize("NFD", "영화"))


def test_how_a_piece_that_is_not_used_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "m.model"
    for trainer in (UNIGRAM, BPE):
        path.write_bytes(model_bytes([*PIECES, ("영화", -0.1, 5)], trainer))
        assert tokenizers.load(path)("가영화") == ["▁", "가", "영", "화"]


def test_a_model_travels(tmp_path: Path) -> None:
    path = tmp_path / "m.model"
    path.write_bytes(model_bytes(PIECES, UNIGRAM))
    units = tokenizers.load(path)
    again = tokenizers.from_description(json.loads(json.dumps(tokenizers.describe(units))))
    assert again == units == pickle.loads(pickle.dumps(units))
    assert again("영화가 즤") == units("영화가 즤") == ["▁영화", "가", "▁", "즤"]
    assert (repr(units), len(units)) == ("SentencePieceTokenizer(unigram, 7 units)", 7)
    units.save(tmp_path / "copy.model")
    assert (tmp_path / "copy.model").read_bytes() == path.read_bytes()
    assert units("\ud800") == ["▁", "\ufffd"]
    corpus = mv.Corpus.from_texts(["영화가 영화"] * 9, tokenizer=units, min_count=1)
    corpus.save(tmp_path / "c.safetensors")
    opened = mv.Corpus.load(tmp_path / "c.safetensors").pipeline
    assert opened is not None
    assert opened.tokens("영화가") == ["▁영화", "가"]
    for wrong in ({"name": "sentencepiece", "base64": "?"}, {"name": "sentencepiece"}):
        with pytest.raises(ValueError, match="description of the tokenizer is damaged"):
            tokenizers.from_description(wrong)
    for call in (units, units.ids, units.offsets):
        with pytest.raises(TypeError, match="str"):
            call(None)
    with pytest.raises(ValueError, match="99 is the number of no piece; there are 7"):
        units.decode([99])


def test_unknown_pieces_are_decoded(tmp_path: Path) -> None:
    path = tmp_path / "m.model"
    path.write_bytes(model_bytes(PIECES, UNIGRAM))
    units = tokenizers.load(path)
    assert units.decode(units("영화 즤즤가")) == "영화 즤즤가"
    assert units.decode(units.ids("영화 즤즤가")) == "영화  ⁇ 가"
