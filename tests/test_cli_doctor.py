"""``malvec doctor``."""

from __future__ import annotations

import json

from test_cli import malvec


def test_doctor() -> None:
    assert "python-mecab-ko" in malvec("doctor").stdout
    assert json.loads(malvec("doctor", "--json").stdout)["machine"]["instruction set"]
