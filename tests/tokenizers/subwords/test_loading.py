"""Tokenizers of other programs: tokenizer.json, BERT's vocab.txt, SentencePiece models; whole, cut,
damaged, hostile."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest
from command_line import malvec
from hypothesis import given
from hypothesis import strategies as st
from reference.bert import full_tokens

import malvec as mv
from malvec import tokenizers

TEXTS = mv.datasets.review_texts()[:2000]
VOCABULARY = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "영화",
    "##가",
    "##는",
    "재미",
    "##있",
    "##다",
    "un",
    "##aff",
    "##able",
    "!",
    ",",
    "漢",
    "字",
]
VOCABULARY += [
    "ᄋ",
    "##ᅧ",
    "##ᆼ",
    "##ᄒ",
    "##ᅪ",
    "a",
    "##a",
    "resume",
    "##s",
    "é",
    "나",
    "[",
    "]",
    "mask",
    "1",
    "##2",
    "😀",
    "ᄀ",
    "##ᅡ",
]
NUMBERED = {unit: number for number, unit in enumerate(VOCABULARY)}


def model_bytes(
    pieces: list[tuple[str, float, int]], trainer: bytes = b"", normalizer: bytes = b""
) -> bytes:
    """A SentencePiece file, written by hand."""

    def field(number: int, content: bytes) -> bytes:
        size = len(content)
        return (
            bytes([number << 3 | 2])
            + (bytes([size]) if size < 128 else bytes([size & 127 | 128, size >> 7]))
            + content
        )

    listed = [
        field(
            1,
            field(1, text.encode()) + b"\x15" + struct.pack("<f", score) + b"\x18" + bytes([kind]),
        )
        for text, score, kind in pieces
    ]
    return b"".join([*listed, field(2, trainer), field(3, normalizer)])


PIECES = [
    ("<unk>", 0.0, 2),
    ("<s>", 0.0, 3),
    ("▁영화", -1.0, 1),
    ("가", -2.0, 1),
    ("▁", -3.0, 1),
    ("영", -4.0, 1),
    ("화", -5.0, 1),
]
UNIGRAM, BPE = b"\x18\x01", b"\x18\x02"


def test_bert_by_hand() -> None:
    units = tokenizers.bert(VOCABULARY)
    assert units("영화가 재미있다!") == ["영화", "##가", "재미", "##있", "##다", "!"]
    assert units("unaffable,漢字") == ["un", "##aff", "##able", ",", "漢", "字"]
    assert units("Unaffable 영화관 résumés") == ["[UNK]"] * 3
    assert units("[MASK]") == ["[", "[UNK]", "]"]
    assert units.offsets("영화가  재미") == [(0, 2), (2, 3), (5, 7)]
    assert units("a" * 200) == ["a", *["##a"] * 199]
    assert units("a" * 201) == ["[UNK]"]
    assert tokenizers.bert(VOCABULARY, max_input_chars_per_word=5)("unaffable a") == ["[UNK]", "a"]
    assert units.decode(units.ids("영화가 재미있다")) == "영화가 재미있다"


def test_accents_and_hangul() -> None:
    uncased = tokenizers.bert(VOCABULARY, lowercase=True, strip_accents=True)
    assert uncased("Résumés [MASK]") == ["resume", "##s", "[", "mask", "]"]
    assert uncased("영화") == ["ᄋ", "##ᅧ", "##ᆼ", "##ᄒ", "##ᅪ"]  # as in the original
    assert tokenizers.bert(VOCABULARY, lowercase=True)("영화") == ["영화"]
    decomposed = "\u110b\u1167\u11bc\u1112\u116a"
    assert tokenizers.bert(VOCABULARY)(decomposed) == ["영화"]
    assert tokenizers.bert(VOCABULARY, nfc=False)(decomposed) == ["ᄋ", "##ᅧ", "##ᆼ", "##ᄒ", "##ᅪ"]


@pytest.mark.parametrize("uncased", [False, True])
def test_reviews_as_the_original(uncased: bool) -> None:
    vocabulary = (
        mv.WordPiece(vocab_size=3000, normalization="nfd" if uncased else "nfc", lowercase=uncased)
        .fit(TEXTS)
        .vocabulary
    )
    units = tokenizers.bert(vocabulary, lowercase=uncased, strip_accents=uncased, nfc=False)
    mixed = [
        "A\u0301é ÀB\u200bc\td\u3000e\x07f\ufffdg\0h",
        "漢字かなカナ１２",
        "...!?~^^;;",
        "👨‍👩‍👧ㅋㅋ",
        "a" * 300,
        "\u2028x\x85y",
    ]
    for text in [*TEXTS, *mixed]:
        assert units(text) == full_tokens(text, vocabulary, uncased)


@given(st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=("Cs", "Co", "Cn"))))
def test_any_text_is_cut_as_the_original_does(text: str) -> None:
    new = {
        chr(code)
        for low, high in ((0x890, 0x8FF), (0x1AB0, 0x1AFF), (0x2E43, 0x2E5D))
        for code in range(low, high + 1)
    }
    if not new & set(text) and not any(
        c in "\u061d\u07fd\u09fd\u0a76\u0afa\u0c77\u0c84\u166d\u1b7d\u1b7e" for c in text
    ):
        assert tokenizers.bert(VOCABULARY, nfc=False)(text) == full_tokens(text, NUMBERED)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"a\n\nb\n", "line 2 is empty"),
        (b"a\nb\na\n", "line 3 repeats the unit 'a' of line 1"),
        (b"\xff\xfea", "UTF-8"),
        (b"a\0b\n", "binary"),
    ],
)
def test_bad_vocabularies(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "vocab.txt"
    path.write_bytes(content)
    with pytest.raises(mv.FormatError, match=message):
        tokenizers.load(path)


def test_vocabularies(tmp_path: Path) -> None:
    path = tmp_path / "vocab.txt"
    path.write_bytes(("\ufeff" + "\r\n".join(VOCABULARY) + "\r\n").encode())
    assert tokenizers.load(path) == tokenizers.bert(path) == tokenizers.bert(VOCABULARY)
    with pytest.raises(ValueError, match=r"lacks the unknown unit '\[UNK\]'"):
        tokenizers.bert(["a"])
    assert tokenizers.bert(["a", "?"], unknown="?")("a b") == ["a", "?"]
    with pytest.raises(TypeError, match="lowercase"):
        tokenizers.bert(VOCABULARY, lowercase=1)  # type: ignore[arg-type]


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
    path.write_bytes(
        model_bytes(PIECES + merges, trainer, b"\x18\x00\x20\x00")
    )  # neither prefix nor removal of blanks
    assert tokenizers.load(path)("영화가  영화") == ["영", "화", "가", "▁", "▁영화"]
    assert tokenizers.to_bert_vocabulary(path, tmp_path / "vocab.txt") == [
        *(
            "[PAD]",
            "[UNK]",
            "[CLS]",
            "[SEP]",
            "[MASK]",
            "영화",
            "##가",
            "##영",
            "##화",
            *(["영"] if merges else []),
        )
    ]
    assert tokenizers.load(tmp_path / "vocab.txt")("영화가 가") == ["영화", "##가", "[UNK]"]


@pytest.mark.parametrize(
    ("pieces", "trainer", "normalizer", "message"),
    [
        (PIECES[1:], UNIGRAM, b"", "one unknown piece"),
        ([*PIECES, ("가", -1.0, 1)], UNIGRAM, b"", "occurs twice"),
        ([*PIECES, ("나", float("nan"), 1)], UNIGRAM, b"", "score nan"),
        ([*PIECES, ("나", -1.0, 5)], UNIGRAM, b"", "unused pieces"),
        ([*PIECES, ("나", -1.0, 9)], UNIGRAM, b"", "of kind 9"),
        (PIECES, b"\x18\x03", b"", "type word"),
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


OPTIONS = [
    {},
    {"byte_fallback": True},
    {"add_dummy_prefix": False},
    {"remove_extra_whitespaces": False},
    {"split_by_whitespace": False},
]


@pytest.mark.parametrize("kind", ["unigram", "bpe"])
@pytest.mark.parametrize("options", OPTIONS)
def test_sentencepiece_as_its_own_package(
    tmp_path: Path, kind: str, options: dict[str, bool]
) -> None:
    package = pytest.importorskip("sentencepiece")
    (tmp_path / "text.txt").write_text("\n".join(TEXTS[:1000]), "utf-8")
    package.SentencePieceTrainer.train(
        input=str(tmp_path / "text.txt"), model_prefix=str(tmp_path / "m"), model_type=kind, vocab_size=1500, **options,
        character_coverage=0.995, num_threads=1, minloglevel=2, num_sub_iterations=1,
    )  # fmt: skip
    theirs, ours = (
        package.SentencePieceProcessor(model_file=str(tmp_path / "m.model")),
        tokenizers.load(tmp_path / "m.model"),
    )
    assert list(ours.vocabulary) == [theirs.id_to_piece(i) for i in range(theirs.get_piece_size())]
    scores = [theirs.get_score(i) for i in range(theirs.get_piece_size())]
    texts = [
        *TEXTS,
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
    ]
    for text in texts:
        expected, found = theirs.encode(text), ours.ids(text)
        if kind == "unigram" and expected != found:  # another cut with the same score
            assert sum(scores[i] for i in found) == pytest.approx(
                sum(scores[i] for i in expected), rel=1e-5
            )
            continue
        assert found == expected


def test_command_line(tmp_path: Path) -> None:
    text, out = tmp_path / "reviews.txt", tmp_path / "tokenizer.json"
    text.write_text("\n".join(TEXTS), "utf-8")
    done = malvec(
        "train",
        "bpe",
        "-i",
        text,
        "-o",
        out,
        "--vocab-size",
        2500,
        "--special-tokens",
        "<s>",
        "--json",
    )
    assert '"units": 2500' in done.stdout
    assert f"saved {out}" in done.stderr
    assert tokenizers.load(out) == mv.Bpe(vocab_size=2500, special_tokens=("<s>",)).fit(TEXTS)
    malvec(
        "train",
        "skipgram",
        "-i",
        text,
        "-o",
        tmp_path / "v.safetensors",
        "--tokenizer",
        out,
        "--dim",
        8,
        "--epochs",
        1,
    )
    assert "units(zlib=" in malvec("info", tmp_path / "v.safetensors").stdout
    assert len(malvec("info", tmp_path / "v.safetensors").stdout) < 10_000
    malvec(
        "train",
        "bpe",
        "-o",
        out,
        "--vocab-size",
        800,
        "-q",
        stdin="\n".join(TEXTS[:50]),
    )
    assert tokenizers.load(out) == mv.Bpe(vocab_size=800).fit(TEXTS[:50])
    assert ".json" in malvec("train", "bpe", "-i", text, "-o", tmp_path / "t.txt", check=2).stderr
    assert (
        "vocab_size=0"
        in malvec("train", "unigram", "-i", text, "-o", out, "--vocab-size", 0, check=2).stderr
    )
    assert (
        "limit_alphabet"
        in malvec("train", "wordpiece", "-i", text, "-o", out, "--vocab-size", 50, check=1).stderr
    )
