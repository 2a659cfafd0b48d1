"""Pipes, sockets and devices in place of files: told at once, without waiting for them."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import malvec as mv
from malvec.evaluate.set_files import read_lines
from malvec.io.glove_cooccurrences import read_words
from malvec.storage import container, kinds
from malvec.storage.regular import check_regular, open_regular, read_regular
from malvec.text.spacing.exceptions import read_exceptions
from malvec.tokenizers.scored.score_file import read_table
from malvec.tokenizers.subwords.sentencepiece_file import read_model

READERS: list[Callable[[Any], Any]] = [
    mv.load,
    mv.WordVectors.load,
    mv.Corpus.load,
    container.read,
    kinds.kind_of,
    mv.io.load_fasttext,
    mv.io.is_fasttext,
    mv.tokenizers.load,
    mv.tokenizers.bert,
    mv.tokenizers.UserDictionary.from_file,
    read_model,
    read_table,
    read_lines,
    read_words,
    read_exceptions,
    check_regular,
    open_regular,
    read_regular,
]


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__qualname__)
def test_a_pipe_or_a_device_is_no_file(read: Callable[[Any], Any], tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    (tmp_path / "link.model").symlink_to(pipe)
    for path, what in (
        (pipe, "a pipe"),
        (tmp_path / "link.model", "a pipe"),
        (Path(os.devnull), "a device"),
    ):
        with pytest.raises(ValueError, match=f"{path.name}.*{what}, not a regular file: copy it"):
            read(path)


def test_a_socket_a_folder_and_nothing(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        with pytest.raises(mv.FormatError, match="is a socket"):
            read_regular(tmp_path / "s")
    with pytest.raises(IsADirectoryError):
        read_regular(tmp_path)
    with pytest.raises(FileNotFoundError):
        check_regular(tmp_path / "none")


def test_a_regular_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"text")
    assert read_regular(tmp_path / "a") == b"text"
