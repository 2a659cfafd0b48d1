"""``malvec train spacing``, ``malvec space`` and ``malvec phrases`` as users meet them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import malvec

import malvec as mv

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
    assert "scoring='x'" in malvec("phrases", "--scoring", "x", stdin=text, check=2).stderr
