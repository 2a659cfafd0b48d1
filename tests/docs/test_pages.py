"""Every block of code of README and docs/ runs, and gives the output that the page shows below it.

Blocks of ``python`` share a namespace per page. A block of ``text`` right below one is its output.
In blocks of ``console`` the lines that begin with ``$ malvec`` are run; the lines below are their
output.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import pytest
from docs.matching import matches
from docs.needs import lacking

from malvec.cli import main

ROOT = Path(__file__).parent.parent.parent
TUTORIALS = [ROOT / "docs" / "tutorial.md", ROOT / "docs" / "tutorial-ko.md"]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^\$ (.*(?:(?<=\\)\n.*)*)\n?((?:(?!\$ ).*\n)*)", re.MULTILINE)


class Block(NamedTuple):
    """A block of code, where it begins, and the output shown below it, if any."""

    language: str
    code: str
    line: int
    output: str | None


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a page that are run."""
    found = list(FENCE.finditer(text))
    for fence, below in itertools.zip_longest(found, found[1:]):
        shown = None
        if below and below[1] == "text" and not text[fence.end() : below.start()].strip():
            shown = below[2]
        if fence[1] in ("python", "console"):
            yield Block(fence[1], fence[2], text.count("\n", 0, fence.start()) + 2, shown)


PAGES = [
    path
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
    if path.parent.name != "api" and any(blocks(path.read_text("utf-8")))
]


def run_python(path: Path, block: Block, namespace: dict[str, object]) -> str:
    """What a block prints."""
    code = compile("\n" * (block.line - 1) + block.code, str(path), "exec")
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, namespace)
    return printed.getvalue()


def run_malvec(arguments: list[str], stdin: str) -> str:
    """What the command prints, run in this process."""
    given = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    code: object = 0
    streams = mock.patch.multiple(sys, argv=arguments, stdin=given, stdout=out, stderr=err)
    with mock.patch.dict(os.environ, COLUMNS="100"), streams:
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
    for stream in (out, err):
        stream.flush()
    assert code == 0, f"{shlex.join(arguments)}: {err.buffer.getvalue().decode()}"
    return out.buffer.getvalue().decode()


def run_stage(words: list[str], stdin: str) -> str:
    """What one command of a pipeline prints, or an empty text where it goes into a file."""
    words, files = list(words), {}
    for sign in ("<", ">"):
        if sign in words:
            at = words.index(sign)
            files[sign] = Path(words[at + 1])
            del words[at : at + 2]
    given = files["<"].read_text("utf-8") if "<" in files else stdin
    if words[0] == "malvec":
        printed = run_malvec(words, given)
    else:
        program = sys.executable if words[0] == "python" else words[0]
        printed = subprocess.run(
            [program, *words[1:]], input=given, text=True, check=True, capture_output=True
        ).stdout
    if ">" in files:
        files[">"].write_text(printed, "utf-8")
    return "" if ">" in files else printed


def run_command(line: str) -> str:
    """What a line of the shell prints; it may have pipes and redirections."""
    lexer = shlex.shlex(line.replace("\\\n", " "), posix=True, punctuation_chars="|<>")
    lexer.whitespace_split = True
    stages: list[list[str]] = [[]]
    for word in lexer:
        if word == "|":
            stages.append([])
        else:
            stages[-1].append(word)
    printed = ""
    for stage in stages:
        printed = run_stage(stage, printed)
    return printed


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_blocks_of_a_page_run_and_print_what_it_shows(path: Path, sample_folder: Path) -> None:
    if path == TUTORIALS[1]:
        pytest.skip("the code is that of the English tutorial, as a test below makes sure")
    namespace: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(path.read_text("utf-8")):
        if lacking(block.code):
            continue
        where = f"{path.relative_to(ROOT)}:{block.line}"
        if block.language == "python":
            printed = run_python(path, block, namespace)
            assert block.output is None or matches(block.output, printed), f"{where}\n{printed}"
            continue
        for command in COMMAND.finditer(block.code):
            if "malvec" not in command[1]:
                continue
            printed = run_command(command[1])
            shown = command[2].strip()
            assert not shown or matches(shown, printed), f"{where}: {command[1]}\n{printed}"


def test_both_tutorials_have_the_same_code() -> None:
    english, korean = (
        [(b.language, b.code, b.output) for b in blocks(path.read_text("utf-8"))]
        for path in TUTORIALS
    )
    assert english == korean


def test_the_pages_have_code() -> None:
    assert len(PAGES) >= 12


def test_a_wrong_output_is_noticed() -> None:
    assert matches("[('꿈', 0.61), ...]", "[('꿈', 0.6082), ('a', 1.0)]")
    assert not matches("[('꿈', 0.61), ...]", "[('꿈', 0.6382), ('a', 1.0)]")
    assert not matches("3 words", "4 words")
    text = "```python\nprint(1)\n```\n\n```text\n2\n```\n"
    (block,) = blocks(text)
    assert block.output == "2\n"
    assert not matches(block.output, run_python(Path("page.md"), block, {}))


def test_commands_of_a_block_are_found() -> None:
    block = "$ malvec info \\\n    a\nshown\n$ malvec doctor\n"
    assert [(m[1], m[2]) for m in COMMAND.finditer(block)] == [
        ("malvec info \\\n    a", "shown\n"),
        ("malvec doctor", ""),
    ]
