"""The attacks, such as 16 threads under the thread sanitizer, call every function of malvec.h."""

from __future__ import annotations

import re
from pathlib import Path

from made.native import HEADERS

HERE = Path(__file__).parent
ASKED = "".join((HERE / name).read_text("utf-8") for name in ("asking.cpp", "test_threads.cpp"))


def test_every_function_of_the_header_is_asked() -> None:
    header = (HEADERS / "malvec" / "malvec.h").read_text("utf-8")
    functions = re.findall(r"^MALVEC_API [^(]*?(malvec_\w+)\(", header, re.MULTILINE)
    assert len(functions) == header.count("MALVEC_NOEXCEPT;") > 15
    assert [name for name in functions if f"{name}(" not in ASKED] == []
