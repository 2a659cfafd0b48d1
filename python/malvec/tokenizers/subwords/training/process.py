"""The other side of ``trainer.py``: starts the training process, feeds it, and ends it on
Ctrl-C."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

__all__ = ["run_trainer"]


def run_trainer(settings: Mapping[str, Any], batches: Iterable[list[str]]) -> dict[str, Any]:
    """What the training process answers: ``json``, or ``error``; and ``peak_memory``. Texts are
    sent as they come.

    Raises:
        MemoryError: the process was killed, as systems do that run out of memory.
        RuntimeError: it ended otherwise.
    """
    paths = os.pathsep.join(path for path in sys.path if path)
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("trainer.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"},
        start_new_session=True,  # Ctrl-C is the parent's to handle
    )
    assert process.stdin is not None
    assert process.stdout is not None
    answer = b""
    try:
        with suppress(BrokenPipeError):
            process.stdin.write(json.dumps(dict(settings)).encode() + b"\n")
            for batch in batches:
                process.stdin.write(json.dumps(batch).encode() + b"\n")
            process.stdin.write(b"\n")
            process.stdin.flush()
        answer = process.stdout.read()
    finally:
        process.kill()
        with suppress(BrokenPipeError):
            process.stdin.close()
        process.stdout.close()
        process.wait()
    if not answer:
        _raise_for(process.returncode)
    return dict(json.loads(answer))


def _raise_for(code: int) -> None:
    if code == -9:
        raise MemoryError(
            "the training process was killed, which systems do when memory runs out: max_texts"
            " trains on a sample"
        )
    raise RuntimeError(
        f"the training process ended with code {code}; what it said is on standard error"
    )
