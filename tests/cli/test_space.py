"""``malvec train spacing``, ``malvec space`` and ``malvec phrases`` as users meet them."""

from __future__ import annotations

import gzip
import io
import json
import random
from pathlib import Path
from unittest import mock

import pytest
from command_line import malvec

import malvec as mv
from malvec.text.blocks import line_blocks
from malvec.text.sources import Source

TEXTS = mv.datasets.review_texts()[:3000]


@pytest.fixture(scope="module")
def reviews(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("space") / "reviews.txt"
    path.write_text("\n".join(TEXTS), "utf-8")
    return path


@pytest.fixture(scope="module")
def spacing(reviews: Path) -> Path:
    path = reviews.with_name("spacing.safetensors")
    done = malvec(
        "train", "spacing", "-i", reviews, "-o", path, "--min-count", 3, "--json", "--quiet"
    )
    assert json.loads(done.stdout)["lines"] == len(TEXTS)
    assert done.stderr == ""
    return path


def test_stdin_to_stdout(spacing: Path) -> None:
    model = mv.text.spacing.SpacingModel.load(spacing, verify=True)
    text = "\n".join(line.replace(" ", "") for line in TEXTS[:200]) + "\nx  y"
    assert malvec("space", spacing, stdin=text).stdout == model.correct(text)
    assert model.correct(text) != text
    assert malvec("space", spacing, stdin="").stdout == ""


def test_files_exceptions_and_blanks(spacing: Path, tmp_path: Path) -> None:
    exceptions, text, out = (tmp_path / name for name in ("exceptions.txt", "text.txt", "out.txt"))
    exceptions.write_text("재미 있는\n\n", "utf-8")
    text.write_text("정 말재미있는영화\r\n", "utf-8", newline="")
    malvec(
        "space",
        spacing,
        text,
        text,
        "-o",
        out,
        "--exceptions",
        exceptions,
        "--no-keep-blanks",
        "--threads",
        2,
    )
    assert out.read_bytes().decode() == "정말 재미 있는 영화\r\n" * 2
    assert malvec("space", spacing, text).stdout.startswith("정 말")


def test_mistakes_with_spacing(spacing: Path, reviews: Path, tmp_path: Path) -> None:
    assert "not a .safetensors file" in malvec("space", reviews, check=1).stderr
    assert "No such file" in malvec("space", spacing, tmp_path / "none.txt", check=1).stderr
    assert "overwritten" in malvec("space", spacing, reviews, "-o", reviews, check=2).stderr
    assert (
        ".safetensors"
        in malvec("train", "spacing", "-i", reviews, "-o", tmp_path / "x.bin", check=2).stderr
    )
    assert (
        "max_window=99"
        in malvec(
            "train",
            "spacing",
            "-i",
            reviews,
            "-o",
            tmp_path / "x.safetensors",
            "--max-window",
            99,
            check=2,
        ).stderr
    )


def test_phrases_of_a_text_and_their_list() -> None:
    text = "in new york\nnew york is large\n\n" * 9
    assert (
        malvec("phrases", "--threshold", 2, stdin=text).stdout
        == "in new_york\nnew_york is_large\n\n" * 9
    )
    listed = malvec("phrases", "--list", "--json", "--threshold", 1, stdin=text).stdout.splitlines()
    assert json.loads(listed[0])["phrase"] in {"new_york", "is_large"}
    assert (
        "new_york_is_large"
        in malvec("phrases", "--threshold", 0.5, "--passes", 2, stdin=text).stdout
    )
    assert "'x' is not one of" in malvec("phrases", "--scoring", "x", stdin=text, check=2).stderr


def test_standard_input_is_read_as_a_file_is(spacing: Path, tmp_path: Path) -> None:
    text, packed = "\ufeff정말재미있는영화\n", tmp_path / "text.txt.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    model = mv.text.spacing.SpacingModel.load(spacing)
    expected = model.correct(text[1:])
    assert malvec("space", spacing, stdin=text).stdout == expected
    assert malvec("space", spacing, packed).stdout == expected
    given = io.TextIOWrapper(io.BufferedReader(io.BytesIO(packed.read_bytes())), "utf-8")
    with mock.patch("sys.stdin", given):
        assert b"".join(line_blocks(Source("-"), 100, arriving=True)).decode() == text[1:]


def test_the_model_is_not_overwritten(spacing: Path, tmp_path: Path) -> None:
    before = spacing.read_bytes()
    text = tmp_path / "text.txt"
    text.write_text("정말재미있는영화\n", "utf-8")
    assert "also an input" in malvec("space", spacing, text, "-o", spacing, check=2).stderr
    assert spacing.read_bytes() == before


def test_a_failure_leaves_the_old_file(spacing: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    out.write_text("old", "utf-8")
    good, torn = tmp_path / "good.txt", tmp_path / "torn.txt.gz"
    good.write_text("정말재미있는영화\n" * 1000, "utf-8")
    torn.write_bytes(gzip.compress(random.Random(1).randbytes(5000).hex().encode())[:-40])
    malvec("space", spacing, good, torn, "-o", out, check=1)
    assert out.read_text("utf-8") == "old"
