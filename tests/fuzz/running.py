"""Runs changed files in a process of their own, so that a crash is a finding like any other."""

from __future__ import annotations

import os
import re
import signal
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple
from unittest import mock

import numpy as np
from fuzz.files import CASES, Case
from fuzz.mutations import Arrays, Texts, changed

import malvec as mv
from malvec.errors import NumericalError
from malvec.storage import container

_SECONDS = 20  # one file may take so long
_PACKAGE = str(Path(mv.__file__).parent)
_BATCH = 500
_PROMISED = (ValueError, KeyError, IndexError, NumericalError)
_ACCIDENTS = re.compile(r"invalid literal|broadcast|matmul|cannot reshape|to unpack|out of bounds")
"""What NumPy and Python say where nobody looked at their arguments before."""


class Finding(NamedTuple):
    """An input that made something else than a result or a promised error: change ``number`` of
    the file of a case, with a seed."""

    case: str
    number: int
    what: str


def fuzz(case: str, folder: Path, inputs: range, seed: int) -> Iterator[Finding]:
    """The findings among some changes of one file."""
    path = folder / "original.safetensors"
    with mock.patch("os.fsync"):
        CASES[case].write(path)
    tensors, metadata = container.read(path)
    texts = {key: text for key, text in metadata.items() if key not in container_keys()}
    at = inputs.start
    while at < inputs.stop:
        batch = range(at, min(at + _BATCH, inputs.stop))
        found, at = _in_a_process(case, (dict(tensors), texts), batch, folder, seed)
        yield from found


def container_keys() -> tuple[str, str]:
    """The metadata that are made anew for every file."""
    return "checksums", "header_crc32"


def _in_a_process(
    case: str, original: tuple[Arrays, Texts], batch: range, folder: Path, seed: int
) -> tuple[list[Finding], int]:
    """What a child process finds, and the number to go on with, which is that after a crash."""
    log = folder / "log"
    log.write_text("")
    child = os.fork()
    if child == 0:
        status = 1
        try:
            _child(case, original, batch, folder, seed)
            status = 0
        except BaseException:  # of the fuzzer itself
            traceback.print_exc()
        finally:
            os._exit(status)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    lines = [line.split("\t", 1) for line in log.read_text("utf-8").splitlines()]
    found = [Finding(case, int(number), what) for number, what in lines if what]
    if code == 0:
        return found, batch.stop
    last = int(lines[-1][0]) if lines else batch.start
    cause = signal.Signals(-code).name if code < 0 else f"exit status {code}"
    return [*found, Finding(case, last, f"the process died: {cause}")], last + 1


def _child(
    case: str, original: tuple[Arrays, Texts], batch: range, folder: Path, seed: int
) -> None:
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    path = folder / "changed.safetensors"
    with open(folder / "log", "a", encoding="utf-8") as log, mock.patch("os.fsync"):
        for number in batch:
            log.write(f"{number}\t\n")
            log.flush()
            write_change(path, original, Random(f"{seed} {case} {number}"))
            signal.alarm(_SECONDS)
            if what := attempt(CASES[case], path, verify=number % 2 == 0):
                log.write(f"{number}\t{what}\n")
        signal.alarm(0)


def write_change(path: Path, original: tuple[Arrays, Texts], random: Random) -> None:
    """Writes a changed file."""
    arrays, texts = changed(*original, random)
    container.write(path, arrays, texts)


def attempt(case: Case, path: Path, verify: bool) -> str:
    """Opens a file and uses what it holds; what went wrong in a way that is not promised."""
    try:
        found = case.load(path, verify=verify)
    except mv.FormatError:
        return ""
    except Exception as error:
        return f"opening: {_told(error)}"
    try:
        case.use(found)
    except _PROMISED as error:
        return "" if _is_ours(error) else _told(error)
    except MemoryError as error:
        return "" if "GiB are free" in str(error) else _told(error)
    except Exception as error:
        return _told(error)
    return ""


def _is_ours(error: BaseException) -> bool:
    """Whether an error was raised by malvec, not by what it stands on."""
    if isinstance(error, UnicodeError) or _ACCIDENTS.search(str(error)):
        return False
    last = traceback.extract_tb(error.__traceback__)[-1]
    return last.filename.startswith(_PACKAGE)


def _told(error: BaseException) -> str:
    frames = [
        f"{Path(frame.filename).name}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)[-3:]
    ]
    text = f"{type(error).__name__}: {error}".replace("\n", " ").replace("\t", " ")
    return f"{text[:150]} ({' '.join(frames)})"
