"""Sub-word units: training them, what they make of any text, and a corpus that remembers them."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import malvec as mv
from malvec import tokenizers
from malvec.tokenizers import Units
from malvec.tokenizers.subwords.training import UnitRecipe
from malvec.tokenizers.subwords.training.texts import Feed

TEXTS = mv.datasets.review_texts()[:2000]
SYLLABLES = [chr(code) for code in range(0xAC00, 0xD7A4)]
MESSY = [
    " ",
    "\t\n",
    "즤",
    "ㅋㅋㄱㅋㄷ",
    "😀👨‍👩‍👧",
    "희망 \0 널",
    "\udcff\udc80 깨진",
    "\ud800",
    "한글".encode().decode("latin-1"),
    "ᄒ\u1161\u11ab",
]
MESSY += ["\u3000", "\u200b", "漢字 かな кириллица العربية 한글a1", "<unk> <s> [UNK] ##가 ▁"]

RECIPES: dict[str, UnitRecipe] = {
    "bpe": mv.Bpe(vocab_size=2500),
    "bytes": mv.Bpe(vocab_size=1000, split="bytes"),
    "wordpiece": mv.WordPiece(vocab_size=4000),
    "whitespace": mv.WordPiece(vocab_size=1000, split="whitespace", normalization="nfd"),
    "unigram": mv.Unigram(vocab_size=1500, max_texts=700),
}
fitted: dict[str, Units] = {}


def units_of(name: str) -> Units:
    """Trained once, by the first test that needs it."""
    if name not in fitted:
        fitted[name] = RECIPES[name].fit(TEXTS)
    return fitted[name]


@pytest.mark.parametrize("name", RECIPES)
def test_training(name: str) -> None:
    units, recipe = units_of(name), RECIPES[name]
    report = units.report
    assert len(units) == recipe.vocab_size == report.units == len(units.vocabulary)
    assert (report.texts, report.used) == (len(TEXTS), recipe.max_texts or len(TEXTS))
    assert json.loads(report.to_json())["recipe"]["vocab_size"] == recipe.vocab_size
    assert f"{recipe.vocab_size:,} units" in str(report)
    assert 0 <= report.unknown < 0.05
    assert report.unknown == 0 or name not in ("bpe", "bytes")
    texts = TEXTS[:300]
    tokens = [units(text) for text in texts]
    assert units.batch(iter(texts)) == tokens
    assert (
        [len(units.ids(text)) for text in texts]
        == [len(units.offsets(text)) for text in texts]
        == [len(t) for t in tokens]
    )
    assert sum(map(len, tokens)) < sum(map(len, texts)) * (1.2 if name == "bytes" else 1)


@pytest.mark.parametrize("name", ["bpe", "bytes"])
def test_the_text_comes_back(name: str) -> None:
    units = units_of(name)
    for text in TEXTS[:300]:
        blanks = text if name == "bytes" else " ".join(text.split())
        assert units.decode(units.ids(text)) == blanks
        assert units.decode(units(text)) == blanks
    with pytest.raises(ValueError, match="number of no unit"):
        units.decode([10**6])


@pytest.mark.parametrize("name", RECIPES)
def test_any_text(name: str) -> None:
    units = units_of(name)
    assert units("") == units.ids("") == units.offsets("") == []
    for text in [
        *MESSY,
        *SYLLABLES[::19],
        *(2 * syllable for syllable in SYLLABLES[::19]),
        "".join(SYLLABLES),
        " ".join(SYLLABLES),
    ]:
        assert all(isinstance(token, str) and token for token in units(text))
        covered = bytearray(len(text))
        last = 0
        for begin, end in units.offsets(text):
            assert last <= begin <= end <= len(text)
            last = begin
            covered[begin:end] = b"\1" * (end - begin)
        if name != "wordpiece":  # which drops control characters, as BERT does
            assert all(covered[i] for i, c in enumerate(text) if not c.isspace())
    assert units.batch(MESSY) == [units(text) for text in MESSY]
    assert units("\udcff") == units("\ufffd")
    with pytest.raises(TypeError, match="not int"):
        units(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="not one str"):
        units.batch("영화")


@given(st.text())
def test_spans_are_spans(text: str) -> None:
    for name in ("bpe", "bytes", "wordpiece", "unigram"):
        assert all(0 <= begin <= end <= len(text) for begin, end in units_of(name).offsets(text))


@pytest.mark.parametrize("name", RECIPES)
def test_long_words_take_linear_time(name: str) -> None:
    def seconds(length: int) -> float:
        text = ("".join(TEXTS).replace(" ", "") * 10)[:length]
        assert len(text) == length
        began = time.process_time()
        assert units_of(name)(text)
        return time.process_time() - began

    assert (
        min(seconds(80_000) for _ in range(2)) < 40 * min(seconds(8_000) for _ in range(3)) + 0.05
    )


def test_nfc_and_nfd_are_the_same() -> None:
    units = units_of("bpe")
    assert units("ㅇ\u1112\u1161\u11ab글") == units("ㅇ한글")
    assert units.offsets("\u1112\u1161\u11ab 글")[-1] == (3, 5)


def test_units_are_values(tmp_path: Path) -> None:
    units = units_of("bpe")
    again = pickle.loads(pickle.dumps(units))
    assert (
        again
        == units
        == tokenizers.from_description(json.loads(json.dumps(tokenizers.describe(units))))
    )
    assert len({units, again}) == 1
    assert again.report == units.report
    assert again != units_of("bytes")
    units.save(tmp_path / "tokenizer.json")
    assert (
        tokenizers.load(tmp_path / "tokenizer.json")
        == tokenizers.by_name(str(tmp_path / "tokenizer.json"))
        == units
    )
    assert repr(units) == "Units(BPE, 2,500 units)"
    for damaged in ("", "eJx", "!", units.json, tokenizers.describe(units)["zlib"][:400]):
        with pytest.raises(mv.FormatError, match="damaged"):
            tokenizers.from_description({"name": "units", "zlib": damaged})
    with pytest.raises(TypeError, match="json"):
        Units(b"{}")  # type: ignore[arg-type]


@pytest.mark.parametrize("processes", [0, 2])
def test_a_corpus_and_a_model_remember_their_units(tmp_path: Path, processes: int) -> None:
    units = units_of("bpe")
    corpus = mv.Corpus.from_texts(TEXTS, tokenizer=units, min_count=1, processes=processes)
    assert list(corpus.sentence(5)) == units(TEXTS[5])
    corpus.save(tmp_path / "corpus.safetensors")
    opened = mv.Corpus.load(tmp_path / "corpus.safetensors")
    assert opened.pipeline is not None
    assert opened.pipeline.ready().tokenizer == units
    vectors = mv.Skipgram(dim=8, epochs=1, threads=1).fit(corpus)
    vectors.save(tmp_path / "vectors.safetensors")
    stored = json.loads(mv.load(tmp_path / "vectors.safetensors").metadata["tokenizer"])
    assert tokenizers.from_description(stored)("재미있다") == units("재미있다")


def test_sources(tmp_path: Path) -> None:
    recipe = mv.Bpe(vocab_size=2500)
    half = len(TEXTS) // 2
    for path, part in ((tmp_path / "a.txt", TEXTS[:half]), (tmp_path / "b.txt", TEXTS[half:])):
        path.write_text("\n".join(part) + "\n", "utf-8")
    assert recipe.fit([tmp_path / "a.txt", tmp_path / "b.txt"]) == units_of("bpe")
    feed = Feed(tmp_path, 64, 100, 1)
    sample = [text for batch in feed.batches(lambda texts: None) for text in batch]
    assert (feed.texts, feed.used, len(set(sample) - set(TEXTS))) == (len(TEXTS), 100, 0)
    assert sample != TEXTS[:100]
    assert sample == [
        text
        for batch in Feed(iter(TEXTS), 64, 100, 1).batches(lambda texts: None)
        for text in batch
    ]


def test_long_texts_are_handed_over_in_parts() -> None:
    texts = ["가나 " * 50_000, "다" * 150_000, "\ud800라"]
    feed = Feed(texts, 64, None, 1)
    parts = [text for batch in feed.batches(lambda texts: None) for text in batch]
    assert "".join(parts) == "가나 " * 50_000 + "다" * 150_000 + "\ufffd라"
    assert max(map(len, parts)) <= 1 << 16
    assert all(part.endswith("나 ") for part in parts[:2])
    assert (feed.texts, feed.characters, feed.cut) == (3, 300_002, 1)


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"vocab_size": 0}, ValueError, "vocab_size"),
        ({"vocab_size": "many"}, TypeError, "vocab_size"),
        ({"min_frequency": 1.5}, TypeError, "min_frequency"),
        ({"normalization": "nfx"}, ValueError, "nfc, nfkc"),
        ({"split": "bert"}, ValueError, "metaspace, bytes"),
        ({"special_tokens": "<s>"}, TypeError, "special_tokens"),
        ({"special_tokens": ("",)}, TypeError, "special units"),
        ({"unknown": 3}, TypeError, "special units"),
        ({"lowercase": "yes"}, TypeError, "lowercase"),
        ({"limit_alphabet": 0}, ValueError, "limit_alphabet"),
        ({"max_texts": 0}, ValueError, "max_texts"),
        ({"max_word": 1}, ValueError, "max_word"),
    ],
)
def test_wrong_knobs(wrong: dict[str, object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        mv.Bpe(**wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="above 0 and below 1"):
        mv.Unigram(shrinking_factor=1.0)


def test_what_cannot_be_trained() -> None:
    with pytest.raises(ValueError, match="no text"):
        mv.Bpe().fit([])
    with pytest.raises(ValueError, match="single characters alone are 8 units"):
        mv.Bpe(vocab_size=5).fit(["가나다라마바"])
    with pytest.raises(ValueError, match="larger vocab_size"):
        mv.Unigram(vocab_size=5).fit(["가나다라마바 사아자"])
    with pytest.raises(TypeError, match="one is int"):
        mv.Bpe().fit(["가", 3])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="bytes"):
        mv.Bpe().fit(b"text")  # type: ignore[arg-type]
    with pytest.raises(FileNotFoundError):
        mv.Bpe().fit("no such file.txt")


def test_limits_hold() -> None:
    units = mv.Bpe(
        vocab_size=300,
        limit_alphabet=100,
        max_token_length=2,
        special_tokens=("<s>",),
        lowercase=True,
    ).fit(TEXTS)
    assert list(units.vocabulary)[:2] == ["<unk>", "<s>"]
    assert sum(len(unit) == 1 for unit in units.vocabulary) <= 101
    assert max(len(unit) for unit in units.vocabulary if unit not in ("<unk>", "<s>")) == 2
    assert units("ABC") == units("abc")
    assert units.report.unknown > 0.05


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    units = Units(units_of("bpe").json)
    monkeypatch.setattr("importlib.util.find_spec", lambda wanted: None)
    for use in (
        lambda: units("가"),
        units.check,
        lambda: mv.Bpe().fit(["가"]),
        lambda: tokenizers.bert(["[UNK]"]),
    ):
        with pytest.raises(ImportError, match=r"malvec\[bpe\]"):
            use()


SLOW = """
import os, sys, time
import malvec as mv
def texts():
    for i in range(int(sys.argv[1])):
        yield "".join(chr(0xAC00 + (i * 7919 + j * j * 31) % 11172) for j in range(60))
    print("fed", flush=True)
print("started", flush=True)
try:
    mv.Unigram(vocab_size=20_000).fit(texts())
except KeyboardInterrupt:
    print("interrupted", open(f"/proc/self/task/{os.getpid()}/children").read().split(), flush=True)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize(("texts", "kill"), [(10**9, False), (60_000, False), (60_000, True)])
def test_the_training_process_is_never_left_behind(texts: int, kill: bool) -> None:
    command = [sys.executable, "-c", SLOW, str(texts)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        if texts == 60_000:
            assert process.stdout.readline() == "fed\n"
        time.sleep(0.2)
        (child,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        if kill:
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGINT)
            assert process.stdout.readline() == "interrupted []\n"
    deadline = time.monotonic() + 5
    while running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not running(child)


def running(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_long_words_of_wordpiece_are_unknown() -> None:
    units = mv.WordPiece(vocab_size=500, max_input_chars_per_word=5).fit(
        ["가가 나나 다다 가나다"] * 3
    )
    assert units("가가가가가 가가가가가가 나나") == [
        "가가",
        "##가",
        "##가",
        "##가",
        "[UNK]",
        "나나",
    ]
