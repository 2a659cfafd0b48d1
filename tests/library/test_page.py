"""The C and C++ of docs/howto/embed.md compiles without a warning and runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from made.encoders import encoder_file
from made.native import HEADERS, ROOT, compiler, library, run

PAGE = (ROOT / "docs" / "howto" / "embed.md").read_text("utf-8")
COMPILERS = {"c": ("cc", "-std=c99", "-pedantic"), "cpp": ("c++", "-std=c++17")}
BLOCKS = re.findall(r"^```(c|cpp)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(
    ("language", "code"), BLOCKS, ids=[f"{name}{i}" for i, (name, _) in enumerate(BLOCKS)]
)
def test_a_block_runs(language: str, code: str, tmp_path: Path) -> None:
    path, source = library(), tmp_path / f"block.{language}"
    source.write_text(code, "utf-8")
    name, *standard = COMPILERS[language]
    strict = (compiler(name), *standard, "-Wall", "-Wextra", "-Werror", "-O0")
    run(
        *strict, source, f"-I{HEADERS}", path, f"-Wl,-rpath,{path.parent}", "-o", tmp_path / "block"
    )
    encoder_file(tmp_path)
    assert len(run(tmp_path / "block", cwd=tmp_path).splitlines()) >= 3


def test_the_page_has_both() -> None:
    assert [name for name, _ in BLOCKS] == ["cpp", "c", "c"]
