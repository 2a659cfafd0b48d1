"""The container: round trips, alignment, damage, atomic replacement."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zlib

import numpy as np
import pytest

from malvec.errors import FormatError
from malvec.storage import container

METADATA = {"kind": "numbers", "말": "벡터", "recipe": '{"dim": 3}'}


def sample():
    rows = np.arange(96, dtype=np.float32).reshape(6, 16)
    return {
        "vectors": rows[:, :5],  # strided, 120 bytes
        "counts": np.arange(6, dtype=np.uint64),
        "words": np.frombuffer("가나다라마바".encode(), np.uint8),
        "index": np.arange(16, dtype=np.uint32),
        "empty": np.zeros((0, 4), np.float32),
        "scalar": np.array(7, np.int64),
        "flags": np.array([True, False]),
    }


@pytest.fixture
def path(tmp_path):
    container.write(tmp_path / "a.safetensors", sample(), METADATA)
    return tmp_path / "a.safetensors"


def test_round_trip(path):
    tensors, metadata = container.read(path, verify=True)
    assert set(tensors) == set(sample())
    for name, array in sample().items():
        np.testing.assert_array_equal(tensors[name], array)
        assert tensors[name].dtype == array.dtype
        assert not tensors[name].flags.writeable
    assert {key: metadata[key] for key in METADATA} == METADATA


def test_every_tensor_starts_on_a_cache_line(path):
    raw = path.read_bytes()
    length = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + length])
    assert (8 + length) % 64 == 0
    header.pop("__metadata__")
    for name, entry in header.items():
        assert name.startswith("padding.") or entry["data_offsets"][0] % 64 == 0, name


def test_metadata_of_a_read_can_be_written_again(path, tmp_path):
    tensors, metadata = container.read(path)
    container.write(tmp_path / "b.safetensors", tensors, metadata)
    assert (tmp_path / "b.safetensors").read_bytes() == path.read_bytes()


def test_readable_by_safetensors(path):
    safetensors = pytest.importorskip("safetensors")
    numpy_reader = pytest.importorskip("safetensors.numpy")
    loaded = numpy_reader.load_file(path)
    for name, array in sample().items():
        np.testing.assert_array_equal(loaded[name], array)
    with safetensors.safe_open(path, "np") as file:
        assert file.metadata()["말"] == "벡터"


def test_reads_what_safetensors_writes(tmp_path):
    numpy_writer = pytest.importorskip("safetensors.numpy")
    numpy_writer.save_file(
        {"a": np.arange(3, dtype=np.float32)}, tmp_path / "x.safetensors", metadata={"k": "v"}
    )
    tensors, metadata = container.read(tmp_path / "x.safetensors")
    np.testing.assert_array_equal(tensors["a"], [0, 1, 2])
    assert metadata == {"k": "v"}
    with pytest.raises(FormatError, match="no checksum"):
        container.read(tmp_path / "x.safetensors", verify=True)


def test_cut_anywhere(path):
    raw = path.read_bytes()
    for size in range(len(raw)):
        path.write_bytes(raw[:size])
        with pytest.raises(FormatError):
            container.read(path)


def test_any_flipped_byte_is_noticed(path):
    raw = path.read_bytes()
    header_end = 8 + int.from_bytes(raw[:8], "little")
    padding = _padding_bytes(raw, header_end)
    for position in range(len(raw)):
        if position in padding:
            continue
        for bit in (1, 0x20, 0x80):
            damaged = bytearray(raw)
            damaged[position] ^= bit
            path.write_bytes(damaged)
            with pytest.raises(FormatError):
                container.read(path, verify=True)


def _padding_bytes(raw, header_end):
    header = json.loads(raw[8:header_end])
    spans = [entry["data_offsets"] for name, entry in header.items() if name.startswith("padding.")]
    return {header_end + k for begin, end in spans for k in range(begin, end)}


def craft(path, entries, data=b"\0" * 64):
    header = json.dumps(entries).encode() if not isinstance(entries, bytes) else entries
    path.write_bytes(len(header).to_bytes(8, "little") + header + data)


HUGE = 1 << 61


@pytest.mark.parametrize(
    "entries",
    [
        b"{" * 100_000,
        b'{"a":1}',
        b"[1]",
        b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},'
        b'"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
        {"a": {"dtype": "F32", "shape": [HUGE], "data_offsets": [0, HUGE * 4]}},
        {"a": {"dtype": "F32", "shape": [HUGE, HUGE, 0], "data_offsets": [0, 64]}},
        {"a": {"dtype": "F32", "shape": [-16], "data_offsets": [0, 64]}},
        {"a": {"dtype": "F32", "shape": [16.0], "data_offsets": [0, 64]}},
        {"a": {"dtype": "F32", "shape": [True], "data_offsets": [0, 4]}},
        {"a": {"dtype": "F32", "shape": [16], "data_offsets": [64, 0]}},
        {"a": {"dtype": "F32", "shape": [16], "data_offsets": [64, 128]}},
        {"a": {"dtype": "Q4", "shape": [64], "data_offsets": [0, 64]}},
        {"a": {"dtype": ["F32"], "shape": [16], "data_offsets": [0, 64]}},
        {"a": {"dtype": "F32", "shape": [1] * 40 + [16], "data_offsets": [0, 64]}},
        {
            "a": {"dtype": "U8", "shape": [40], "data_offsets": [0, 40]},
            "b": {"dtype": "U8", "shape": [32], "data_offsets": [32, 64]},
        },
        {
            "a": {"dtype": "U8", "shape": [20], "data_offsets": [0, 20]},
            "b": {"dtype": "U8", "shape": [32], "data_offsets": [32, 64]},
        },
        {"a": {"dtype": "U8", "shape": [63], "data_offsets": [0, 63]}},
        {"__metadata__": {"a": 1}},
        {"__metadata__": []},
        {"__metadata__": {"header_crc32": "zzz"}},
    ],
)
def test_impossible_headers(tmp_path, entries):
    craft(tmp_path / "x", entries)
    with pytest.raises(FormatError):
        container.read(tmp_path / "x")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty file"),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\0\0\0", "gzip"),
        (b"\x80\x04\x95\0\0\0\0\0\0\0\x8c", "pickle"),
        (b"PK\x03\x04aaaaaaaaaaaa", "zip archive"),
        ((793712314).to_bytes(4, "little") + b"\x0c\0\0\0" + b"\0" * 40, "fastText"),
        (b"2 3\nword 0.1 0.2 0.3\nb 1 2 3\n", "word2vec text"),
        (b"2 3\nword \x00\x11\x22\x33\x44\x55\x66\x77\x88", "word2vec binary"),
        (b"the 0.1 -0.2 0.3\nof 1 2 3\n", "GloVe"),
        (b"\x93NUMPY\x01\0v\0{'descr'", ".npy"),
        (b"hello world, this is text", "text"),
        (b"\0\1\2\3\4\5\6\7\7\6\5", "unknown binary"),
        ((1 << 60).to_bytes(8, "little") + b"{}", "claims"),
    ],
)
def test_says_what_a_foreign_file_is(tmp_path, content, kind):
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(FormatError, match=kind):
        container.read(tmp_path / "x")


def test_wrong_dtypes_and_names(tmp_path):
    with pytest.raises(ValueError, match="complex64"):
        container.write(tmp_path / "x", {"a": np.zeros(2, np.complex64)}, {})
    with pytest.raises(ValueError, match="name"):
        container.write(tmp_path / "x", {"padding.1": np.zeros(2)}, {})
    assert not list(tmp_path.iterdir())


def test_directories_and_missing_files(tmp_path):
    with pytest.raises(OSError):  # noqa: PT011
        container.read(tmp_path / "none")
    with pytest.raises(OSError):  # noqa: PT011
        container.read(tmp_path)
    with pytest.raises(IsADirectoryError):
        container.write(tmp_path, {}, {})
    with pytest.raises(FormatError, match="regular"):
        container.read("/dev/null")


def test_failure_keeps_the_old_file(path, monkeypatch):
    before = path.read_bytes()

    def fail(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(zlib, "crc32", fail)
    with pytest.raises(KeyboardInterrupt):
        container.write(path, {"a": np.zeros(9)}, {})
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_disk_full_is_a_clear_error(path):
    code = f"""
