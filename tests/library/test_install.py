"""Programs are built with what is installed: into a prefix, a prefix that was moved, a wheel; by
CMake, by pkg-config and by ``malvec config``."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from made.native import HEADERS, ROOT, archive, compiler, library, needs, run

import malvec as mv
from malvec.cli.linking import flags

EXAMPLE = ROOT / "examples" / "embed"
USAGE = "usage: ask MODEL\n"


def installed(folder: Path, *options: str) -> Path:
    """A prefix with libmalvec, by the rules of our own build."""
    needs("cmake")
    build = folder / "build"
    source = ROOT / "tests" / "library" / "install"
    choice = [
        "-DCMAKE_BUILD_TYPE=Release",
        f"-DLIBRARY={library()}",
        f"-DCMAKE_INSTALL_PREFIX={folder / 'first'}",
        *options,
    ]
    run("cmake", "-S", source, "-B", build, "-DCMAKE_INSTALL_LIBDIR=lib", *choice)
    run("cmake", "--build", build)
    run("cmake", "--install", build)
    return folder / "first"


@pytest.fixture(scope="module")
def prefix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installed prefix that was moved after that, to a name with a blank in it."""
    first = installed(tmp_path_factory.mktemp("prefix"))
    return first.rename(first.with_name("moved prefix"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package's folder in a wheel, which has no links, copied to a folder of another name."""
    folder = tmp_path_factory.mktemp("wheel")
    return Path(shutil.copytree(installed(folder, "-DSKBUILD=ON") / "malvec", folder / "a copy"))


@pytest.fixture(scope="module")
def package() -> Path:
    """This very malvec, where pip installed it."""
    folder = Path(mv.__file__).parent
    if not (folder / "include").exists():
        pytest.skip(f"{folder} was not installed by pip, or without libmalvec")
    return folder


@pytest.fixture(params=["prefix", "wheel", "package"])
def place(request: pytest.FixtureRequest) -> Path:
    path = request.getfixturevalue(request.param)
    assert isinstance(path, Path)
    return path


def check_program(program: Path, **environment: str) -> None:
    """It starts, finds the library, and says what went wrong."""
    needs("sh")
    told = run("sh", "-c", '"$0" 2>&1 || true', program, **environment)
    assert told == USAGE
    told = run("sh", "-c", '"$0" no.safetensors 2>&1 || true', program, **environment)
    assert told.startswith("malvec: no.safetensors: ")


def test_what_lies_where(place: Path) -> None:
    folders = (place / "lib", place / "include")
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert {path.relative_to(place).as_posix() for path in paths} == {
        "lib/libmalvec.so.1",
        "lib/libmalvec.so",
        "include/malvec/malvec.h",
        "include/malvec/malvec.hpp",
        "include/malvec/calls.hpp",
        "include/malvec/tokenizer.hpp",
        "include/malvec/values.hpp",
        "lib/pkgconfig/malvec.pc",
        "lib/cmake/malvec/malvecConfig.cmake",
        "lib/cmake/malvec/malvecConfigVersion.cmake",
    }
    for path in (place / "lib").rglob("*.*"):
        if path.suffix in (".pc", ".cmake"):
            assert str(place.parent) not in path.read_text("utf-8"), "it can be moved"


def test_wheels_have_no_links(wheel: Path) -> None:
    assert not any(path.is_symlink() for path in wheel.rglob("*"))


def test_cmake_finds_it(place: Path, tmp_path: Path) -> None:
    compiler("c++")
    build = tmp_path / "build"
    run("cmake", "-S", EXAMPLE / "cpp", "-B", build, f"-DCMAKE_PREFIX_PATH={place}")
    run("cmake", "--build", build)
    check_program(build / "ask")


def test_cmake_links_the_archive(tmp_path: Path) -> None:
    prefix = installed(tmp_path, f"-DMALVEC_STATIC={archive()}")
    shutil.copytree(EXAMPLE / "cpp", tmp_path / "cpp")
    lists = tmp_path / "cpp" / "CMakeLists.txt"
    lists.write_text(lists.read_text("utf-8").replace("malvec::malvec", "malvec::static"), "utf-8")
    build = tmp_path / "cpp" / "build"
    run("cmake", "-S", lists.parent, "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}")
    run("cmake", "--build", build)
    shutil.rmtree(prefix)
    check_program(build / "ask")


def test_a_compiler_links_the_archive(tmp_path: Path) -> None:
    needs("pkg-config")
    prefix = installed(tmp_path, f"-DMALVEC_STATIC={archive()}")
    given = {"PKG_CONFIG_PATH": str(prefix / "lib" / "pkgconfig")}
    words = shlex.split(run("pkg-config", "--cflags", "malvec", **given))
    paths = (EXAMPLE / "c" / "ask.c", *words, prefix / "lib" / "libmalvec.a")
    run(compiler("cc"), *paths, "-lstdc++", "-lm", "-pthread", "-o", tmp_path / "ask")
    shutil.rmtree(prefix)
    check_program(tmp_path / "ask")


EARLY = """
#include <malvec/malvec.hpp>
#include <cstdio>
static const std::string told = [] {
    try {
        malvec::Model model("no.safetensors");
    } catch (const malvec::Error& error) {
        return std::string(error.what());
    }
    return std::string();
}();
int main() { std::puts(told.c_str()); }
"""


def test_the_archive_is_asked_before_main(tmp_path: Path) -> None:
    (tmp_path / "early.cpp").write_text(EARLY, "utf-8")
    program = tmp_path / "early"
    paths = (f"-I{HEADERS}", tmp_path / "early.cpp", archive())
    run(compiler("g++", "c++"), "-std=c++17", *paths, "-pthread", "-o", program)
    assert run(program).startswith("no.safetensors: ")


def test_the_archive_shows_entries_alone() -> None:
    needs("nm")
    lines = run("nm", "-g", "--defined-only", archive()).splitlines()
    shown = {line.split()[2] for line in lines if len(line.split()) == 3}
    header = (HEADERS / "malvec" / "malvec.h").read_text("utf-8")
    declared = set(re.findall(r"^MALVEC_API[^(]*?\b(malvec_\w+)\(", header, re.MULTILINE))
    assert len(declared) >= 19
    assert shown == declared


@pytest.mark.parametrize(("version", "found"), [("0.1", True), ("0.2", False), ("1.0", False)])
def test_cmake_asks_for_a_version(prefix: Path, tmp_path: Path, version: str, found: bool) -> None:
    (tmp_path / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.18)\nproject(asking LANGUAGES NONE)\n"
        f"find_package(malvec {version})\nmessage(STATUS found=${{malvec_FOUND}})\n"
    )
    told = run("cmake", "-S", tmp_path, "-B", tmp_path / "b", f"-DCMAKE_PREFIX_PATH={prefix}")
    assert ("found=1" if found else "found=0") in told


def test_pkg_config_finds_it(place: Path, tmp_path: Path) -> None:
    needs("pkg-config")
    given = {"PKG_CONFIG_PATH": str(place / "lib" / "pkgconfig")}
    words = shlex.split(run("pkg-config", "--cflags", "--libs", "malvec", **given))
    run(compiler("cc"), EXAMPLE / "c" / "ask.c", *words, "-pthread", "-o", tmp_path / "ask")
    found = {} if "-Wl,-rpath" in " ".join(words) else {"LD_LIBRARY_PATH": str(place / "lib")}
    check_program(tmp_path / "ask", **found)


def test_programs_of_a_wheel_find_its_library(wheel: Path, prefix: Path) -> None:
    told = [
        (each / "lib" / "pkgconfig" / "malvec.pc").read_text("utf-8") for each in (wheel, prefix)
    ]
    assert ["-Wl,-rpath,${libdir}" in text for text in told] == [True, False]


def test_an_absolute_folder_of_libraries(tmp_path: Path) -> None:
    needs("pkg-config")
    apart = tmp_path / "apart" / "lib"
    prefix = installed(tmp_path, f"-DCMAKE_INSTALL_LIBDIR={apart}")
    given = {"PKG_CONFIG_PATH": str(apart / "pkgconfig")}
    words = shlex.split(run("pkg-config", "--cflags", "--libs", "malvec", **given))
    assert words == [f"-I{prefix}/include", f"-L{apart}", "-lmalvec"]
    run(compiler("cc"), EXAMPLE / "c" / "ask.c", *words, "-pthread", "-o", tmp_path / "ask")
    check_program(tmp_path / "ask", LD_LIBRARY_PATH=str(apart))
    build, package = tmp_path / "cpp", apart / "cmake" / "malvec"
    run("cmake", "-S", EXAMPLE / "cpp", "-B", build, f"-Dmalvec_DIR={package}")
    run("cmake", "--build", build)
    check_program(build / "ask")


def test_licences_lie_beside_it(prefix: Path) -> None:
    for name in ("LICENSE", "NOTICE"):
        beside = prefix / "share" / "licenses" / "malvec" / name
        assert beside.read_text("utf-8") == (ROOT / name).read_text("utf-8")


def test_malvec_config_is_what_a_compiler_needs(wheel: Path, tmp_path: Path) -> None:
    told = flags(wheel)
    words = shlex.split(f"{told['cflags']} {told['libs']}")
    run(compiler("cc"), EXAMPLE / "c" / "ask.c", *words, "-pthread", "-o", tmp_path / "ask")
    check_program(tmp_path / "ask")
    assert (Path(*shlex.split(told["cmakedir"])) / "malvecConfig.cmake").exists()
