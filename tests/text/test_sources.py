"""Files of every kind, packed or not, in folders, patterns and pipes; what is not text is refused
before any work."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest
from made.corpora import TEXT, assert_same

import malvec as mv
from malvec.corpus import Corpus
from malvec.errors import FormatError
from malvec.text.sources import listed_paths
from malvec.text.texts import paths_or_texts


def compress_zstd(data: bytes) -> bytes:
    zstandard = pytest.importorskip("zstandard")
    frames: bytes = zstandard.compress(data[:50]) + zstandard.compress(data[50:])
    return frames


@pytest.mark.parametrize(
    "compress", [gzip.compress, bz2.compress, lzma.compress, compress_zstd, lambda data: data]
)
def test_compressed_files_give_the_same(
    text_file: Path, tmp_path: Path, compress: Callable[[bytes], bytes]
) -> None:
    packed = tmp_path / "packed"
    packed.write_bytes(compress(b"\xef\xbb\xbf" + TEXT))
    corpus = Corpus.from_files(packed, min_count=1)
    assert_same(corpus, Corpus.from_files(text_file, min_count=1))
    assert corpus.report.bytes == len(TEXT)


@pytest.mark.parametrize("packed", [False, True])
def test_standard_input_gives_the_same(
    text_file: Path, monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    data = gzip.compress(TEXT) if packed else TEXT
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert_same(Corpus.from_files("-", min_count=1), Corpus.from_files(text_file, min_count=1))


def test_a_pipe_gives_the_same(text_file: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["sh", "-c", 'cat "$0" > "$1"', str(text_file), str(pipe)]):
        assert_same(Corpus.from_files(pipe, min_count=1), Corpus.from_files(text_file, min_count=1))


def test_directories_patterns_and_lists_are_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.txt").write_text("one two")
    (tmp_path / "b" / "c.txt.gz").write_bytes(gzip.compress(b"\xef\xbb\xbfthree\n"))
    (tmp_path / "d.txt").write_text("four\nfive")
    (tmp_path / ".hidden").write_bytes(b"\0" * 100)
    for paths in (
        tmp_path,
        str(tmp_path),
        [tmp_path / "a.txt", tmp_path / "b", tmp_path / "d.txt"],
        f"{tmp_path}/**/*.txt*",
    ):
        corpus = Corpus.from_files(paths, min_count=1)
        expected = (
            ["one two", "four five", "three"]
            if isinstance(paths, str) and "*" in paths
            else ["one two", "three", "four", "five"]
        )
        assert sorted(word for sentence in corpus for word in sentence) == sorted(
            " ".join(expected).split()
        )
        assert corpus.report.files == 3
    assert [" ".join(s) for s in Corpus.from_files(tmp_path, min_count=1)] == [
        "one two",
        "three",
        "four",
        "five",
    ]


def test_links_below_a_directory_are_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere" / "deep").mkdir(parents=True)
    (tmp_path / "elsewhere" / "deep" / "a.txt").write_text("one")
    (tmp_path / "b.txt").write_text("two")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "folder").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "data" / "file").symlink_to(tmp_path / "b.txt")
    (tmp_path / "data" / "loop").symlink_to(tmp_path / "data")
    (tmp_path / "elsewhere" / "deep" / "back").symlink_to(tmp_path / "data")
    assert list(Corpus.from_files(tmp_path / "data", min_count=1)) == [["two"], ["one"]]
    (tmp_path / "elsewhere" / "gone").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError, match="gone"):
        Corpus.from_files(tmp_path / "data", min_count=1)


def test_a_pattern_gives_no_file_twice(tmp_path: Path) -> None:
    (tmp_path / "sub" / "more").mkdir(parents=True)
    (tmp_path / "sub" / "more" / "a.txt").write_text("one")
    (tmp_path / "b.txt").write_text("two")
    assert list(Corpus.from_files(f"{tmp_path}/**", min_count=1)) == [["two"], ["one"]]


def test_many_small_files(tmp_path: Path) -> None:
    for i in range(300):
        (tmp_path / f"{i:03}.txt").write_text(f"file {i}" + "\n" * (i % 3))
    corpus = Corpus.from_files(tmp_path, min_count=1)
    assert [sentence for sentence in corpus if len(sentence) == 2] == [
        ["file", str(i)] for i in range(300)
    ]
    assert corpus.report.lines == 400


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    path = os.fsdecode(bytes(tmp_path) + b"/\xff\xfe.txt")
    Path(path).write_text("a b")
    assert list(Corpus.from_files(path, min_count=1)) == [["a", "b"]]


def test_files_without_tokens_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "blank.txt").write_bytes(b"\xef\xbb\xbf \n\n")
    (tmp_path / "folder").mkdir()
    for name in ("empty.txt", "blank.txt"):
        with pytest.raises(ValueError, match=name):
            Corpus.from_files(tmp_path / name)
    with pytest.raises(FileNotFoundError, match="folder"):
        Corpus.from_files(tmp_path / "folder")


def test_what_may_not_be_read_is_named(tmp_path: Path, text_file: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "a.txt").write_text("a")
    secret.chmod(0)
    text_file.chmod(0)
    if os.access(text_file, os.R_OK):
        pytest.skip("this user may read everything")
    try:
        for path in (secret, text_file, tmp_path):
            with pytest.raises(PermissionError, match=r"secret|text\.txt"):
                Corpus.from_files(path)
    finally:
        secret.chmod(0o700)


BINARIES = {
    "utf-16": "UTF-16 한글 텍스트".encode("utf-16"),
    "utf-32": "UTF-32".encode("utf-32"),
    "no-mark": ("plain text in UTF-16 without a mark\n" * 9).encode("utf-16-le"),
    "binary": bytes(range(256)) * 20,
    "packed": gzip.compress(bytes(range(256)) * 20),
}


@pytest.mark.parametrize("name", BINARIES)
def test_binary_files_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(BINARIES[name])
    for tokenizer in (None, str.split):
        with pytest.raises(FormatError, match=rf"{name} looks like"):
            Corpus.from_files([__file__, tmp_path / name], tokenizer=tokenizer, processes=0)


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress, compress_zstd])
def test_damaged_archives_are_named(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    packed = compress(os.urandom(3000).hex().encode())
    for damage in (packed[: len(packed) // 2], packed[:40] + bytes(60) + packed[100:]):
        (tmp_path / "damaged").write_bytes(damage)
        with pytest.raises((FormatError, ValueError), match="damaged"):
            Corpus.from_files(tmp_path / "damaged", min_count=1)


def test_names_in_a_list_are_not_taken_for_texts(tmp_path: Path) -> None:
    path = tmp_path / "reviews.txt"
    path.write_text("영화가 재미있다\n" * 5, "utf-8")
    for learn in (mv.word_discovery.count_words, mv.Spacing(min_count=1).fit):
        with pytest.raises(ValueError, match="the name of a file"):
            learn([str(path)])
    texts = ["영화가 재미있다"] * 5
    assert (
        len(
            {
                str(mv.word_discovery.count_words(source).table(min_frequency=1).vocab)
                for source in ([path], texts, iter(texts))
            }
        )
        == 1
    )


def test_no_text_of_a_source_is_lost(tmp_path: Path) -> None:
    """The first is looked at to tell paths from texts; an empty one is a text too."""
    for texts in (["", "나", "다"], ["가", "나"], [""], []):
        paths, found = paths_or_texts(iter(texts))
        assert (paths, list(found or ())) == ([], texts)
        assert list(paths_or_texts(texts)[1] or ()) == texts
    stdin = io.TextIOWrapper(io.BytesIO("한 줄\n두 줄\n".encode()), "utf-8")
    with mock.patch("sys.stdin", stdin):
        _, found = paths_or_texts(mv.text.readers.Lines("-"))
        assert list(found or ()) == ["한 줄", "두 줄"]


def test_a_table_of_paths_is_no_path() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"path": ["a.txt"]})
    with pytest.raises(TypeError, match=r"paths must be .*, not DataFrame"):
        listed_paths(frame)
    assert listed_paths(frame["path"]) == ["a.txt"]
