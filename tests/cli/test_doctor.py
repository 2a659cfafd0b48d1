"""``malvec doctor``."""

from __future__ import annotations

import io
import json
import math
import sys
from pathlib import Path
from typing import Any, cast

import pytest
from command_line import malvec
from made.mecab_lexicon import make_small

from malvec._core import mecab_fingerprint
from malvec.cli.doctor import DoctorJob, doctor, processors
from malvec.cli.doctor_analysers import ANALYSERS
from malvec.cli.table import display_width


def test_doctor() -> None:
    assert "python-mecab-ko" in malvec("doctor").stdout
    assert json.loads(malvec("doctor", "--json").stdout)["machine"]["instruction set"]


@pytest.mark.parametrize(
    ("budget", "told"),
    [
        ((8, 8, math.inf), "8 of 8"),
        ((3, 3, math.inf), "3 of 8 (this process may run on 3)"),
        ((1, 3, 1.5), "1 of 8 (control groups leave the time of 1.5)"),
    ],
)
def test_doctor_tells_what_sets_the_threads(
    monkeypatch: pytest.MonkeyPatch, budget: tuple[int, int, float], told: str
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    monkeypatch.setattr("malvec._core.cpu_budget", lambda _: budget)
    assert processors() == told


def test_doctor_knows_the_analysers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    found = json.loads(malvec("doctor", "--json").stdout)["analysers"]
    assert set(found) == {"mecab", "kiwi", "okt", "komoran", "hannanum", "kkma", "konlpy-mecab"}
    assert not found["okt"]["found"]
    assert found["okt"]["fix"]
    assert found["okt"]["java"]["JAVA_HOME"] == "/nowhere"
    assert "/nowhere/lib/server" in found["okt"]["java"]["problem"]
    assert "not found" in malvec("doctor").stdout


def of_mecab(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(malvec("doctor", "--json", *arguments).stdout)["analysers"]
    return cast(dict[str, Any], found["mecab"])


def test_doctor_opens_the_dictionary_of_mecab(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("malvec.cli.doctor_analysers.ANALYSERS", {"mecab": ANALYSERS["mecab"]})
    folder = str(make_small(tmp_path))
    monkeypatch.setenv("MALVEC_MECAB_DICTIONARY", folder)
    known = mecab_fingerprint(folder)
    assert of_mecab() == {
        "found": True,
        "package": "MALVEC_MECAB_DICTIONARY",
        "version": None,
        "java": None,
        "dictionary": folder,
        "fingerprint": known,
        "problem": None,
        "fix": None,
    }
    told = malvec("doctor").stdout
    assert f"MALVEC_MECAB_DICTIONARY  dictionary {folder}\n" in told
    assert f"  fingerprint {known}\n" in told
    (tmp_path / "sys.dic").write_bytes(b"cut")
    found = of_mecab()
    assert (found["found"], found["fix"]) == (False, "unset MALVEC_MECAB_DICTIONARY")
    assert "sys.dic is no compiled dictionary" in found["problem"]
    monkeypatch.setenv("MALVEC_MECAB_DICTIONARY", "/nowhere")
    why = "/nowhere: there is no such dictionary for Mecab, which MALVEC_MECAB_DICTIONARY names"
    found = of_mecab()
    assert (found["problem"], found["package"]) == (why, "MALVEC_MECAB_DICTIONARY")


def test_doctor_mends_the_package_of_the_dictionary(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("malvec.cli.doctor_analysers.ANALYSERS", {"mecab": ANALYSERS["mecab"]})
    monkeypatch.delenv("MALVEC_MECAB_DICTIONARY", raising=False)
    monkeypatch.delitem(sys.modules, "mecab_ko_dic", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    facts = tmp_path / "python_mecab_ko_dic-9.9.dist-info" / "METADATA"
    folder = tmp_path / "mecab_ko_dic" / "dictionary"
    for made in (facts.parent, folder):
        made.mkdir(parents=True)
    facts.write_text("Name: python-mecab-ko-dic\nVersion: 9.9\n")
    (folder.parent / "__init__.py").touch()
    make_small(folder)
    monkeypatch.setenv("MALVEC_MECAB_DICTIONARY", f"{folder}/../../mecab_ko_dic/dictionary")
    found = of_mecab()
    assert (found["package"], found["version"]) == ("python-mecab-ko-dic", "9.9")
    monkeypatch.delenv("MALVEC_MECAB_DICTIONARY")
    assert of_mecab()["found"]
    (folder / "sys.dic").write_bytes(b"cut")
    assert of_mecab()["fix"] == "pip install --force-reinstall python-mecab-ko-dic"


def test_doctor_credits_the_package_of_the_dictionary() -> None:
    pytest.importorskip("mecab_ko_dic")
    found = of_mecab()
    assert found["package"] == "python-mecab-ko-dic"
    assert found["version"] in malvec("doctor").stdout
    assert len(found["fingerprint"]) == 16


def test_doctor_tries_the_analysers(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("mecab")
    monkeypatch.setattr("malvec.cli.doctor_analysers.ANALYSERS", {"mecab": ANALYSERS["mecab"]})
    assert "아버지 가 방 에" in malvec("doctor", "--try").stdout


def test_doctor_fits_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdout", terminal)
    doctor(DoctorJob())
    for line in terminal.getvalue().splitlines():
        assert display_width(line) <= 80 or "/" in line.split()[-1], line  # a path stays whole
