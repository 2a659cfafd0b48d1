"""One name for a thing in all commands; what every command takes."""

from __future__ import annotations

import inspect
import logging
from pathlib import Path

import numpy as np
import pytest
from cli.test_help import TREE
from command_line import malvec

import malvec as mv

COMMANDS = {path: each for path, each in TREE.items() if not hasattr(each, "list_commands")}


def options(path: tuple[str, ...]) -> set[str]:
    """The long names of the options of a command that are shown."""
    return {
        name
        for each in COMMANDS[path].params
        for name in each.opts
        if name.startswith("--") and not getattr(each, "hidden", False)
    }


ONE_NAME = {
    "--input": {"--file", "--source", "--texts-file"},
    "--output": {"--out", "--target", "--to-file"},
    "--threads": {"--workers", "--jobs", "--cpus"},
    "--processes": {"--procs", "--worker-processes"},
    "--restrict": {"--top", "--words", "--restrict-vocab"},
    "--topn": {"--neighbours", "--count", "--top-n"},
    "--subwords": {"--units"},
    "--clean": {"--normalize", "--normalizer", "--cleaning"},
    "--field": {"--column"},
    "--side": {"--rows", "--users"},
    "--seed": {"--random-state"},
    "--quiet": {"--silent"},
}
"""The one name of a thing, and what it could be called, too."""


def test_a_thing_has_one_name_in_all_commands() -> None:
    used = set().union(*map(options, COMMANDS))
    for name, others in ONE_NAME.items():
        assert name in used
        assert not others & used, f"{name} is the name"


def test_names_are_those_of_python() -> None:
    for function, names in {
        mv.WordVectors.most_similar: {"topn", "restrict"},
        mv.Corpus.from_files: {"tokenizer", "min_count", "processes", "on_error", "encoding"},
        mv.plot.scatter: {"method", "side", "groups", "title", "font"},
        mv.text.near_duplicates: {"threshold", "ngram", "permutations", "seed", "threads"},
    }.items():
        known = set().union(*map(options, COMMANDS))
        assert names <= set(inspect.signature(function).parameters)
        assert {f"--{name.replace('_', '-')}" for name in names} <= known


EVERYWHERE = {"--config", "--quiet", "--progress", "--log-level", "--help"}
READING = {"--input", "--format", "--field", "--encoding", "--clean"}
CUTTING = {"--tokenizer", "--user-dictionary", "--keep-tags", "--scores", "--processes"}
CUTTING |= {"--on-error", "--time-limit"}


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_what_goes_together_is_there_together(path: tuple[str, ...]) -> None:
    found = options(path)
    for wanted in (EVERYWHERE - {"--help"}, READING - {"--input"}, CUTTING - {"--processes"}):
        if found & wanted:
            assert wanted <= found
    assert EVERYWHERE - {"--help"} <= found
    if "--format" in found:
        assert "--input" in found
    if path[0] in ("train", "count"):
        assert "--output" in found


def test_one_name_takes_one_kind_of_value() -> None:
    kinds: dict[str, set[str]] = {}
    for command in COMMANDS.values():
        for each in command.params:
            for name in each.opts:
                if name.startswith("-") and not getattr(each, "hidden", False):
                    kinds.setdefault(name, set()).add(str(each.metavar))
    several = {name for name, found in kinds.items() if len(found) > 1}
    assert several <= {"--context"}, several  # how neighbours are added up; how many words before


