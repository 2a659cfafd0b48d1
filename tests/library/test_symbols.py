"""What libmalvec exports and what it asks of the system: no more than its header says."""

from __future__ import annotations

import re
import subprocess

import pytest
from made.native import HEADERS, ROOT, library, needs, run

HEADER = (HEADERS / "malvec" / "malvec.h").read_text("utf-8")
# What ends, prints, or reads the environment of the program that uses the library.
FORBIDDEN = re.compile(
    r"_*(abort|exit|Exit|quick_exit|atexit|assert_fail|v?[df]?printf|puts|fputs|f?putc|putchar"
    r"|perror|fwrite|getenv|secure_getenv|setlocale|newlocale|uselocale|strerror|signal|sigaction"
    r"|raise|kill|stdout|stderr)(_chk)?|_ZSt4(cout|cerr|clog)"
)


def symbols(which: str) -> list[str]:
    needs("nm")
    lines = run("nm", "-D", f"--{which}-only", library()).splitlines()
    return [line.split()[-1].partition("@")[0] for line in lines]


def test_the_exported_symbols_are_those_of_the_header() -> None:
    declared = re.findall(r"^MALVEC_API [\w *]*?(malvec_\w+)\(", HEADER, re.MULTILINE)
    assert len(declared) == len(set(declared)) >= 19
    assert sorted(set(symbols("defined")) - {"MALVEC_1"}) == sorted(declared)


def test_it_calls_nothing_that_ends_prints_or_asks_the_environment() -> None:
    called = symbols("undefined")
    assert "malloc" in called or "_Znwm" in called  # the list is not empty
    assert [name for name in called if FORBIDDEN.fullmatch(name)] == []


def test_of_each_level_only_its_table_can_be_seen() -> None:
    needs("nm")
    objects = sorted((ROOT / "build" / "venv" / "cpp" / "c_api").glob("v?.o"))
    if not objects:
        pytest.skip("libmalvec was not built for several levels")
    for path in objects:
        found = [line.split()[-1] for line in run("nm", "-g", "--defined-only", path).splitlines()]
        assert found == [f"malvec_functions_{path.stem}"]


@pytest.mark.parametrize(
    "name", ["abort", "_exit", "printf", "__vfprintf_chk", "__assert_fail", "getenv", "_ZSt4cout"]
)
def test_the_forbidden_names_are_found(name: str) -> None:
    assert FORBIDDEN.fullmatch(name)


@pytest.mark.parametrize("name", ["snprintf", "__snprintf_chk", "__cxa_atexit", "strerrordesc_np"])
def test_the_others_are_not(name: str) -> None:
    assert not FORBIDDEN.fullmatch(name)


def test_the_soname_counts_breaks_of_the_interface() -> None:
    needs("readelf")
    (abi,) = re.findall(r"^#define MALVEC_ABI (\d+)$", HEADER, re.MULTILINE)
    assert f"soname: [libmalvec.so.{abi}]" in run("readelf", "-d", library())


def test_the_header_is_plain_c99_and_c_plus_plus() -> None:
    for command in ("gcc -std=c99 -x c", "g++ -std=c++11 -x c++"):
        needs(command.split()[0])
        how = [*command.split(), "-pedantic-errors", "-Wall", "-Wextra", "-Werror", "-fsyntax-only"]
        subprocess.run([*how, HEADERS / "malvec" / "malvec.h"], check=True)
