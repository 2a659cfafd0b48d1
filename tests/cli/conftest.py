"""A text, and vectors trained on it by the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import malvec


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
