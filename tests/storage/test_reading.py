"""Files as the core reads them, beside the slow reader in Python: the same arrays, the same
metadata, the same refusals in the same words."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from reference import container as slow
from reference import sniff as slow_sniff

from malvec.errors import FormatError
from malvec.storage import container, sniff

OLD = sorted((Path(__file__).parent.parent / "data" / "old").glob("*.safetensors"))
METADATA = {"kind": "numbers", "말": "벡터", "recipe": '{"dim": 3}'}
ARRAYS = {
    "vectors": np.arange(30, dtype=np.float32).reshape(6, 5),
    "words": np.frombuffer("가나다라마바".encode(), np.uint8),
    "empty": np.zeros((0, 4), np.float32),
    "scalar": np.array(7, np.int64),
    "flags": np.array([True, False]),
    "도시's": np.arange(3, dtype=np.int16),
}
OWN_WORDS = ("the header is damaged: ", "impossible shape or place: ")
"""After these the reader in Python shows what its JSON makes of the header."""


def outcome(read: Any, path: Path | str, verify: bool) -> Any:
    """What a file holds, or the class and the words of the refusal."""
    try:
        tensors, metadata = read(path, verify)
    except (OSError, FormatError) as error:
        told = str(error)
        for words in OWN_WORDS:
            told = told.partition(words)[0] if words in told and "metadata" not in told else told
        return type(error), re.sub(r" of (?=.*archive)", " ", told)
    arrays = [(k, a.dtype, a.shape, a.tobytes(), a.flags.writeable) for k, a in tensors.items()]
    return arrays, list(metadata.items())


def check_alike(path: Path | str) -> Any:
    for verify in (False, True):
        found = outcome(container.read, path, verify)
        assert found == outcome(slow.read, path, verify)
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    container.write(tmp_path / "a.safetensors", ARRAYS, METADATA)
    return tmp_path / "a.safetensors"


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_files_of_older_versions(path: Path) -> None:
    assert isinstance(check_alike(path)[0], list)


def test_names_types_and_shapes(path: Path) -> None:
    assert isinstance(check_alike(path)[0], list)


def test_cut_anywhere(path: Path) -> None:
    raw = path.read_bytes()
    for size in (*range(0, 64), *range(64, len(raw), 7)):
        path.write_bytes(raw[:size])
        assert check_alike(path)[0] is FormatError


def test_any_flipped_bit(path: Path) -> None:
    raw = path.read_bytes()
    for position in range(0, len(raw), 3):
        for bit in (1, 0x20, 0x80):
            damaged = bytearray(raw)
            damaged[position] ^= bit
            path.write_bytes(damaged)
            check_alike(path)


F32: dict[str, Any] = {"dtype": "F32", "shape": [16], "data_offsets": [0, 64]}
HUGE = 1 << 61
HEADERS: list[Any] = [
    b"{" * 100_000,
    b'{"a":1}',
    b"[1]",
    b"{}x",
    b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":1}',
    b'{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}',
    b'{"__metadata__":{"a":"b","a":"b"}}',
    *({"a": {**F32, "shape": shape}} for shape in ([HUGE], [HUGE, HUGE, 0], [-16], [16.0], [True])),
    *(
        {"a": {**F32, "shape": shape}}
        for shape in (None, 16, "16", [], [[16]], [10**30], [1 << 62])
    ),
    *({"a": {**F32, "shape": shape}} for shape in ([1] * 40 + [16], [16, 1], [8], [HUGE] * 3)),
    *({"a": {**F32, "data_offsets": place}} for place in ([64, 0], [64, 128], [0], [0, 64, 0], {})),
    *({"a": {**F32, "dtype": dtype}} for dtype in ("Q4", "f32", "", None, 3, "U8", "BOOL", "né\n")),
    *({"a": {k: v for k, v in F32.items() if k != key}} for key in F32),
    {"a": {**F32, "more": [None, 1e400, -0.0, "\ud83d\ude00", float("nan")]}},
    {"a": F32, "b": F32},
    {"a": F32, "b": {**F32, "data_offsets": [32, 96]}},
    {"a": {"dtype": "U8", "shape": [63], "data_offsets": [0, 63]}},
    {"a": {"dtype": "U8", "shape": [65], "data_offsets": [0, 65]}},
    {"a'b": 1},
    {"a'\"b\\": 1},
    {"\x00\x1f\x7f\x85\xa0\u200b\ud800é가\U0001f600": 1},
    {"a": F32, "padding.0": {"dtype": "U8", "shape": [0], "data_offsets": [64, 64]}},
    {"a": F32, "__metadata__": {"lone": "\udce9", "pair": "\ud83d\ude00", "": "\x00"}},
    {"a": F32, "__metadata__": {"checksums": "{}"}},
    *({"a": F32, "__metadata__": metadata} for metadata in ({"a": 1}, [], None, {}, {"a": None})),
    {"__metadata__": {"header_crc32": "zzz"}},
    {"__metadata__": {"header_crc32": "00000000"}},
]


@pytest.mark.parametrize("entries", HEADERS, ids=range(len(HEADERS)))
def test_impossible_headers(tmp_path: Path, entries: Any) -> None:
    header = entries if isinstance(entries, bytes) else json.dumps(entries).encode()
    for text in (header, header + b" \n", b" " + header):
        (tmp_path / "x").write_bytes(len(text).to_bytes(8, "little") + text + b"\0" * 64)
        check_alike(tmp_path / "x")


@pytest.mark.parametrize("checksums", ["", "[]", "{", '{"a": 3}', '{"a": "0"}', '{"b": "0"}'])
def test_impossible_checksums(tmp_path: Path, checksums: str) -> None:
    entries = {"__metadata__": {"checksums": checksums, "header_crc32": "0" * 8}, "a": F32}
    blank = json.dumps(entries, separators=(",", ":")).encode()
    header = blank.replace(b"0" * 8, f"{slow.zlib.crc32(blank):08x}".encode(), 1)
    (tmp_path / "x").write_bytes(len(header).to_bytes(8, "little") + header + b"\0" * 64)
    assert check_alike(tmp_path / "x")[0] is FormatError


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in ("", "none", "pipe", "empty", "loop", "x" * 300, "empty/x"):
        assert isinstance(check_alike(tmp_path / name)[0], type)
    assert check_alike("/dev/null")[0] is FormatError
    with pytest.raises(FileNotFoundError) as caught:
        container.read(tmp_path / "none")
    assert caught.value.filename == str(tmp_path / "none")


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9"
    Path(os.fsdecode(name)).write_bytes(b"no")
    with pytest.raises(FormatError, match="caf\udce9: not a"):
        container.read(os.fsdecode(name))


HEADS = [
    *(b"", b"\x1f\x8b\x08\0\0\0\0\0\0\0\0\0", b"\x80\x04\x95\0\0\0gensim", b"\x80\x02ctorch"),
    *(b"PK\x03\x04aaaa", b"PK\x03\x04" + b"\0" * 22 + b"\x05\0\0\0a.npy", b"PK\x05\x06"),
    *(b"PK\x03\x04" + b"\0" * 22 + b"\x10\0\0\0archive/data.pkl", b"BZh9", b"\xfd7zXZ\0"),
    *(b"2 3\nword 0.1 0.2\n", b"2 3 \r\n word 0.1 0.2\n", b"2 3\nword \0\x11", b"2 3", b"2 3\n 1 "),
    *(b"2  3\nw 1e", b"2 3\nw 1.\n", b"2 3\nw -1e-5 ", b"2 3\nw .5 ", b"2 3x\nw 1 ", b" 2 3\n"),
    *(b"the 0.1 -0.2 0.3\n", b"the 1 2", b"the 1", b"the 1e 2", b"the 1 x", b" 1 2 3", b"a\t1 2"),
    *(
        b'{"a": 1}\n{"a"',
        b'{"a": 1}\r\n\n {',
        b'\n{"a"}\n[',
        b" [1]",
        b'{"a":\n1}\n{',
        b" \n<html>",
    ),
    *(
        b"a,b\nc,d\n",
        b"a\tb\nc\td",
        b"a,b\nc",
        b"a,b",
        b"hello world",
        b"\0\1\2",
        b"ab\x0ec",
        b"\x0b",
    ),
    *(
        b"\n\x05\n\x15",
        b"\n\x0510\x15",
        b"\nabc\x15\n",
        b"\x08\x03\x12\x05abc",
        b"\x08\x03\x12\nabc",
    ),
    *(
        b"[PAD]\n",
        b"\x93NUMPY",
        b"\x89HDF\r\n",
        b"\xff\xfea",
        b"\xba\x16\x4f\x2f",
        b"GGUF",
        b"%PDF",
    ),
    *(
        b"\2\0\0\0\0\0\0\0{}",
        b"\2\0\0\0\0\1\0\0{}",
        b"\x28\xb5\x2f\xfd",
        b"\x7fELF",
        b"\xff\xd8\xff",
    ),
]


@pytest.mark.parametrize("head", HEADS, ids=range(len(HEADS)))
def test_what_a_file_seems_to_be(head: bytes) -> None:
    assert sniff.describe(head) == slow_sniff.describe(head)
    assert (sniff.binary_kind(head) is None) == (slow_sniff.binary_kind(head) is None)
    assert sniff.is_safetensors(head) == slow_sniff.is_safetensors(head)


def test_arrays_stay_when_the_file_goes(path: Path) -> None:
    tensors, _ = container.read(path)
    vectors = tensors.pop("vectors")
    del tensors
    path.unlink()
    np.testing.assert_array_equal(vectors, ARRAYS["vectors"])
