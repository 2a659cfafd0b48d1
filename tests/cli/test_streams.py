"""Standard streams that are closed, full or no longer read; Ctrl-C while modules are imported; what
is imported before it is needed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

MALVEC = f"{sys.executable} -m malvec"


def shell(line: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line}"], capture_output=True, text=True, timeout=60
    )
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    return done


def test_what_prints_into_a_closed_output_says_so(vectors_file: Path) -> None:
    done = shell(f"{MALVEC} similar {vectors_file} 영화 >&-")
    assert done.returncode == 1
    assert done.stderr == "malvec: standard output is closed\n"


def test_what_does_not_print_needs_no_output(vectors_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.txt"
    done = shell(f"{MALVEC} convert {vectors_file} {target} >&- 2>&- <&-")
    assert done.returncode == 0
    assert target.stat().st_size > 1000


@pytest.mark.parametrize("command", ["similar {} 없는말", "similar absent.txt a", "nothing"])
def test_a_closed_stderr_is_told_nothing(command: str, vectors_file: Path) -> None:
    done = shell(f"{MALVEC} {command.format(vectors_file)} 2>&-")
    assert done.returncode == (2 if command == "nothing" else 1)
    assert done.stdout == ""


def test_a_full_disk_is_a_failure(vectors_file: Path) -> None:
    for command in ("--help", f"similar {vectors_file} 영화"):
        done = shell(f"{MALVEC} {command} > /dev/full")
        assert done.returncode == 1
        assert done.stderr == "malvec: No space left on device\n"
    assert shell(f"{MALVEC} similar {vectors_file} 없는말 2> /dev/full").returncode == 1


@pytest.mark.parametrize("command", ["--help", "train --help", "plot scatter --help"])
def test_help_that_nobody_reads_to_its_end(command: str) -> None:
    done = shell(f"{MALVEC} {command} | true")
    assert done.returncode in (0, 141)  # 0 where it was written before the reader went away
    assert done.stderr == ""


def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("one two three\n" * 200_000)
    done = shell(f"{MALVEC} tokenize {tmp_path / 'long.txt'} | head -n 1")
    assert done.stdout == "one two three\n"
    assert done.stderr == ""
    assert done.returncode == 141


@pytest.mark.parametrize("wait", [0.05, 0.15, 0.3])
def test_ctrl_c_while_modules_are_imported(wait: float) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "malvec", "tokenize"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    patience = time.monotonic() + 5
    while not started(running.pid) and time.monotonic() < patience:
        time.sleep(0.005)
    time.sleep(wait)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=30)
    assert told == "malvec: stopped\n"
    # Python ends itself by the signal where it came within an exec of the standard library, as of
    # namedtuple; a shell tells both as 130.
    assert running.returncode in (130, -signal.SIGINT)


def started(process: int) -> bool:
    """Whether a process has come to malvec: something of its imports is open or mapped."""
    maps = Path(f"/proc/{process}/maps")
    return maps.exists() and "_multiarray_umath" in maps.read_text()


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["nothing"]])
def test_what_answers_at_once_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys; from malvec.cli import main\n"
        "try: main()\n"
        "except SystemExit: print(sorted({'numpy', 'scipy', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_work_goes_on_where_nobody_can_read_how(text_file: Path, tmp_path: Path) -> None:
    output = tmp_path / "v.safetensors"
    options = f"{text_file} -o {output} --dim 2 --epochs 1 --sample 0"
    for closed in ("2> /dev/full", "2>&-"):
        assert shell(f"{MALVEC} train cbow {options} {closed}").returncode == 0
        output.unlink()
