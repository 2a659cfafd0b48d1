"""Corpora from every kind of source: the same text gives the same corpus; nothing is lost silently; mistakes are told."""

from __future__ import annotations

import bz2
import dataclasses
import gzip
import io
import lzma
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from reference import corpus as slow

from malvec import container
from malvec.corpus import Corpus, CorpusReport
from malvec.errors import FormatError
from malvec.tokenizers import Characters
from malvec.vocab import Vocab

LINES = ["영화 가 재미 있다", "", "the  film\tis good", "영화 는 길다 the", "  ", "\x00 odd\x00one 영화", "film film film the"]
TEXT = "\n".join(LINES).encode() + b"\nbroken \xff\xfe bytes the"


def assert_same(corpus: Corpus, other: Corpus) -> None:
    assert corpus.ids.tolist() == other.ids.tolist()
    assert corpus.offsets.tolist() == other.offsets.tolist()
    assert list(corpus.vocab) == list(other.vocab)
    assert corpus.vocab.counts is not None
    assert other.vocab.counts is not None
    assert corpus.vocab.counts.tolist() == other.vocab.counts.tolist()


def check_sums(report: CorpusReport) -> None:
    dropped = report.dropped_rare + report.dropped_max_vocab + report.dropped_unknown + report.dropped_empty
    assert report.tokens == report.kept + dropped
    assert report.lines == report.sentences + report.empty_lines + report.dropped_lines


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    path = tmp_path / "text.txt"
    path.write_bytes(TEXT)
    return path


def test_a_file_equals_the_slow_twin(text_file: Path) -> None:
    corpus = Corpus.from_files(text_file, min_count=2)
    expected = slow.build(slow.split_lines(TEXT), min_count=2)
    assert [part.tolist() for part in np.split(corpus.ids, corpus.offsets[1:-1].astype(int))] == expected.sentences
    assert [word.encode("utf-8", "surrogateescape") for word in corpus.vocab] == expected.words
    assert corpus.vocab.counts is not None
    assert corpus.vocab.counts.tolist() == expected.counts
    told = dataclasses.asdict(corpus.report)
    assert {name: told[name] for name in expected.statistics} == expected.statistics
    assert told["bytes"] == len(TEXT)
    assert told["sources"] == (str(text_file),)
    check_sums(corpus.report)


