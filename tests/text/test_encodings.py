"""Text in other encodings: named where nobody said so, read where it was said."""

from __future__ import annotations

import codecs
import gzip
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import malvec as mv
from malvec.errors import FormatError
from malvec.text.blocks import lines, source_lines
from malvec.text.encodings import check_encoding
from malvec.text.sources import Source

KOREAN = "영화가 재미있다\n배우의 연기가 좋다\n" * 20
JAPANESE = "これは映画です\nとてもおもしろい\n" * 20
FOREIGN = {
    "cp949": (KOREAN, "CP949"),
    "euc-kr": (KOREAN, "CP949"),
    "utf-16": (KOREAN, "UTF-16"),
    "utf-16-le": (KOREAN, "UTF-16"),
    "utf-16-be": (KOREAN, "UTF-16"),
    "utf-32": (KOREAN, "UTF-32"),
    "shift-jis": (JAPANESE, "Shift-JIS"),
    "euc-jp": (JAPANESE, "EUC-JP"),
}


@pytest.mark.parametrize("encoding", FOREIGN)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_another_encoding_is_named_and_read(
    tmp_path: Path, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    text, name = FOREIGN[encoding]
    path = tmp_path / "text.txt"
    path.write_bytes(pack(text.encode(encoding)))
    with pytest.raises(FormatError, match=rf"looks like {name}.*iconv.*encoding='"):
        mv.Corpus.from_files(path, min_count=1)
    corpus = mv.Corpus.from_files(path, min_count=1, encoding=encoding)
    assert list(corpus) == [line.split() for line in text.splitlines()]
    assert corpus.report.invalid_utf8_tokens == 0


@pytest.fixture
def cp949(tmp_path: Path) -> Path:
    path = tmp_path / "cp949.txt"
    path.write_bytes(KOREAN.encode("cp949"))
    return path


def learn_units(source: Any, **options: Any) -> Any:
    pytest.importorskip("tokenizers")
    return mv.Bpe(vocab_size=60).fit(source, **options).report.unknown


READ: dict[str, Callable[..., Any]] = {
    "words": lambda path, **options: len(
        mv.word_discovery.count_words(path, **options).table(min_frequency=1)
    ),
    "spacing": lambda path, **options: (
        mv.Spacing(min_count=1).fit(path, **options).report.characters
    ),
    "units": learn_units,
    "lines": lambda path, **options: list(mv.text.readers.Lines(path, **options)),
}


@pytest.mark.parametrize("read", READ)
def test_every_reader_of_files_names_it_and_reads_it(cp949: Path, read: str) -> None:
    plain = cp949.with_name("utf-8.txt")
    plain.write_text(KOREAN, "utf-8")
    with pytest.raises(FormatError, match="looks like CP949"):
        READ[read](cp949)
    assert READ[read](cp949, encoding="cp949") == READ[read](plain)


def test_readers_of_layouts(tmp_path: Path) -> None:
    layouts: dict[str, tuple[type[Any], str]] = {
        "nsmc": (mv.text.readers.Nsmc, "id\tdocument\tlabel\n" + "1\t재미있는 영화\t1\n" * 9),
        "labelled": (mv.text.readers.Labelled, "재미있는 영화\t1\n" * 9),
        "jsonl": (mv.text.readers.Jsonl, '{"text": "재미있는 영화"}\n' * 9),
    }
    for name, (reader, text) in layouts.items():
        path = tmp_path / name
        path.write_bytes(text.encode("cp949"))
        with pytest.raises(FormatError, match="looks like CP949"):
            list(reader(path))
        assert list(reader(path, encoding="cp949")) == ["재미있는 영화"] * 9


def test_standard_input_is_looked_at_too(cp949: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def put(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    put(cp949.read_bytes())
    with pytest.raises(FormatError, match="looks like CP949"):
        mv.Corpus.from_files("-", min_count=1)
    put(cp949.read_bytes())
    assert list(lines("-", "cp949")) == KOREAN.splitlines()
    put(codecs.BOM_UTF8 + KOREAN.encode())
    assert next(source_lines(Source("-"))) == "영화가 재미있다"


def test_a_few_bad_bytes_go_on(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(KOREAN.encode() + b"\xb0\xa1\xb0\xa1\xb0\xa1 \xff\n")
    corpus = mv.Corpus.from_files(path, min_count=1)
    assert corpus.report.invalid_utf8_tokens == 2
    path.write_bytes(b"caf\xe9 na\xefve d\xe9j\xe0 vu " + b"plain words " * 20)
    assert mv.Corpus.from_files(path, min_count=1).report.invalid_utf8_tokens == 3
    path.write_bytes("ê à é ï ö ü é è".encode("latin-1") * 20)
    with pytest.raises(FormatError, match=r"is not UTF-8.*name its encoding"):
        mv.Corpus.from_files(path, min_count=1)
    assert mv.Corpus.from_files(path, min_count=1, encoding="utf-8").report.tokens > 0


def test_broken_characters_of_an_encoding_are_counted(tmp_path: Path) -> None:
    """Bytes that no character of CP949 has never become one of UTF-8, as C9 A1 would."""
    path = tmp_path / "a.txt"
    path.write_bytes(KOREAN.encode("cp949") + b"\xc9\xa1 \xb0\n")
    corpus = mv.Corpus.from_files(path, min_count=1, encoding="cp949")
    assert corpus.report.invalid_utf8_tokens == 2
    assert "ɡ" not in corpus.vocab
    with pytest.raises(FormatError, match="is not ascii"):
        mv.Corpus.from_files(path, min_count=1, encoding="ascii")
    path.write_text(KOREAN, "utf-8")
    with pytest.raises(FormatError, match="is UTF-8, not cp949: leave"):
        mv.Corpus.from_files(path, min_count=1, encoding="cp949")


def test_characters_across_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from malvec.text import blocks

    def by_threes(data: bytes) -> Iterator[bytes]:
        return (data[i : i + 3] for i in range(0, len(data), 3))

    for encoding in ("cp949", "utf-16", "shift-jis"):
        text = FOREIGN[encoding][0]
        read = b"".join(blocks.to_utf8(by_threes(text.encode(encoding)), encoding))
        assert read.decode() == text


def test_encodings_that_there_are_not() -> None:
    for wrong, kind in (("cp94", ValueError), ("base64", ValueError), (949, TypeError)):
        with pytest.raises(kind, match=f"encoding={wrong!r}"):
            check_encoding(wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="goes with files"):
        mv.word_discovery.count_words(["한 줄"], encoding="cp949")


def test_models_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "corpus.safetensors"
    mv.Corpus.from_texts(["영화 배우"] * 3, min_count=1).save(path)
    with pytest.raises(FormatError, match=r"\.safetensors file, not text: .*Corpus\.load opens it"):
        mv.Corpus.from_files(path)


@pytest.mark.parametrize("text", ["가우스전자\n", "말벡", "한글만있는한줄\n영화\n"])
def test_a_short_text_is_named_too(tmp_path: Path, text: str) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes(text.encode("cp949"))
    with pytest.raises(FormatError, match="looks like CP949"):
        mv.Corpus.from_files(path, min_count=1)
    path.write_bytes((text + "가 나\n").encode("utf-16-be"))
    with pytest.raises(FormatError, match="looks like UTF-16"):
        mv.Corpus.from_files(path, min_count=1)
