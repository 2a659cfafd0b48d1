"""The command line as users meet it: processes, pipes, exit codes, messages."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import malvec
from made import files

import malvec as mv


@pytest.fixture(scope="module")
def text_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("text") / "text.txt"
    path.write_text(
        "영화 배우 감독 영화 좋다\n배우 감독 연기 좋다 영화\n음악 노래 가수 음악 듣다\n노래 가수"
        " 음악 듣다\n" * 50
    )
    return path


@pytest.fixture(scope="module")
def vectors_file(text_file: Path) -> Path:
    path = text_file.with_name("vectors.safetensors")
    malvec(
        "train",
        "skipgram",
        "-i",
        text_file,
        "-o",
        path,
        "--dim",
        16,
        "--epochs",
        2,
        "--threads",
        1,
        "--sample",
        0,
        "--quiet",
    )
    return path


def test_version_and_help() -> None:
    assert malvec("--version").stdout.startswith("malvec ")
    assert "skipgram" in malvec("train", "--help").stdout
    shown = malvec("--help").stdout
    assert shown.index("train ") < shown.index("similar ")
    for command in (
        "train skipgram",
        "train cbow",
        "similar",
        "analogy",
        "evaluate",
        "convert",
        "compress",
        "info",
        "doctor",
        "demo",
    ):
        assert f"Example: malvec {command}" in malvec(*command.split(), "--help").stdout


@pytest.mark.parametrize("recipe", [mv.Skipgram, mv.Cbow])
def test_every_knob_is_an_option(recipe: type) -> None:
    shown = malvec("train", recipe.__name__.lower(), "--help").stdout
    for field in dataclasses.fields(recipe):
        for flag in field.metadata["flags"] or (f"--{field.name.replace('_', '-')}",):
            assert flag in shown


def test_training_gives_what_python_gives(text_file: Path, vectors_file: Path) -> None:
    expected = mv.Skipgram(dim=16, epochs=2, threads=1, sample=0).fit(
        mv.Corpus.from_files(text_file)
    )
    found = mv.load(vectors_file)
    assert list(found.words) == list(expected.words)
    assert (found.matrix == expected.matrix).all()


@pytest.mark.parametrize("suffix", [".safetensors", ".txt", ".vec", ".bin"])
def test_output_by_its_name(text_file: Path, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"v{suffix}"
    malvec("train", "cbow", "-i", text_file, "-o", path, "--dim", 8, "--epochs", 1, "-q")
    assert malvec("similar", path, "영화", "-n", 3).stdout.count("\n") == 3


def test_training_from_stdin_and_report_as_json(text_file: Path, tmp_path: Path) -> None:
    arguments = ("-i", "-", "-o", tmp_path / "v.bin", "--dim", 8, "--epochs", 1, "--json", "-q")
    report = json.loads(malvec("train", "skipgram", *arguments, stdin=text_file.read_text()).stdout)
    assert report["tokens"] == len(text_file.read_text().split())
    assert report["recipe"]["dim"] == 8


def test_training_tells_what_it_read_and_dropped(text_file: Path, tmp_path: Path) -> None:
    arguments = (
        "-i",
        text_file,
        "-o",
        tmp_path / "v.bin",
        "--dim",
        8,
        "--epochs",
        1,
        "--max-vocab",
        5,
        "--save-corpus",
        tmp_path / "c",
    )
    done = malvec("train", "skipgram", *arguments)
    assert "dropped tokens: 350 beyond max_vocab" in done.stderr  # the report of the corpus
    assert (
        "950 tokens read, 600 kept; dropped: 350 beyond max_vocab" in done.stderr
    )  # that of the training
    assert len(mv.Corpus.load(tmp_path / "c").vocab) == 5
    assert malvec("train", "skipgram", *arguments, "--quiet").stderr == ""


def test_queries_from_arguments_and_from_a_pipe(vectors_file: Path) -> None:
    direct = malvec("similar", vectors_file, "영화", "음악", "--topn", 2).stdout
    piped = malvec("similar", vectors_file, "--topn", 2, stdin="영화\n\n음악\n").stdout
    assert direct == piped
    rows = [line.split("\t") for line in direct.splitlines()]
    assert [row[0] for row in rows] == ["영화", "영화", "음악", "음악"]
    expected = mv.load(vectors_file).most_similar("영화", topn=1)[0]
    assert (rows[0][1], float(rows[0][2])) == (expected[0], pytest.approx(expected[1], abs=1e-4))


def test_analogies(vectors_file: Path) -> None:
    direct = malvec("analogy", vectors_file, "영화", "배우", "음악", "--json").stdout
    assert direct == malvec("analogy", vectors_file, "--json", stdin="영화 배우 음악\n").stdout
    answer = json.loads(direct)
    assert answer["query"] == "영화 배우 음악"
    assert len(answer["results"]) == 5
    malvec("analogy", vectors_file, "영화", "배우", check=2)
    loaded, asked = mv.load(vectors_file), ("영화", "배우", "음악")
    options = ("--method", "3cosmul", "--restrict", 6, "--topn", 2)
    rows = [
        line.split("\t")
        for line in malvec("analogy", vectors_file, *asked, *options).stdout.splitlines()
    ]
    assert [row[1] for row in rows] == [
        word for word, _ in loaded.analogy(*asked, method="3cosmul", restrict=6, topn=2)
    ]
    malvec("analogy", vectors_file, *asked, "--method", "other", check=2)


def test_unknown_words_do_not_hide_the_known(vectors_file: Path) -> None:
    done = malvec("similar", vectors_file, "없는말", "영화", "-n", 1, check=1)
    assert done.stdout.startswith("영화\t")
    assert "없는말" in done.stderr
    assert done.stderr.count("\n") == 1


def test_convert_there_and_back(vectors_file: Path, tmp_path: Path) -> None:
    binary, text, back = tmp_path / "v.bin", tmp_path / "v.txt", tmp_path / "v.safetensors"
    malvec("convert", vectors_file, binary)
    malvec("convert", binary, text)
    malvec("convert", text, back)
    assert list(mv.load(back).words) == list(mv.load(vectors_file).words)
    assert mv.load(back).matrix == pytest.approx(mv.load(vectors_file).matrix, rel=1e-5)
    odd = tmp_path / "odd"
    malvec("convert", vectors_file, odd, check=2)
    malvec("convert", vectors_file, odd, "--to", "text")
    assert malvec("similar", odd, "영화").stdout == malvec("similar", vectors_file, "영화").stdout
    malvec("convert", odd, text, "--from", "text")
    malvec("convert", odd, text, "--from", "malvec", check=1)
    malvec("convert", vectors_file, text, "--to", "glove")
    assert malvec("similar", text, "영화").stdout == malvec("similar", vectors_file, "영화").stdout
    malvec("convert", vectors_file, text, "--to", "nothing", check=2)


def test_fasttext_models_and_unseen_words(tmp_path: Path) -> None:
    model = files.DATA / "fasttext" / "tiny.bin"
    own, back, plain = tmp_path / "v.safetensors", tmp_path / "back.bin", tmp_path / "plain.bin"
    malvec("convert", model, own)
    asked = [malvec("similar", path, "안녕하세오", "-n", 3).stdout for path in (model, own)]
    assert asked[0] == asked[1]
    assert [line.split("\t")[0] for line in asked[0].splitlines()] == ["안녕하세오"] * 3
    malvec("convert", own, back, "--to", "fasttext")
    assert malvec("similar", back, "안녕하세오", "-n", 1).stdout.split()[1] in list(mv.load(own))
    assert "no sub-words" in malvec("convert", own, plain).stderr
    assert "not among" in malvec("similar", plain, "안녕하세오", check=1).stderr
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("안녕\t안녕하세오\t9\n영화\t영화관\t8\n영화\thello\t1\n")
    assert malvec("evaluate", own, "--similarity", pairs).stdout.split()[-2:] == ["3", "3"]


@pytest.mark.parametrize(
    "name",
    ["v.txt.zst", "v.safetensors.gz", "v.safetensors.xz", "v.ftz.gz", "v.txt.gz.gz", "v.gz", "v"],
)
def test_names_that_would_lie_are_refused(vectors_file: Path, tmp_path: Path, name: str) -> None:
    assert malvec("convert", vectors_file, tmp_path / name, check=2).stdout == ""
    if name.endswith(("zst", "s.gz")):
        malvec("convert", vectors_file, tmp_path / name, "--to", "malvec", check=2)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "magic"),
    [("v.txt.gz", b"\x1f\x8b"), ("v.1.2.vec.xz", b"\xfd7zXZ"), ("v.bin.bz2", b"BZh")],
)
def test_names_that_are_kept(vectors_file: Path, tmp_path: Path, name: str, magic: bytes) -> None:
    malvec("convert", vectors_file, tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(magic)
    assert (
        malvec("similar", tmp_path / name, "영화").stdout
        == malvec("similar", vectors_file, "영화").stdout
    )


def test_vectors_go_into_a_pipe(vectors_file: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "malvec",
        "convert",
        str(vectors_file),
        "/dev/stdout",
        "--to",
        "text",
    ]
    assert subprocess.run(command, capture_output=True, check=True).stdout.startswith(
        b"%d 16\n" % len(mv.load(vectors_file))
    )


def test_info(vectors_file: Path, tmp_path: Path) -> None:
    shown = malvec("info", vectors_file, "--verify").stdout
    assert "skipgram" in shown.lower()
    facts = json.loads(malvec("info", vectors_file, "--json").stdout)
    assert facts["dim"] == 16
    assert facts["words"] == len(mv.load(vectors_file))
    lines = shown.splitlines()
    assert any(
        line.startswith("recipe") and "Skipgram(dim=16, window=5, " in line for line in lines
    )
    assert sum(f"float32 [{facts['words']}" in line for line in lines) == 3
    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(vectors_file.read_bytes()[:-100])
    assert str(damaged) in malvec("info", damaged, check=1).stderr


def test_evaluate(vectors_file: Path, tmp_path: Path) -> None:
    pairs, questions = tmp_path / "pairs.tsv", tmp_path / "questions.txt"
    pairs.write_text("영화\t배우\t9\n음악\t노래\t8\n영화\t가수\t2\n음악\t없는말\t3\n")
    questions.write_text(": section\n영화 배우 음악 가수\n영화 감독 음악 가수\n")
    rows = malvec(
        "evaluate", vectors_file, "--similarity", pairs, "--analogy", questions
    ).stdout.splitlines()
    assert rows[0].split("\t")[-2:] == ["3", "4"]
    results = json.loads(
        malvec(
            "evaluate", vectors_file, "--similarity", pairs, "--analogy", questions, "--json"
        ).stdout
    )
    loaded = mv.load(vectors_file)
    assert results[0]["score"] == mv.evaluate.similarity(loaded, pairs).score
    assert results[0]["missing_words"] == ["없는말"]
    assert (results[1]["score"], results[1]["known"]) == (
        mv.evaluate.analogy(loaded, questions).score,
        2,
    )
    malvec("evaluate", vectors_file, check=2)


def test_one_bad_set_does_not_hide_the_others(vectors_file: Path, tmp_path: Path) -> None:
    good, absent, empty, foreign = (
        tmp_path / name for name in ("good.tsv", "absent.tsv", "empty.tsv", "foreign.tsv")
    )
    good.write_text("영화\t배우\t9\n음악\t노래\t8\n영화\t가수\t2\n")
    empty.write_text("# nothing\n")
    foreign.write_text("a\tb\t1\nc\td\t2\n")
    flags = [text for path in (absent, good, empty, foreign) for text in ("--similarity", path)]
    done = malvec("evaluate", vectors_file, *flags, "--analogy", good, check=1)
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == ["good.tsv"]
    told = done.stderr.splitlines()
    names = [
        path.stem for path in (absent, empty, foreign, good)
    ]  # the last one is no file of analogies
    assert [name for line in told for name in names if f"{name}.tsv" in line] == names
    assert "empty.tsv: none of its 1 lines is two words" in told[1]
    assert told[2].endswith("missing, for example: a, b, c, d")
    assert (
        malvec("evaluate", vectors_file, "--similarity", absent, "--json", check=1).stdout == "[]\n"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("similar", "absent.safetensors", "x"), 1, "absent.safetensors"),
        (("train", "skipgram", "-i", "absent.txt", "-o", "v.bin"), 1, "absent.txt"),
        (("train", "skipgram", "-i", "absent.txt", "-o", "no/such/v.bin"), 1, "no/such"),
        (("train", "skipgram", "-i", "absent.txt", "-o", "v.parquet"), 2, ".safetensors"),
        (("train", "skipgram", "-i", "absent.txt", "-o", "v.bin", "--dim", "0"), 2, "dim"),
        (("train", "skipgram", "-i", "absent.txt", "-o", "v.bin", "--loss", "none"), 2, "loss"),
        (
            ("train", "skipgram", "-i", "absent.txt", "-o", "v.bin", "--tokenizer", "none"),
            2,
            "whitespace",
        ),
        (("train", "skipgram", "-i", "absent.txt", "-o", "v.bin", "--every", "soon"), 2, "soon"),
        (
            ("train", "skipgram", "-i", "absent.txt", "-o", "v.bin", "--save-corpus", "."),
            1,
            "is a folder",
        ),
        (
            ("train", "skipgram", "-i", "absent.txt", "-o", "v.bin", "--save-corpus", "no/such"),
            1,
            "no such folder",
        ),
        (("train", "nothing"), 2, "nothing"),
    ],
)
def test_mistakes_are_told_in_words(
    arguments: tuple[str, ...],
    code: int,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = malvec(*arguments, check=code)
    assert message in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_debug_shows_the_traceback() -> None:
    environment = {**os.environ, "MALVEC_DEBUG": "1"}
    command = [sys.executable, "-m", "malvec", "info", "absent.safetensors"]
    assert (
        b"Traceback"
        in subprocess.run(command, capture_output=True, env=environment, check=False).stderr
    )


def test_a_closed_pipe_is_no_error(vectors_file: Path) -> None:
    questions = "영화\n" * 20_000
    command = f"{sys.executable} -m malvec similar {vectors_file} | head -n 1"
    done = subprocess.run(
        ["bash", "-c", command], input=questions, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("영화\t")
    assert done.stderr == ""


def test_control_c_keeps_what_was_learnt(text_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "v.safetensors"
    command = [
        sys.executable,
        "-m",
        "malvec",
        "train",
        "skipgram",
        "-i",
        str(text_file),
        "-o",
        str(path),
        "--epochs",
        "1000000",
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stderr is not None
            shown = ""
            while "loss" not in shown:  # the progress bar of training
                shown += running.stderr.read(1)
            running.send_signal(signal.SIGINT)
            begin = time.monotonic()
            _, rest = running.communicate(timeout=60)
        finally:
            running.kill()
    assert running.returncode == 130
    assert time.monotonic() - begin < 20
    assert "stopped" in rest
    assert "Traceback" not in rest
    assert len(mv.load(path)) > 0


@pytest.mark.parametrize("command", ["tokenize", "words", "similar {}"])
def test_standard_input_that_is_closed(command: str, seasons: mv.Corpus, tmp_path: Path) -> None:
    mv.Skipgram(dim=4, epochs=1, threads=1, sample=0).fit(seasons).save(tmp_path / "v.safetensors")
    shell = f"exec {sys.executable} -m malvec {command.format(tmp_path / 'v.safetensors')} <&-"
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True)
    assert done.returncode == 1
    assert "standard input is closed" in done.stderr
    assert "Error" not in done.stderr