def compress_zstd(data: bytes) -> bytes:
    zstandard = pytest.importorskip("zstandard")
    frames: bytes = zstandard.compress(data[:50]) + zstandard.compress(data[50:])
    return frames


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress, compress_zstd, lambda data: data])
def test_compressed_files_give_the_same(text_file: Path, tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    packed = tmp_path / "packed"
    packed.write_bytes(compress(b"\xef\xbb\xbf" + TEXT))
    corpus = Corpus.from_files(packed, min_count=1)
    assert_same(corpus, Corpus.from_files(text_file, min_count=1))
    assert corpus.report.bytes == len(TEXT)


def test_lists_and_generators_give_the_same(text_file: Path) -> None:
    expected = Corpus.from_files(text_file, min_count=1)
    lists = [[token.decode("utf-8", "surrogateescape") for token in line] for line in slow.split_lines(TEXT)]
    texts = TEXT.decode("utf-8", "surrogateescape").split("\n")
    assert_same(Corpus.from_tokens(lists, min_count=1), expected)
    assert_same(Corpus.from_tokens((tuple(tokens) for tokens in lists), min_count=1), expected)
    assert_same(Corpus.from_texts(texts, min_count=1), expected)
    assert_same(Corpus.from_texts(iter(texts), min_count=1), expected)
    assert_same(Corpus.from_ids(expected.ids, expected.offsets, expected.vocab), expected)
    with text_file.open(encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        assert_same(Corpus.from_texts(file, min_count=1), expected)


@pytest.mark.parametrize("packed", [False, True])
def test_standard_input_gives_the_same(text_file: Path, monkeypatch: pytest.MonkeyPatch, packed: bool) -> None:
    data = gzip.compress(TEXT) if packed else TEXT
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert_same(Corpus.from_files("-", min_count=1), Corpus.from_files(text_file, min_count=1))


def test_a_pipe_gives_the_same(text_file: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cp", "--no-preserve=mode", str(text_file), "/dev/stdout"], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert_same(Corpus.from_files(f"/dev/fd/{writer.stdout.fileno()}", min_count=1), Corpus.from_files(text_file, min_count=1))


def test_directories_patterns_and_lists_are_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.txt").write_text("one two")
    (tmp_path / "b" / "c.txt.gz").write_bytes(gzip.compress(b"\xef\xbb\xbfthree\n"))
    (tmp_path / "d.txt").write_text("four\nfive")
    (tmp_path / ".hidden").write_bytes(b"\0" * 100)
    for paths in (tmp_path, str(tmp_path), [tmp_path / "a.txt", tmp_path / "b", tmp_path / "d.txt"], f"{tmp_path}/**/*.txt*"):
        corpus = Corpus.from_files(paths, min_count=1)
        expected = ["one two", "four five", "three"] if isinstance(paths, str) and "*" in paths else ["one two", "three", "four", "five"]
        assert sorted(word for sentence in corpus for word in sentence) == sorted(" ".join(expected).split())
        assert corpus.report.files == 3
    assert [" ".join(s) for s in Corpus.from_files(tmp_path, min_count=1)] == ["one two", "three", "four", "five"]


def test_threads_change_nothing(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    path = tmp_path / "text.txt"
    path.write_text("\n".join(" ".join(f"w{r}" for r in random.zipf(1.3, 40)) for _ in range(20_000)))
    corpora = [Corpus.from_files(path, threads=threads, min_count=2) for threads in (1, 2, 7)]
    assert_same(corpora[0], corpora[1])
    assert_same(corpora[0], corpora[2])
    stored = Corpus.from_files(path, threads=3, min_count=2, store=tmp_path / "stored.safetensors")
    assert_same(corpora[0], stored)
    assert not stored.ids.flags.writeable
    assert sorted(file.name for file in tmp_path.iterdir()) == ["stored.safetensors", "text.txt"]


def test_long_lines_and_long_words_are_kept_whole(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    word = "가나다라" * 90_000
    path.write_text("w " * 10_001 + "\n" + word + "\n" + word)
    corpus = Corpus.from_files(path, min_count=1)
    assert np.diff(corpus.offsets).tolist() == [10_001, 1, 1]
    assert corpus.report.longest_line == 10_001
    assert corpus.sentence(-1) == [word]
    assert_same(Corpus.from_tokens([["w"] * 10_001, [word], [word]], min_count=1), corpus)


def test_max_vocab_keeps_the_most_frequent() -> None:
    corpus = Corpus.from_texts(["c c c b b b a a d"], min_count=2, max_vocab=2)
    assert list(corpus.vocab) == ["b", "c"]
    assert (corpus.report.dropped_max_vocab, corpus.report.dropped_rare, corpus.report.distinct_words) == (2, 1, 4)
    check_sums(corpus.report)


def test_a_given_vocabulary_keeps_its_ids() -> None:
    vocab = Vocab.from_words(["x", "b", "a"], counts=[100, 50, 10])
    corpus = Corpus.from_texts(["a b c", "c", "b b"], vocab=vocab)
    assert corpus.ids.tolist() == [2, 1, 1, 1]
    assert corpus.vocab.counts is not None
    assert corpus.vocab.counts.tolist() == [0, 3, 1]
    assert (corpus.report.dropped_unknown, corpus.report.dropped_lines) == (2, 1)
    check_sums(corpus.report)


def test_keep_empty_keeps_sentence_i_line_i() -> None:
    corpus = Corpus.from_texts(["a a", "", "rare", "a"], min_count=2, keep_empty=True)
    assert list(corpus) == [["a", "a"], [], [], ["a"]]
    assert corpus.report.lines == corpus.report.sentences == 4
    assert (corpus.report.empty_lines, corpus.report.dropped_lines) == (1, 1)


def test_tokens_may_hold_anything() -> None:
    tokens = ["New York", "a\nb", "\0", "\udcff", "\ud800", "", " ", "\r"]
    corpus = Corpus.from_tokens([tokens], min_count=1)
    assert corpus.report.dropped_empty == 1
    assert corpus.report.tokens == 8
    assert [word for word in corpus.sentence(0) if word != "\udced\udca0\udc80"] == [
        token for token in tokens if token not in ("", "\ud800")
    ]
    assert all(token in corpus.vocab for token in tokens if token)
    check_sums(corpus.report)


def test_newlines_within_a_text_are_blanks() -> None:
    assert list(Corpus.from_texts(["a\nb", "c\r\nd\n"], min_count=1)) == [["a", "b"], ["c", "d"]]


def test_one_word_is_a_corpus() -> None:
    corpus = Corpus.from_texts(["a"], min_count=1)
    assert (corpus.ids.tolist(), corpus.offsets.tolist(), list(corpus)) == ([0], [0, 1], [["a"]])


def test_saving_and_opening(text_file: Path, tmp_path: Path) -> None:
    corpus = Corpus.from_files(text_file, min_count=1, tokenizer=Characters())
    corpus.save(tmp_path / "corpus.safetensors")
    opened = Corpus.open(tmp_path / "corpus.safetensors", verify=True)
    assert_same(corpus, opened)
    assert opened.report == corpus.report
    assert opened.tokenizer == corpus.tokenizer == {"name": "characters"}
    assert not opened.ids.flags.writeable
    assert not opened.ids.flags.owndata
    assert list(opened) == list(corpus) == [opened.sentence(i) for i in range(len(opened))]


def test_other_files_are_not_opened(text_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.safetensors"
    container.write(other, {"ids": np.zeros(3, np.uint32)}, {"kind": "something else"})
    with pytest.raises(FormatError, match="something else"):
        Corpus.open(other)
    with pytest.raises(FormatError):
        Corpus.open(text_file)
    with pytest.raises(FileNotFoundError):
        Corpus.open(tmp_path / "missing")


def test_a_corpus_whose_tensors_do_not_fit_is_not_opened(tmp_path: Path) -> None:
    corpus = Corpus.from_texts(["a b", "b"], min_count=1)
    corpus.save(tmp_path / "good")
    tensors, metadata = container.read(tmp_path / "good")
    changes = {"ids": np.array([0, 1, 9], np.uint32), "offsets": np.array([0, 9], np.uint64), "counts": np.array([1], np.uint64)}
    for name, value in {**changes, "words": np.zeros(9, np.uint8), "word_offsets": np.zeros(3, np.int64)}.items():
        container.write(tmp_path / "bad", {**tensors, name: value}, metadata)
        with pytest.raises(ValueError, match=r"fit|wrong kind|id 9"):
            Corpus.open(tmp_path / "bad", verify=True)


def test_ids_made_elsewhere() -> None:
    vocab = Vocab.from_words(["a", "b", "c"])
    corpus = Corpus.from_ids([[0, 1], [], [1]], None, vocab)
    assert list(corpus) == [["a", "b"], [], ["b"]]
    assert corpus.vocab.counts is not None
    assert corpus.vocab.counts.tolist() == [1, 2, 0]
    wrong_ids = [([3], [0, 1]), ([-1], [0, 1]), ([0.5], [0, 1]), ([[0]], [0, 1]), ([], [0])]
    wrong_offsets = [([0, 1], [0, 1]), ([0, 1], [0, 2, 1, 2])]
    for ids, offsets in wrong_ids + wrong_offsets:
        with pytest.raises(ValueError, match=r"id|ids|offsets"):
            Corpus.from_ids(np.array(ids), np.array(offsets), vocab)


def test_sentences_are_found_by_number() -> None:
    corpus = Corpus.from_texts(["a", "b c"], min_count=1)
    assert corpus.sentence(-1) == corpus.sentence(1) == ["b", "c"]
    for i in (2, -3):
        with pytest.raises(IndexError, match="of 2"):
            corpus.sentence(i)
    assert repr(corpus) == "Corpus(2 sentences, 3 tokens, 3 words)"


def test_the_report_tells_what_was_dropped() -> None:
    report = Corpus.from_texts(["a a b", "", "c"], min_count=2).report
    for part in ("2 of 4 tokens", "1 of 3 words", "1 sentences of 3 lines", "2 of rare words", "1 empty lines", "1 lines without", "MB/s"):
        assert part in str(report)
    assert CorpusReport.from_json(report.to_json()) == report


def spent() -> Iterator[Any]:
    return iter(())


MISTAKES: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: Corpus.from_tokens("a b"), TypeError, "not one str: 'a b'"),
    (lambda: Corpus.from_tokens(["first item", "b"]), TypeError, "'first item'"),
    (lambda: Corpus.from_tokens([["a", 5]]), TypeError, "int: 5"),  # type: ignore[list-item]
    (lambda: Corpus.from_tokens([[b"a"]]), TypeError, "bytes: b'a'"),  # type: ignore[list-item]
    (lambda: Corpus.from_tokens([b"ab"]), TypeError, "bytes: b'ab'"),  # type: ignore[list-item]
    (lambda: Corpus.from_texts("a b"), TypeError, "not one str: 'a b'"),
    (lambda: Corpus.from_texts([["first", "list"]]), TypeError, "list: .'first', 'list'.*from_tokens"),  # type: ignore[list-item]
    (lambda: Corpus.from_texts([["first"]], tokenizer=str.split, processes=0), TypeError, "list: .'first'"),  # type: ignore[list-item]
    (lambda: Corpus.from_texts(spent()), ValueError, "read only once"),
    (lambda: Corpus.from_texts(spent(), tokenizer=str.split, processes=0), ValueError, "read only once"),
    (lambda: Corpus.from_tokens(spent()), ValueError, "read only once"),
    (lambda: Corpus.from_tokens([]), ValueError, "no sentences were given"),
    (lambda: Corpus.from_texts([]), ValueError, "no texts were given"),
    (lambda: Corpus.from_texts(["", " "]), ValueError, "no tokens"),
    (lambda: Corpus.from_texts(["a b a"], min_count=3), ValueError, "min_count=3"),
    (lambda: Corpus.from_texts(["a b a"], vocab=Vocab.from_words(["c"])), ValueError, "given vocabulary"),
    (lambda: Corpus.from_texts(["a"], min_count=-1), ValueError, "min_count=-1"),
    (lambda: Corpus.from_texts(["a"], max_vocab=0), ValueError, "max_vocab=0"),
    (lambda: Corpus.from_texts(["a"], threads=0), ValueError, "threads=0"),
    (lambda: Corpus.from_texts(["a"], tokenizer="mecab"), TypeError, "by_name"),  # type: ignore[arg-type]
    (lambda: Corpus.from_texts(["a"], on_error="ignore"), ValueError, "'ignore'"),  # type: ignore[arg-type]
    (lambda: Corpus.from_files([]), ValueError, "no files"),
    (lambda: Corpus.from_files("does/not/exist.txt"), FileNotFoundError, "does/not/exist.txt"),
    (lambda: Corpus.from_files("does/not/*.txt"), FileNotFoundError, r"does/not/\*.txt"),
]


@pytest.mark.parametrize(("call", "kind", "message"), MISTAKES)
def test_mistakes_are_told(call: Callable[[], Any], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        call()


def test_files_without_tokens_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "blank.txt").write_bytes(b"\xef\xbb\xbf \n\n")
    (tmp_path / "folder").mkdir()
    for name in ("empty.txt", "blank.txt"):
        with pytest.raises(ValueError, match=name):
            Corpus.from_files(tmp_path / name)
    with pytest.raises(FileNotFoundError, match="folder"):
        Corpus.from_files(tmp_path / "folder")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_named(tmp_path: Path, text_file: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "a.txt").write_text("a")
    secret.chmod(0)
    text_file.chmod(0)
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


def test_a_store_that_cannot_be_is_refused_first(tmp_path: Path, text_file: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        Corpus.from_files(text_file, store=tmp_path / "nowhere" / "corpus")
    with pytest.raises(IsADirectoryError, match=tmp_path.name):
        Corpus.from_files(text_file, store=tmp_path)


DISK_FULL = """
import resource, sys
from malvec.corpus import Corpus
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    Corpus.from_texts((f"word{i % 1000} " * 50 for i in range(20_000)), store=sys.argv[1])
except OSError as error:
    print(error)
"""


@pytest.mark.parametrize("limit", [1_000_000, 4_050_000])
def test_a_full_disk_is_an_error(tmp_path: Path, limit: int) -> None:
    command = [sys.executable, "-c", DISK_FULL, str(tmp_path / "corpus"), str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert "File too large" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    path = os.fsdecode(bytes(tmp_path) + b"/\xff\xfe.txt")
    Path(path).write_text("a b")
    assert list(Corpus.from_files(path, min_count=1)) == [["a", "b"]]


def test_many_small_files(tmp_path: Path) -> None:
    for i in range(300):
        (tmp_path / f"{i:03}.txt").write_text(f"file {i}" + "\n" * (i % 3))
    corpus = Corpus.from_files(tmp_path, min_count=1)
    assert [sentence for sentence in corpus if len(sentence) == 2] == [["file", str(i)] for i in range(300)]
    assert corpus.report.lines == 400


def test_progress_is_shown(text_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Corpus.from_files(text_file, min_count=1, progress=True)
    assert "reading" in capsys.readouterr().err


def test_an_error_of_the_iterator_passes_through() -> None:
    def texts() -> Iterator[str]:
        yield "a b"
        raise KeyError("from the iterator")

    for tokenizer in (None, str.split):
        with pytest.raises(KeyError, match="from the iterator"):
            Corpus.from_texts(texts(), tokenizer=tokenizer, processes=0)


ENDLESS = """
import sys
from malvec.corpus import Corpus
def lines():
    print("started", flush=True)
    while True:
        yield "a few words of text that never ends " * 20
if __name__ == "__main__":
    Corpus.from_texts(lines())
"""


def test_ctrl_c_stops_within_a_second() -> None:
    with subprocess.Popen([sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        started = time.monotonic()
        _, errors = process.communicate(timeout=20)
        assert time.monotonic() - started < 2
        assert "KeyboardInterrupt" in errors


def test_ctrl_c_stops_the_core_reading_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "big.txt"
    with pipe.open("wb") as file:
        file.truncate(0)
        file.write(b"some words\n" * 3_000_000)
    code = f"from malvec.corpus import Corpus\nprint('started', flush=True)\nwhile True: Corpus.from_files({str(pipe)!r})"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        started = time.monotonic()
        _, errors = process.communicate(timeout=20)
        assert time.monotonic() - started < 2
        assert "KeyboardInterrupt" in errors
