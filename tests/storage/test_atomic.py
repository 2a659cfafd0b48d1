"""Writing over files, links, pipes and devices."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from malvec.io import save_glove
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
