"""The programs of examples/embed in C, C++, Rust, Go, Node and Java give Python's answers, bit for
bit, from many threads, and tell an error by its code. Each is skipped where its tools are missing.
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from made.encoders import WORDS, encoder_file
from made.native import HEADERS, ROOT, compiler, library, needs, run

import malvec as mv
from malvec.text.sentences import split_sentences

EXAMPLE = ROOT / "examples" / "embed"
JAVA_PACKAGES = Path("/usr/share/java")
STRICT = ("-pedantic", "-Wall", "-Wextra", "-Werror")
NOT_FOUND_BY_SYSTEM = 3  # MALVEC_IO


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return encoder_file(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def lib(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the library under the name that linkers look for."""
    folder = tmp_path_factory.mktemp("lib")
    for name in ("libmalvec.so", "libmalvec.so.1"):
        (folder / name).symlink_to(library())
    return folder


@cache
def answers(path: Path) -> list[tuple[str, ...]]:
    """What Python says: questions, then words or nothing, then numbers as bits."""
    encoder = mv.load(path)
    vectors = encoder.vectors
    asked = {word: vectors.most_similar(word, topn=3) for word in ("희망", "재밋엇다")}
    asked["한국영화:한국=일본영화:?"] = vectors.analogy("한국영화", "한국", "일본영화", topn=3)
    lines = [(each, word, bits(score)) for each in asked for word, score in asked[each]]
    texts = ["재미있는 영화", "지루한 영화"]
    rows = [tuple(map(bits, row)) for row in encoder.encode(texts)]
    return [*lines, *((text, *row) for text, row in zip(texts, rows, strict=True))]


def names_and_bits(line: list[str]) -> tuple[str, ...]:
    """A line of a program: a question, a word where it is about words, numbers."""
    names = line[:2] if len(line) == 3 else line[:1]
    return (*names, *map(bits, line[len(names) :]))


def bits(number: object) -> str:
    return np.float32(number).tobytes().hex()  # type: ignore[arg-type]


def check(told: str, path: Path) -> None:
    """The lines of a program are Python's answers, and an error after them."""
    *lines, error = [line.split("\t") for line in told.splitlines()]
    assert [names_and_bits(line) for line in lines] == answers(path)
    assert error[0] == f"error {NOT_FOUND_BY_SYSTEM}"
    assert error[1].startswith("missing.safetensors: ")


