"""Where `malvec train` reads and writes: nothing is overwritten by mistake."""

from pathlib import Path

import pytest
import typer

from malvec.cli.train import TextJob, check_apart


def job(text: Path, output: Path, corpus: Path | None = None) -> TextJob:
    return TextJob(input=[str(text)], output=output, save_corpus=corpus)


def test_an_input_is_not_overwritten(tmp_path):
    text, link = tmp_path / "text.txt", tmp_path / "link.txt"
    text.write_text("영화 배우\n")
    link.symlink_to(text)
    for output in (text, link):
        with pytest.raises(typer.BadParameter, match="also an input"):
            check_apart(job(text, output))
    with pytest.raises(typer.BadParameter, match="also an input"):
        check_apart(job(tmp_path, tmp_path / "v.safetensors", link))
    check_apart(job(text, tmp_path / "v.safetensors", tmp_path / "c.safetensors"))


def test_two_outputs_have_two_names(tmp_path):
    (tmp_path / "text.txt").write_text("영화 배우\n")
    both = tmp_path / "both.safetensors"
    with pytest.raises(typer.BadParameter, match="name two files"):
        check_apart(job(tmp_path / "text.txt", both, both))
