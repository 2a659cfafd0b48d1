"""Headers of the container that would cost too much to read."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest

from malvec.errors import FormatError
from malvec.storage import container


def test_a_header_of_very_many_tensors_is_refused_at_once(tmp_path: Path) -> None:
    entry = '"%d":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}'
    header = ("{" + ",".join(entry % i for i in range(100_000)) + "}").encode()
    (tmp_path / "many").write_bytes(len(header).to_bytes(8, "little") + header)
    begin = time.monotonic()
    with pytest.raises(FormatError, match=r"more than 65,536 tensors"):
        container.read(tmp_path / "many")
    assert time.monotonic() - begin < 0.2
    few = {f"layer.{i}.weight": np.zeros(1, np.float32) for i in range(3000)}
    container.write(tmp_path / "few", few, {"tokenizer": json.dumps({"quotes": '"' * 10**6})})
    assert len(container.read(tmp_path / "few")[0]) == 3000
