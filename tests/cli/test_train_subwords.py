"""``malvec train`` of sub-word units, and training with what it gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import malvec
from made.reviews import REVIEWS

import malvec as mv
from malvec import tokenizers


def test_the_command_line_trains_tokenizers(tmp_path: Path) -> None:
    text, out = tmp_path / "reviews.txt", tmp_path / "tokenizer.json"
    text.write_text("\n".join(REVIEWS), "utf-8")
    options = ("--vocab-size", 2500, "--special-tokens", "<s>", "--json")
    done = malvec("train", "bpe", "-i", text, "-o", out, *options)
    assert '"units": 2500' in done.stdout
    assert f"saved {out}" in done.stderr
    assert tokenizers.load(out) == mv.Bpe(vocab_size=2500, special_tokens=("<s>",)).fit(REVIEWS)
    few, options = "\n".join(REVIEWS[:50]), ("--vocab-size", 800, "-q")
    malvec("train", "bpe", "-o", out, *options, stdin=few)
    assert tokenizers.load(out) == mv.Bpe(vocab_size=800).fit(REVIEWS[:50])


def test_models_are_trained_with_a_trained_tokenizer(tmp_path: Path) -> None:
    text, out = tmp_path / "reviews.txt", tmp_path / "tokenizer.json"
    text.write_text("\n".join(REVIEWS), "utf-8")
    mv.Bpe(vocab_size=2500).fit(REVIEWS).save(out)
    vectors = tmp_path / "v.safetensors"
    small = ("--dim", 8, "--epochs", 1)
    malvec("train", "skipgram", "-i", text, "-o", vectors, "--tokenizer", out, *small)
    assert "units(zlib=" in malvec("info", vectors).stdout
    assert len(malvec("info", vectors).stdout) < 10_000


@pytest.mark.parametrize(
    ("kind", "output", "size", "code", "message"),
    [
        ("bpe", "t.txt", 800, 2, ".json"),
        ("unigram", "t.json", 0, 2, "vocab_size=0"),
        ("wordpiece", "t.json", 50, 1, "limit_alphabet"),
    ],
)
def test_tokenizers_that_cannot_be_trained_are_told(
    kind: str, output: str, size: int, code: int, message: str, tmp_path: Path
) -> None:
    text = tmp_path / "reviews.txt"
    text.write_text("\n".join(REVIEWS), "utf-8")
    options = ("-i", text, "-o", tmp_path / output, "--vocab-size", size)
    assert message in malvec("train", kind, *options, check=code).stderr
