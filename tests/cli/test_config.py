"""Options of a TOML file, and the file beside a result that repeats its run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from command_line import malvec

import malvec as mv


@pytest.fixture
def trained(text_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a model, its options beside it."""
    monkeypatch.chdir(tmp_path)
    options = ("--dim", 8, "--epochs", 2, "--threads", 1, "--sample", 0, "--seed", 7)
    malvec("train", "skipgram", text_file, "-o", "v.safetensors", *options, "-q")
    return tmp_path


def matrix(path: Path) -> np.ndarray:
    return np.array(mv.load(path).matrix)


@pytest.mark.parametrize("words", [("train", "skipgram"), ("train",), ()])
def test_a_run_is_repeated_bit_for_bit(trained: Path, words: tuple[str, ...]) -> None:
    before = matrix(trained / "v.safetensors")
    told = (trained / "v.toml").read_text("utf-8")
    (trained / "v.safetensors").unlink()
    malvec(*words, "--config", "v.toml", "-q")
    np.testing.assert_array_equal(matrix(trained / "v.safetensors"), before)
    assert (trained / "v.toml").read_text("utf-8") == told


def test_all_options_are_told(trained: Path, text_file: Path) -> None:
    told = (trained / "v.toml").read_text("utf-8")
    assert told.startswith("# Options of a run of malvec; to repeat it: malvec train skipgram")
    for line in (
        'command = "train skipgram"',
        f'input = ["{text_file}"]',
        "seed = 7",
        "sample = 0.0",
        "min-count = 5",
        "shrink-windows = true",
        "[versions]",
        f'malvec = "{mv.__version__}"',
    ):
        assert line in told.splitlines()
    assert "quiet" not in told
    assert "config" not in told.partition("\n")[2]


def test_options_of_the_command_line_count_more(trained: Path) -> None:
    malvec("train", "skipgram", "--config", "v.toml", "--dim", 4, "-o", "w.safetensors", "-q")
    assert mv.load("w.safetensors").dim == 4
    assert "dim = 4" in (trained / "w.toml").read_text("utf-8").splitlines()


@pytest.mark.parametrize("given", [("other.txt",), ("-i", "other.txt")])
def test_input_of_the_command_line_counts_more(trained: Path, given: tuple[str, ...]) -> None:
    (trained / "other.txt").write_text("one two three\n" * 20)
    malvec("train", "skipgram", "--config", "v.toml", *given, "-q")
    assert set(mv.load("v.safetensors").vocab) == {"one", "two", "three"}


def test_a_file_by_hand(trained: Path, text_file: Path) -> None:
    (trained / "run.toml").write_text(
        f'command = "train cbow"\ninput = "{text_file}"\noutput = "c.safetensors"\n'
        'min_count = 3\ndim = 5 # short\nthreads = 1\n"sample" = 0\n'
    )
    malvec("train", "--config", "run.toml", "-q")
    assert mv.load("c.safetensors").dim == 5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dim = 3\ndmi = 4\n", "line 2: train skipgram has no option dmi; did you mean dim?"),
        ("min-cuont = 4\n", "did you mean min-count?"),
        ("config = 'x'\n", "line 1: train skipgram has no option config"),
        ("dim = \n", "--config run.toml"),
        ("dim = 'many'\n", "'--dim'"),
        ("dim = [1, 2]\n", "dim takes one value"),
        ("[dim]\nx = 1\n", "dim takes one value"),
        ("loss = 'none'\n", "loss"),
        ("command = 'train cbow'\n", "its command is 'train cbow', not 'train skipgram'"),
    ],
)
def test_what_a_file_says_wrong_is_named(trained: Path, text: str, message: str) -> None:
    (trained / "run.toml").write_text(text)
    told = malvec("train", "skipgram", "x.txt", "-o", "x.bin", "--config", "run.toml", check=2)
    assert message in told.stderr
    assert told.stderr.startswith("malvec: ")


def test_a_file_that_is_not_there_or_names_no_command(trained: Path) -> None:
    assert "absent.toml: No such file" in malvec("train", "--config", "absent.toml", check=2).stderr
    (trained / "run.toml").write_text("dim = 3\n")
    assert "no command" in malvec("train", "--config", "run.toml", check=2).stderr


def test_a_file_of_somebody_else_stays(trained: Path, text_file: Path) -> None:
    (trained / "mine.toml").write_text("[tool]\n")
    done = malvec("train", "skipgram", text_file, "-o", "mine.safetensors", "--dim", 2, "-q")
    assert "mine.toml is not malvec's and stays" in done.stderr
    assert (trained / "mine.toml").read_text() == "[tool]\n"


def test_every_command_that_makes_a_model_keeps_its_options(trained: Path, text_file: Path) -> None:
    malvec("count", text_file, "-o", "c.safetensors", "-q")
    malvec("train", "svd", "c.safetensors", "-o", "s.safetensors", "--dim", 2, "-q")
    malvec("train", "spacing", text_file, "-o", "p.safetensors", "-q")
    for name, command in (("c", "count"), ("s", "train svd"), ("p", "train spacing")):
        assert f'command = "{command}"' in (trained / f"{name}.toml").read_text("utf-8")
        before = (trained / f"{name}.safetensors").stat().st_mtime_ns
        malvec("--config", f"{name}.toml", "-q")
        assert (trained / f"{name}.safetensors").stat().st_mtime_ns > before
    malvec("similar", "s.safetensors", "영화")
    assert not (trained / "similar.toml").exists()
