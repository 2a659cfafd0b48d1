"""``malvec tokenize``: streams, order, failures, and the options that other commands share with
it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import malvec

COMMAND = [sys.executable, "-m", "malvec", "tokenize"]


def test_lines_in_lines_out(tmp_path: Path) -> None:
    text = "영화가  재미있다\n\n희망 😀\r\n끝"
    path = tmp_path / "text.txt"
    path.write_text(text, newline="")
    expected = "영화가 재미있다\n\n희망 😀\n끝\n"
    assert malvec("tokenize", stdin=text).stdout == expected
    assert malvec("tokenize", "-", stdin=text).stdout == expected
    assert malvec("tokenize", path).stdout == expected
    assert (
        malvec("tokenize", path, "--processes", 2, "-t", "characters").stdout.splitlines()[0]
        == "영 화 가 재 미 있 다"
    )
    assert json.loads(malvec("tokenize", "--json", stdin=text).stdout.splitlines()[2]) == {
        "tokens": ["희망", "😀"]
    }


def test_the_order_is_kept_in_many_chunks(tmp_path: Path) -> None:
    lines = [f"line {i} {'x' * (i % 90)}" for i in range(30_000)]
    path = tmp_path / "text.txt"
    path.write_text("\n".join(lines))
    for arguments in ([path], [path, "--processes", 3]):
        assert malvec("tokenize", *arguments).stdout.splitlines() == [
            " ".join(line.split()) for line in lines
        ]


def test_tags_nouns_and_words(tmp_path: Path) -> None:
    pytest.importorskip("mecab")
    words = tmp_path / "words.tsv"
    words.write_text("가우스전자\tNNP\n")
    given = "가우스전자를 봤다\n"
    assert (
        malvec("tokenize", "-t", "mecab", "--user-dictionary", words, stdin=given).stdout
        == "가우스전자 를 봤 다\n"
    )
    assert (
        malvec("tokenize", "-t", "whitespace", "--user-dictionary", words, stdin=given).stdout
        == "가우스전자 를 봤다\n"
    )
    tagged = malvec("tokenize", "-t", "mecab", "--tagged", stdin="영화가 좋다\n").stdout
    assert tagged == "영화/NNG 가/JKS 좋/VA 다/EC\n"
    assert malvec("tokenize", "-t", "mecab", "--nouns", stdin="영화가 좋다\n").stdout == "영화\n"
    assert (
        malvec("tokenize", "-t", "mecab", "--keep-tags", "NN, VA", stdin="영화가 좋다\n").stdout
        == "영화 좋\n"
    )
    pairs = malvec(
        "tokenize", "-t", "mecab", "--tagged", "--json", "--processes", 2, stdin="영화\n"
    ).stdout
    assert json.loads(pairs) == {"tokens": [["영화", "NNG"]]}
    words.write_text("가우스전자 NNP\n")
    assert (
        "line 1: "
        in malvec(
            "tokenize", "-t", "mecab", "--user-dictionary", words, stdin=given, check=1
        ).stderr
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["-t", "nothing"],
        ["--tagged"],
        ["--nouns"],
        ["--keep-tags", "NN"],
        ["--on-error", "ignore"],
        ["-t", "mecab", "--tagged", "--nouns"],
    ],
)
def test_wrong_usage(arguments: list[str]) -> None:
    malvec("tokenize", *arguments, stdin="a\n", check=2)


def test_training_takes_the_same_options(tmp_path: Path) -> None:
    pytest.importorskip("mecab")
    text = tmp_path / "text.txt"
    words = tmp_path / "words.tsv"
    output = tmp_path / "out.safetensors"
    text.write_text("가우스전자를 봤다\n가우스전자가 좋다\n" * 20)
    words.write_text("가우스전자\n")
    options = [
        "-i",
        text,
        "--tokenizer",
        "mecab",
        "--user-dictionary",
        words,
        "--keep-tags",
        "NN,VA",
        "--quiet",
    ]
    malvec("train", "skipgram", *options, "-o", output, "--dim", 4, "--epochs", 1, "--sample", 0)
    info = malvec("info", output, "--json").stdout
    assert "가우스전자" in info
    assert (
        json.loads(malvec("similar", output, "가우스전자", "--json").stdout)["results"][0]["word"]
        == "좋"
    )
    malvec("count", *options, "-o", tmp_path / "counts.safetensors")
    malvec("train", "skipgram", "-i", text, "-o", output, "--keep-tags", "NN", check=2)
    malvec("train", "skipgram", "-i", text, "-o", output, "--on-error", "ignore", check=2)


def test_an_answer_comes_before_the_next_question() -> None:
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for text in ("희망 나무", "둘  셋"):
            process.stdin.write(text + "\n")
            process.stdin.flush()
            assert process.stdout.readline() == " ".join(text.split()) + "\n"
        process.stdin.close()
        assert process.wait(60) == 0


def run() -> subprocess.Popen[bytes]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(COMMAND, **pipes, start_new_session=True)


def test_a_closed_pipe() -> None:
    with run() as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.write("희망 나무\n".encode())
        process.stdin.close()
        assert process.wait(60) == 141
        assert process.stderr.read() == b""


def test_ctrl_c() -> None:
    with run() as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("희망 나무\n".encode())
        process.stdin.flush()
        assert process.stdout.readline().decode() == "희망 나무\n"
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(60) == 130


def test_half_of_a_surrogate_pair_comes_out_as_it_went_in(tmp_path: Path) -> None:
    path = tmp_path / "texts.txt"
    path.write_bytes(b"\xeb\x82\x98 " * 60 + b"\xed\xa0\x80\n")
    for name in ("whitespace", "eojeols"):
        command = [sys.executable, "-m", "malvec", "tokenize", str(path), "-t", name]
        assert subprocess.run(command, capture_output=True, check=True).stdout == path.read_bytes()
