"""``malvec train``: what it gives and tells, options, Ctrl-C; nothing is overwritten by mistake."""

import dataclasses
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import numpy as np
import pytest
from command_line import malvec

import malvec as mv
from malvec.cli.files import check_apart, text_paths


def test_an_input_is_not_overwritten(tmp_path):
    text, link = tmp_path / "text.txt", tmp_path / "link.txt"
    text.write_text("영화 배우\n")
    link.symlink_to(text)
    for output in (text, link):
        with pytest.raises(click.BadParameter, match="also an input"):
            check_apart([output], [str(text)])
    with pytest.raises(click.BadParameter, match="also an input"):
        check_apart([tmp_path / "v.safetensors", link], text_paths([str(tmp_path)]))
    check_apart([tmp_path / "v.safetensors", tmp_path / "c.safetensors"], [text, "-", None])


def test_two_outputs_have_two_names(tmp_path):
    both = tmp_path / "both.safetensors"
    with pytest.raises(click.BadParameter, match="name two files"):
        check_apart([both, None, both], [])


def test_a_model_that_is_read_is_not_overwritten(tmp_path):
    text, model = tmp_path / "text.txt", tmp_path / "v.safetensors"
    text.write_text("영화 배우\n")
    mv.WordVectors(mv.Vocab.from_words(["영화"]), np.eye(1, dtype=np.float32)).save(model)
    before = model.read_bytes()
    for command in (["encode", model, text], ["compress", model], ["explore", model]):
        outputs = [model] if command[0] == "compress" else ["-o", model]
        assert "also an input" in malvec(*command, *outputs, check=2).stderr
    done = malvec("encode", model, text, "-o", tmp_path / "x.npy", "--save", model, check=2)
    assert "also an input" in done.stderr
    assert model.read_bytes() == before


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
    assert list(found.vocab) == list(expected.vocab)
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
    of_corpus = "dropped tokens: 350 beyond max_vocab"
    of_training = "950 tokens read, 600 kept; dropped: 350 beyond max_vocab"
    assert of_corpus in done.stderr
    assert of_training in done.stderr
    assert len(mv.Corpus.load(tmp_path / "c").vocab) == 5
    assert malvec("train", "skipgram", *arguments, "--quiet").stderr == ""


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


def test_the_command_line_saves_the_whole_model(tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("가 나 다 라\n" * 20, "utf-8")
    malvec(
        "train",
        "nplm",
        "-i",
        text,
        "-o",
        tmp_path / "m.safetensors",
        "--dim",
        "4",
        "--epochs",
        "1",
        "--min-count",
        "1",
    )
    assert mv.vectors.LanguageModel.load(tmp_path / "m.safetensors").knobs["dim"] == 4
    run = malvec(
        "train",
        "nplm",
        "-i",
        text,
        "-o",
        tmp_path / "m.vec",
        "--dim",
        "4",
        "--epochs",
        "1",
        "--min-count",
        "1",
    )
    assert "word vectors alone" in run.stderr
    assert len(mv.io.load_word2vec(tmp_path / "m.vec")) == 4


def test_a_kept_corpus_is_trained_on(text_file: Path, tmp_path: Path) -> None:
    corpus, first, second = (tmp_path / f"{name}.safetensors" for name in ("c", "one", "two"))
    knobs = ("--dim", 4, "--epochs", 1, "--threads", 1, "--sample", 0, "-q")
    malvec("train", "skipgram", text_file, "-o", first, "--save-corpus", corpus, *knobs)
    malvec("train", "skipgram", corpus, "-o", second, *knobs)
    assert np.array_equal(mv.load(first).matrix, mv.load(second).matrix)
    malvec("train", "lsa", corpus, "-o", second, "--dim", 2, "-q")
    refused = malvec("train", "cbow", corpus, "-o", second, "--tokenizer", "mecab", check=2)
    assert "--tokenizer: the words of a saved corpus stay as they are" in refused.stderr
    malvec("train", "cbow", corpus, text_file, "-o", second, check=2)
    told = malvec("train", "cbow", first, "-o", second, check=1).stderr
    assert "word vectors, not a corpus" in told
    malvec("train", "cbow", corpus, "-o", corpus, check=2)
