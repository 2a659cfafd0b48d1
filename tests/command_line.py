"""Runs the ``malvec`` command as users meet it, in this process."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from typing import NamedTuple
from unittest import mock

from malvec.cli import main


class Done(NamedTuple):
    stdout: str
    stderr: str
    exit_code: int

    @property
    def output(self) -> str:
        """All that was printed."""
        return self.stdout + self.stderr


def malvec(*arguments: object, stdin: str = "", check: int = 0) -> Done:
    """Runs the command in this process; its exit code must be ``check``."""
    done = attempt(arguments, stdin)
    assert done.exit_code == check, done.stderr
    return done


def attempt(arguments: Iterable[object], stdin: str = "") -> Done:
    """Runs the command in this process, however it ends."""
    given = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    code = 0
    argv = ["malvec", *map(str, arguments)]
    with mock.patch.multiple(sys, argv=argv, stdin=given, stdout=out, stderr=err):
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())
    assert "Traceback" not in texts[1]
    return Done(texts[0], texts[1], code)
