"""SentencePiece models, by hand and against its own package."""

from __future__ import annotations

from pathlib import Path

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
    (tmp_path / "text.txt").write_text("\n".join(REVIEWS[:1000]), "utf-8")
    package.SentencePieceTrainer.train(
        input=str(tmp_path / "text.txt"),
        model_prefix=str(tmp_path / "m"),
        model_type=kind,
        vocab_size=1500,
        character_coverage=0.995,
        num_threads=1,
        minloglevel=2,
        num_sub_iterations=1,
        **options,
    )
    theirs = package.SentencePieceProcessor(model_file=str(tmp_path / "m.model"))
    ours = tokenizers.load(tmp_path / "m.model")
    assert list(ours.vocabulary) == [theirs.id_to_piece(i) for i in range(theirs.get_piece_size())]
    scores = [theirs.get_score(i) for i in range(theirs.get_piece_size())]
    for text in (*REVIEWS, *ODD):
        expected, found = theirs.encode(text), ours.ids(text)
        if kind == "unigram" and expected != found:  # another cut with the same score
            assert sum(scores[i] for i in found) == pytest.approx(
                sum(scores[i] for i in expected), rel=1e-5
            )
            continue
        assert found == expected