import resource, numpy as np
from malvec.storage import container
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
try:
    container.write({str(path)!r}, {{"a": np.zeros(1 << 20)}}, {{}})
except OSError as error:
    print(error)
"""
    before = path.read_bytes()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "File too large" in done.stdout
    assert str(path) in done.stdout
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_kill_during_write_keeps_the_old_file(path):
    code = f"""
import numpy as np
from malvec.storage import container
print("start", flush=True)
while True:
    container.write({str(path)!r}, {{"a": np.ones(1 << 20)}}, {{"kind": "large"}})
"""
    for wait in (0.0, 0.02, 0.05, 0.11):
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        _, metadata = container.read(path, verify=True)
        assert metadata["kind"] in ("numbers", "large")


def test_symlinks_stay(path, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(path)
    container.write(link, {"a": np.zeros(1)}, {})
    assert link.is_symlink()
    assert list(container.read(path)[0]) == ["a"]


def test_large_strided_arrays_are_not_copied(tmp_path):
    code = f"""
import resource, numpy as np
from malvec.storage import container
big = np.ones((200_000, 128), np.float32)[:, :100]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
container.write({str(tmp_path / "x")!r}, {{"a": big}}, {{}})
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 30_000  # kilobytes; the array has 80 MB
    assert os.path.getsize(tmp_path / "x") > 80_000_000


def test_surrogates_in_metadata_are_spelled_out(tmp_path):
    container.write(tmp_path / "x", {"a": np.zeros(1)}, {"path": "caf\udce9"})
    assert container.read(tmp_path / "x")[1]["path"] == "caf\\udce9"
    reader = pytest.importorskip("safetensors.numpy")
    assert list(reader.load_file(tmp_path / "x")) == ["a"]
    with pytest.raises(ValueError, match="text"):
        container.write(tmp_path / "x", {}, {"a": None})


def test_permissions_stay(path):
    path.chmod(0o600)
    container.write(path, {}, {})
    assert path.stat().st_mode & 0o777 == 0o600


def test_only_empty_tensors(tmp_path):
    container.write(tmp_path / "x", {"a": np.zeros((0, 3)), "b": np.zeros((2, 0))}, {})
    tensors, _ = container.read(tmp_path / "x", verify=True)
    assert tensors["a"].shape == (0, 3)
    assert tensors["b"].shape == (2, 0)