@pytest.fixture(scope="module")
def c_program(lib: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    program = tmp_path_factory.mktemp("c") / "ask"
    linked = (f"-I{HEADERS}", f"-L{lib}", f"-Wl,-rpath,{lib}", "-lmalvec", "-pthread")
    source = EXAMPLE / "c" / "ask.c"
    run(compiler("cc"), "-std=c99", *STRICT, "-g", source, *linked, "-o", program)
    return program


def test_c(c_program: Path, model: Path, tmp_path: Path) -> None:
    check(run(c_program, model, cwd=tmp_path), model)


def test_c_under_valgrind(c_program: Path, model: Path, tmp_path: Path) -> None:
    """Which has no AVX-512, so that the last bits may be those of another level."""
    needs("valgrind")
    strict = ("-q", "--error-exitcode=9", "--leak-check=full", "--show-leak-kinds=all")
    every = "--errors-for-leak-kinds=all"
    try:
        told = run("valgrind", *strict, every, c_program, model, cwd=tmp_path)
    except AssertionError as error:
        if "newer processor" in str(error):
            pytest.skip("this libmalvec was built for AVX-512 alone")
        raise
    words = [line.split("\t")[:2] for line in told.splitlines()]
    assert [tuple(line) for line in words[:9]] == [line[:2] for line in answers(model)[:9]]


@pytest.mark.parametrize("standard", ["c++17", "c++20"])
@pytest.mark.parametrize("name", ["g++", "clang++"])
def test_cpp(name: str, standard: str, lib: Path, model: Path, tmp_path: Path) -> None:
    needs(name)
    source = EXAMPLE / "cpp" / "ask.cpp"
    warned = (f"-std={standard}", *STRICT, "-Wshadow", "-Wconversion")
    if (name, standard) != ("g++", "c++17"):
        run(name, *warned, f"-I{HEADERS}", "-fsyntax-only", source)
        return
    linked = (f"-I{HEADERS}", f"-L{lib}", f"-Wl,-rpath,{lib}", "-lmalvec", "-pthread")
    run(name, *warned, source, *linked, "-o", tmp_path / "ask")
    check(run(tmp_path / "ask", model, cwd=tmp_path), model)


def test_cpp_searches_sentences(lib: Path, model: Path, tmp_path: Path) -> None:
    texts = [f"{first} {second} {WORDS[0]}" for first in WORDS for second in WORDS[:5]]
    index = mv.Index.build(texts, encoder=mv.load(model), progress=False)
    index.save(tmp_path / "texts.index")
    linked = (f"-I{HEADERS}", f"-L{lib}", f"-Wl,-rpath,{lib}", "-lmalvec")
    source = EXAMPLE / "cpp" / "search.cpp"
    run(compiler("c++"), "-std=c++17", *STRICT, source, *linked, "-o", tmp_path / "search")
    question = "재밋엇다 영화"
    told = run(tmp_path / "search", tmp_path / "texts.index", question)
    found = [line.split("\t") for line in told.splitlines()]
    wanted = index.most_similar(question, topn=3)
    assert [text for _, text in found] == [text for text, _ in wanted]
    cosines = [float(score) for score, _ in found]
    assert cosines == pytest.approx([score for _, score in wanted], abs=1e-6)


def test_cpp_cuts_sentences_and_tokens(lib: Path, model: Path, tmp_path: Path) -> None:
    linked = (f"-I{HEADERS}", f"-L{lib}", f"-Wl,-rpath,{lib}", "-lmalvec")
    source, program = EXAMPLE / "cpp" / "tokens.cpp", tmp_path / "tokens"
    run(compiler("c++"), "-std=c++17", *STRICT, source, *linked, "-o", program)
    text = "재미있는 영화다. 또 보고 싶다!"
    data, pipeline = text.encode(), mv.load(model).pipeline
    for named, tokens in ((model, pipeline.tokens), ("characters", mv.tokenizers.Characters())):
        *parts, nothing = run(program, named, text).split("\n\n")
        assert nothing == ""
        for part, sentence in zip(parts, split_sentences(text), strict=True):
            lines = [line.split("\t") for line in part.splitlines()]
            assert [form for form, *_ in lines] == tokens(sentence)
            for form, tag, begin, end in lines:
                assert (form, tag) == (data[int(begin) : int(end)].decode(), "")


def test_rust(lib: Path, model: Path, tmp_path: Path) -> None:
    needs("rustc")
    source, program = EXAMPLE / "rust" / "ask.rs", tmp_path / "ask"
    linked = ("-L", lib, "-C", f"link-arg=-Wl,-rpath,{lib}", "-D", "warnings")
    run("rustc", "--edition", "2021", *linked, source, "-o", program)
    check(run(program, model, cwd=tmp_path), model)


def test_go(lib: Path, model: Path, tmp_path: Path) -> None:
    needs("go", "pkg-config")
    lines = ("Name: malvec", "Description: .", "Version: 1", f"Cflags: -I{HEADERS}")
    (tmp_path / "malvec.pc").write_text("\n".join([*lines, f"Libs: -L{lib} -lmalvec\n"]))
    told = run(
        *("go", "run", EXAMPLE / "go" / "ask.go", model),
        cwd=tmp_path,
        PKG_CONFIG_PATH=str(tmp_path),
        LD_LIBRARY_PATH=str(lib),
        CGO_LDFLAGS=f"-L{lib}",  # go's cache does not ask what pkg-config says
    )
    check(told, model)


def test_node(model: Path, tmp_path: Path) -> None:
    needs("node")
    source = EXAMPLE / "node" / "ask.js"
    try:
        run("node", "-e", "require('koffi')", cwd=source.parent)
    except AssertionError:
        pytest.skip("koffi is missing: npm install koffi, and NODE_PATH names its folder")
    check(run("node", source, library(), model, cwd=tmp_path), model)


def test_java(lib: Path, model: Path, tmp_path: Path) -> None:
    needs("java", "javac")
    jna = JAVA_PACKAGES / "jna.jar"
    if not jna.exists():
        pytest.skip(f"there is no {jna}: apt install libjna-java")
    source = EXAMPLE / "java" / "Ask.java"
    settings = ("-Dfile.encoding=UTF-8", f"-Djna.library.path={lib}", "-cp", jna)
    told = run("java", *settings, source, model, cwd=tmp_path)
    check(told, model)


def test_every_example_has_a_test() -> None:
    folders = {path.name for path in EXAMPLE.iterdir() if path.is_dir()}
    assert folders == {"c", "cpp", "rust", "go", "node", "java"}
    assert shutil.which("cc") or shutil.which("gcc")
