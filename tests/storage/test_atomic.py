"""Writing over files, links, pipes and devices."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import malvec as mv
from malvec.io import save_glove
from malvec.models.checkpoint import Position, save_checkpoint
from malvec.storage import container
from malvec.storage.atomic import replacing
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

VECTORS = WordVectors(Vocab.from_words(["a", "b"]), np.eye(2, dtype=np.float32))


def test_a_file_is_replaced_only_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with replacing(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.parametrize("existing", [True, False])
def test_a_link_stays_a_link(tmp_path: Path, existing: bool) -> None:
    (tmp_path / "folder").mkdir()
    target, link = tmp_path / "folder" / "target", tmp_path / "link"
    if existing:
        target.write_bytes(b"old")
    link.symlink_to("folder/target")
    with replacing(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_pipe_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        save_glove(VECTORS, pipe)
        assert reader.communicate(timeout=20)[0] == b"a 1 0\nb 0 1\n"
    assert pipe.is_fifo()
    with pytest.raises(OSError, match="pipe or a terminal") as caught:
        container.write(pipe, {"a": np.zeros(3)}, {})
    assert caught.value.filename == str(pipe)
    assert pipe.is_fifo()


def test_devices_are_written_to() -> None:
    code = "from test_atomic import VECTORS, save_glove; save_glove(VECTORS, '/dev/stdout')"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, cwd=Path(__file__).parent, check=True
    )
    assert done.stdout == b"a 1 0\nb 0 1\n"
    VECTORS.save(os.devnull)
    assert not Path(os.devnull).is_file()


def left_in(folder: Path) -> list[str]:
    return [name for name in os.listdir(folder) if name.endswith(".tmp")]


WRITERS: dict[str, Callable[[Path], None]] = {
    "vectors": lambda path: MANY.save(path),
    "corpus": lambda path: mv.Corpus.from_tokens(TOKENS, min_count=1, store=path) and None,
    "counts": lambda path: mv.count(CORPUS, window=5, path=path) and None,
    "text": lambda path: save_glove(MANY, path),
    "checkpoint": lambda path: save_checkpoint(path.parent, {}, Position(), {"a": MANY.matrix}),
}
MANY = WordVectors(
    Vocab.from_words([f"w{i}" for i in range(20_000)]), np.ones((20_000, 20), np.float32)
)
TOKENS = [[f"w{i * k % 997}" for k in range(30)] for i in range(2000)]
CORPUS = mv.Corpus.from_tokens(TOKENS, min_count=1)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("nameless", [True, False])
@pytest.mark.parametrize("writer", WRITERS)
def test_a_killed_writer_leaves_nothing(
    writer: str,
    nameless: bool,
    number: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not nameless:
        monkeypatch.delattr(os, "O_TMPFILE")
    save, path = WRITERS[writer], tmp_path / "a.safetensors"
    left = 0
    for attempt in range(4):
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            while True:
                save(path)
        time.sleep(0.02 + 0.013 * attempt)
        os.kill(child, number)
        os.waitpid(child, 0)
        left += len(left_in(tmp_path))
    save(path)
    assert left_in(tmp_path) == []
    assert left <= 1 or not nameless  # between its two last steps a file has a name for a moment


def test_another_writer_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / ("가" * 85)  # as long as a name may be
    with replacing(path) as first:
        first.write(b"first")
        first.flush()
        with replacing(path) as second:
            second.write(b"second")
        assert path.read_bytes() == b"second"
    assert path.read_bytes() == b"first"
    assert len(os.listdir(tmp_path)) == 1


def test_only_what_no_writer_holds_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "O_TMPFILE")
    path = tmp_path / "a"
    (tmp_path / ".a.0123456789ab.tmp").touch()
    (tmp_path / ".a.note.tmp").touch()
    (tmp_path / ".b.0123456789ab.tmp").touch()
    with replacing(path) as first:
        first.write(b"first")
        with replacing(path) as second:
            second.write(b"second")
    assert path.read_bytes() == b"first"
    assert sorted(os.listdir(tmp_path)) == [".a.note.tmp", ".b.0123456789ab.tmp", "a"]


@pytest.mark.skipif(os.getuid() != 0, reason="only root may give files away")
def test_a_file_keeps_its_owner_and_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o640)
    os.chown(path, 1234, 2345)
    with replacing(path) as file:
        file.write(b"new")
    status = path.stat()
    assert (status.st_uid, status.st_gid, status.st_mode & 0o777) == (1234, 2345, 0o640)


def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with replacing(tmp_path / "a") as file:
            file.write(b"new")
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640
