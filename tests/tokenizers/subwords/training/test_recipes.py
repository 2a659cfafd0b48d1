"""Training of sub-words: sources, knobs, limits, and the process that it runs in."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from made.reviews import REVIEWS
from made.subword_units import units_of
from processes import children, eventually, is_running

import malvec as mv
from malvec import tokenizers
from malvec.tokenizers import SubwordTokenizer
from malvec.tokenizers.subwords.training.texts import Feed


def test_sources(tmp_path: Path) -> None:
    recipe = mv.Bpe(vocab_size=2500)
    half = len(REVIEWS) // 2
    for path, part in ((tmp_path / "a.txt", REVIEWS[:half]), (tmp_path / "b.txt", REVIEWS[half:])):
        path.write_text("\n".join(part) + "\n", "utf-8")
    assert recipe.fit([tmp_path / "a.txt", tmp_path / "b.txt"]) == units_of("bpe")
    feed = Feed(tmp_path, 64, 100, 1)
    sample = [text for batch in feed.batches(lambda texts: None) for text in batch]
    assert (feed.texts, feed.used, len(set(sample) - set(REVIEWS))) == (len(REVIEWS), 100, 0)
    assert sample != REVIEWS[:100]
    assert sample == [
        text
        for batch in Feed(iter(REVIEWS), 64, 100, 1).batches(lambda texts: None)
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
    with pytest.raises(TypeError, match="is int: 3"):
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
    ).fit(REVIEWS)
    assert list(units.vocabulary)[:2] == ["<unk>", "<s>"]
    assert sum(len(unit) == 1 for unit in units.vocabulary) <= 101
    assert max(len(unit) for unit in units.vocabulary if unit not in ("<unk>", "<s>")) == 2
    assert units("ABC") == units("abc")
    assert units.report.unknown > 0.05


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    units = SubwordTokenizer(units_of("bpe").json)
    others = SubwordTokenizer(units.json.replace("Metaspace", "UnicodeScripts"))
    monkeypatch.setattr("importlib.util.find_spec", lambda wanted: None)
    units.check()
    assert units("가")
    assert units.ids("가")
    for use in (
        lambda: units.decode([1]),
        lambda: others("가"),
        others.check,
        lambda: mv.Bpe().fit(["가"]),
        lambda: tokenizers.bert(["[UNK]"]),
    ):
        with pytest.raises(ImportError, match=r"malvec\[bpe\]"):
            use()


SLOW = """
import os, sys
import malvec as mv
recipe = mv.Unigram(vocab_size=20_000)
def texts():
    print("started", flush=True)
    for i in range(int(sys.argv[1])):
        yield "".join(chr(0xAC00 + (i * 7919 + j * j * 31) % 11172) for j in range(60))
    print("fed", flush=True)
try:
    recipe.fit(texts())
except KeyboardInterrupt:
    print("interrupted", open(f"/proc/self/task/{os.getpid()}/children").read().split(), flush=True)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize(("texts", "kill"), [(10**9, False), (60_000, False), (60_000, True)])
def test_the_training_process_is_never_left_behind(texts: int, kill: bool) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, str(texts)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        limit = threading.Timer(60, process.kill)  # what is read ends then
        limit.start()
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "started\n"
            if texts == 60_000:
                assert process.stdout.readline() == "fed\n"
            (child,) = eventually(lambda: children(process.pid))
            if not kill:
                os.killpg(process.pid, signal.SIGINT)
                assert process.stdout.readline() == "interrupted []\n"
        finally:
            limit.cancel()
            process.kill()
    assert eventually(lambda: not is_running(child))


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


def test_blanks_are_no_text_to_train_on() -> None:
    with pytest.raises(ValueError, match="nothing but blanks"):
        mv.Bpe(vocab_size=30).fit(["  ", "\u3000", ""])


def test_what_follows_a_user_word_begins_no_eojeol() -> None:
    units, not_applied = tokenizers.add_words(units_of("bpe"), ["영화감독님께"])
    assert not_applied == ()
    assert units("영화감독님께서")[:2] == ["영화감독님께", "서"]