def test_old_names_go_on_and_tell_the_new_one(vectors_file: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.html", tmp_path / "second.html"
    how = ("--method", "pca", "--title", "words", "--quiet")
    told = malvec("explore", vectors_file, "-o", first, *how, "--top", 3)
    assert told.stderr == "malvec: --top is called --restrict now\n"
    malvec("explore", vectors_file, "-o", second, *how, "--restrict", 3)
    assert first.read_bytes() == second.read_bytes()
    assert "--top " not in malvec("explore", "--help").stdout


@pytest.mark.parametrize("name", ["--top", "--topk", "--top-k", "--k", "-k"])
def test_how_many_answers_is_topn_whatever_others_call_it(vectors_file: Path, name: str) -> None:
    assert "--topn" in malvec("similar", vectors_file, "영화", name, 3, check=2).stderr


def test_an_old_name_of_a_knob(text_file: Path, tmp_path: Path) -> None:
    output = tmp_path / "v.safetensors"
    knobs = ("--units", "jamo", "--buckets", 100, "--dim", 2, "--epochs", 1, "--sample", 0, "-q")
    told = malvec("train", "skipgram", text_file, "-o", output, *knobs)
    assert told.stderr == "malvec: --units is called --subwords now\n"
    assert mv.load(output).subword_table is not None
    assert 'subwords = "jamo"' in (tmp_path / "v.toml").read_text("utf-8")


@pytest.mark.parametrize("place", [True, False])
def test_input_by_its_place_or_by_name(place: bool, text_file: Path, tmp_path: Path) -> None:
    given = (text_file,) if place else ("-i", text_file)
    assert malvec("tokenize", *given).stdout == text_file.read_text("utf-8")
    output = tmp_path / "c.safetensors"
    malvec("count", *given, "-o", output, "-q")
    assert len(mv.load(output).vocab) == 9
    malvec("train", "glove", *([output] if place else ["--input", output]), "-o", output, check=2)


def test_input_of_both_kinds_is_read_together(tmp_path: Path) -> None:
    one, two = tmp_path / "1.txt", tmp_path / "2.txt"
    one.write_text("one\n")
    two.write_text("two\n")
    assert malvec("tokenize", one, "--input", two).stdout == "one\ntwo\n"
    assert malvec("normalize", "-i", one, "-i", two).stdout == "one\ntwo\n"


def test_quiet_and_progress(text_file: Path, tmp_path: Path) -> None:
    output = tmp_path / "v.safetensors"
    options = ("--dim", 2, "--epochs", 1, "--sample", 0)
    assert malvec("train", "cbow", text_file, "-o", output, *options, "-q").output == ""
    for progress in ("auto", "off"):
        told = malvec("train", "cbow", text_file, "-o", output, *options, "--progress", progress)
        assert "saved" in told.stderr
    refused = malvec("train", "cbow", text_file, "-o", output, "--progress", "bar", check=2)
    assert "'auto', 'off'" in refused.stderr


def test_lines_of_the_log(
    monkeypatch: pytest.MonkeyPatch, vectors_file: Path, tmp_path: Path
) -> None:
    logger = logging.getLogger("malvec")
    before = (logger.level, list(logger.handlers), logger.propagate)

    def save(*_: object) -> None:
        logger.debug("small")
        logger.info("half")
        logger.warning("odd \x1b[31m")

    monkeypatch.setattr("malvec.cli.convert.save_vectors", save)
    copy = ("convert", vectors_file, tmp_path / "v.txt")
    odd = "malvec: odd \\u001b[31m\n"
    assert malvec(*copy).stderr == f"malvec: half\n{odd}"
    assert malvec(*copy, "--log-level", "debug").stderr == f"malvec: small\nmalvec: half\n{odd}"
    assert malvec(*copy, "--log-level", "error").stderr == ""
    assert (logger.level, list(logger.handlers), logger.propagate) == before


def test_what_training_begins_with(text_file: Path, vectors_file: Path, tmp_path: Path) -> None:
    output = tmp_path / "v.safetensors"
    options = ("--dim", 16, "--epochs", 1, "--lr", 1e-9, "--min-lr", 1e-9, "--threads", 1, "-q")
    malvec("train", "skipgram", text_file, "-o", output, "--initial", vectors_file, *options)
    np.testing.assert_allclose(mv.load(output)["영화"], mv.load(vectors_file)["영화"], atol=1e-4)


def test_phrases_go_with_the_model(tmp_path: Path) -> None:
    text, output = tmp_path / "t.txt", tmp_path / "v.safetensors"
    text.write_text("new york is big\nthe new york river\n" * 10 + "is the big river\n" * 900)
    options = ("--dim", 4, "--epochs", 1, "--sample", 0, "-q", "--threads", 1)
    malvec("train", "skipgram", text, "-o", output, "--phrases", 1, *options)
    vectors = mv.load(output)
    assert "new_york" in vectors
    assert vectors.pipeline is not None
    assert "new_york" in vectors.pipeline.tokens("the new york is")
    rows = malvec("encode", output, stdin="new york\n").stdout.split()
    np.testing.assert_allclose(np.array(rows, float), vectors["new_york"], atol=1e-4)


def test_a_step_of_cleaning_that_is_not_there(text_file: Path) -> None:
    told = malvec("normalize", text_file, "--clean", "repeat=2", check=2).stderr
    assert "there is no step 'repeat'; did you mean repeats?" in told
    assert "there are" in malvec("normalize", text_file, "--clean", "foo", check=2).stderr


def test_choices_are_listed() -> None:
    for path, option in (
        (("analogy", "v.bin"), "--method"),
        (("tokenize",), "--on-error"),
        (("tokenize",), "--format"),
        (("count", "-o", "c.safetensors"), "--weight"),
        (("compress", "a", "b"), "--method"),
        (("phrases",), "--scoring"),
        (("train", "glove", "c", "-o", "d"), "--reweight"),
    ):
        told = malvec(*path, option, "something", check=2).stderr
        assert "'something' is not one of '" in told, path
