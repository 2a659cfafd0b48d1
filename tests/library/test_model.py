"""``malvec.hpp``: runs model.cpp."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from made.encoders import encoder_file
from made.native import HEADERS, ROOT, compiler, library, run

import malvec as mv

TESTS = ROOT / "tests"


def test_the_model_of_cpp(tmp_path: Path) -> None:
    program, path = tmp_path / "model", library()
    sources = (TESTS / "library" / "model.cpp", TESTS / "cpp" / "main.cpp")
    folders = (f"-I{HEADERS}", f"-I{TESTS / 'cpp'}", f"-Wl,-rpath,{path.parent}")
    run(compiler("g++", "c++"), "-std=c++17", "-O0", *sources, path, *folders, "-o", program)
    mv.Index.build(np.eye(5, dtype=np.float32)).save(tmp_path / "rows.index")
    told = run(program, MODEL=str(encoder_file(tmp_path)), ROWS=str(tmp_path / "rows.index"))
    assert told.endswith(" passed, 0 failed\n")
