"""Runs the ``malvec`` command as users meet it, in this process."""

from __future__ import annotations

import io
import os
import sys
from typing import NamedTuple
from unittest import mock

from malvec.cli import main


class Done(NamedTuple):
    stdout: str
    stderr: str


def malvec(*arguments: object, stdin: str = "", check: int = 0) -> Done:
    """Runs the command in this process; its exit code must be ``check``."""
    given = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    code = 0
    wide = mock.patch.dict(os.environ, COLUMNS="400")  # lest long paths break messages
    with (
        wide,
        mock.patch.multiple(
            sys, argv=["malvec", *map(str, arguments)], stdin=given, stdout=out, stderr=err
        ),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())
    done = Done(*texts)
    assert code == check, done.stderr
    assert "Traceback" not in done.stderr
    return done
