"""Files of the Korean and the document parts that were made to break them; what they say is refused
by name, and runs nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import malvec as mv
from malvec import evaluate, tokenizers
from malvec.errors import FormatError
from malvec.storage import container

TEXTS = ["봄 이 온다", "봄 은 짧다", "여름 이 온다"]
NEST = "[" * 20_000


def changed(path: Path, tensors: dict[str, np.ndarray] | None = None, **metadata: str) -> Path:
    """The file with other tensors and metadata."""
    arrays, texts = container.read(path)
    own = {key: text for key, text in texts.items() if key not in ("checksums", "header_crc32")}
    other = path.with_name(f"changed-{path.name}")
    container.write(other, {**arrays, **(tensors or {})}, {**own, **metadata})
    return other


@pytest.fixture
def corpus() -> mv.Corpus:
    return mv.Corpus.from_texts(TEXTS, min_count=1)


@pytest.fixture
def documents(corpus: mv.Corpus, tmp_path: Path) -> Path:
    path = tmp_path / "documents.safetensors"
    mv.Doc2Vec(dim=4, epochs=1, threads=1).fit(corpus, ["a", "b", "c"]).save(path)
    return path


@pytest.mark.parametrize(
    ("description", "message"),
    [
        (3, "damaged"),
        ({}, "damaged"),
        ({"name": ["x"]}, "damaged|names"),
        ({"name": "whitespace", "other": 1}, "damaged"),
        ({"name": "units"}, "damaged"),
        ({"name": "units", "zlib": 3}, "damaged"),
        ({"name": "user-words", "tokenizer": {"name": "whitespace"}}, "damaged"),
        (
            {
                "name": "user-words",
                "tokenizer": {"name": "whitespace"},
                "user_dictionary": {"entries": 3},
            },
            "damaged",
        ),
        ({"name": __file__}, "names"),
        ({"name": "okt", "jvmpath": __file__}, "names jvmpath"),
    ],
)
def test_a_description_that_is_damaged_or_hostile(description: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        tokenizers.from_description(description)  # type: ignore[arg-type]


def test_a_description_without_end() -> None:
    description: dict[str, object] = {"name": "whitespace"}
    for _ in range(5000):
        description = {
            "name": "user-words",
            "tokenizer": description,
            "user_dictionary": {"entries": []},
        }
    with pytest.raises(ValueError, match="RecursionError"):
        tokenizers.from_description(description)


def test_a_program_is_no_part_of_a_description() -> None:
    assert tokenizers.describe(tokenizers.Okt(jvmpath="/nowhere/libjvm.so", norm=True)) == {
        "name": "okt",
        "norm": True,
    }


def test_vectors_whose_normalizer_is_nested_too_deep(corpus: mv.Corpus, tmp_path: Path) -> None:
    mv.Skipgram(dim=4, epochs=1, threads=1, sample=0).fit(corpus).save(tmp_path / "v.safetensors")
    for text in (NEST, "[[1]]", "3"):
        with pytest.raises(FormatError, match="normalize"):
            mv.load(changed(tmp_path / "v.safetensors", normalize=text))


@pytest.mark.parametrize("name", ["tokenizer", "normalize"])
def test_a_corpus_whose_descriptions_are_no_objects(
    corpus: mv.Corpus, tmp_path: Path, name: str
) -> None:
    corpus.save(tmp_path / "c.safetensors")
    for text in (NEST, "[1]", "3.5", '"x"'):
        with pytest.raises(FormatError, match="damaged"):
            mv.Corpus.open(changed(tmp_path / "c.safetensors", **{name: text}))


def test_document_vectors_without_components(documents: Path) -> None:
    with pytest.raises(FormatError, match="no components"):
        mv.DocVectors.load(
            changed(
                documents,
                {"vectors": np.zeros((3, 0), np.float32), "input": np.zeros((6, 0), np.float32)},
            )
        )


@pytest.mark.parametrize("recipe", [{"lr": 0.1}, {"negative": True}, {"dim": 10**6}])
def test_document_vectors_that_cannot_infer(documents: Path, recipe: dict[str, object]) -> None:
    stored = json.loads(container.read(documents)[1]["recipe"])
    told = recipe if "lr" in recipe else {**stored, **recipe}
    with pytest.raises(ValueError, match="inferred"):
        mv.DocVectors.load(changed(documents, recipe=json.dumps(told))).infer("봄")


def test_texts_that_are_none(documents: Path) -> None:
    vectors = mv.DocVectors.load(documents)
    for bad in (["봄", 3], [["봄", 3]], [3]):
        with pytest.raises(TypeError, match="must"):
            vectors.infer(bad)
    assert np.array_equal(vectors.infer([iter(["봄", "이"])]), vectors.infer([["봄", "이"]]))


def test_tags_that_fail_while_they_are_read(corpus: mv.Corpus) -> None:
    def tags():  # type: ignore[no-untyped-def]
        yield "a"
        raise ValueError("the database went away")

    with pytest.raises(ValueError, match="the database went away"):
        mv.Doc2Vec(dim=4).fit(corpus, tags())


def test_vectors_of_token_lists_evaluate_no_texts() -> None:
    vectors = mv.Skipgram(dim=4, epochs=1, threads=1, sample=0).fit(
        mv.Corpus.from_tokens([text.split() for text in TEXTS], min_count=1)
    )
    with pytest.raises(ValueError, match="token lists"):
        evaluate.encoders.encoded(vectors, TEXTS)


def test_a_user_dictionary_on_a_full_disk(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("말벡\tNNP\n", "utf-8")
    script = f"""
import resource, signal
from malvec.tokenizers import UserDictionary
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
UserDictionary([f"말{{i}}" for i in range(9000)]).save({str(path)!r})
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=os.environ
    )
    assert "OSError" in done.stderr
    assert path.read_text("utf-8") == "말벡\tNNP\n"
    assert os.listdir(tmp_path) == ["words.tsv"]


@pytest.mark.parametrize("command", ["tokenize", "words", "similar {}"])
def test_standard_input_that_is_closed(command: str, corpus: mv.Corpus, tmp_path: Path) -> None:
    mv.Skipgram(dim=4, epochs=1, threads=1, sample=0).fit(corpus).save(tmp_path / "v.safetensors")
    shell = f"exec {sys.executable} -m malvec {command.format(tmp_path / 'v.safetensors')} <&-"
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True)
    assert done.returncode == 1
    assert "standard input is closed" in done.stderr
    assert "Error" not in done.stderr


def test_extracted_articles_on_standard_input(tmp_path: Path) -> None:
    lines = "".join(
        json.dumps({"id": str(i), "title": "t", "text": f"글 {i}"}) + "\n" for i in range(3)
    )
    script = "import malvec as mv; print(list(mv.readers.WikiExtractor('-')))"
    done = subprocess.run(
        [sys.executable, "-c", script], input=lines, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['글 0', '글 1', '글 2']"


def test_reports_whose_counts_are_no_numbers(corpus: mv.Corpus, tmp_path: Path) -> None:
    files = {"c": mv.Corpus.open, "s": mv.spacing.open, "w": mv.WordStatistics.open}
    corpus.save(tmp_path / "c.safetensors")
    mv.Spacing(min_count=1).fit(TEXTS).save(tmp_path / "s.safetensors")
    mv.count_words(TEXTS).save(tmp_path / "w.safetensors")
    for name, opened in files.items():
        path = tmp_path / f"{name}.safetensors"
        report = json.loads(container.read(path)[1]["report"])
        for value in (None, [], "many", {}):
            with pytest.raises(FormatError, match=r"seconds is .*not a number"):
                opened(changed(path, report=json.dumps({**report, "seconds": value})))


def test_scores_that_are_not_finite() -> None:
    vectors = mv.WordVectors(mv.Vocab.from_words("abc"), np.eye(3, dtype=np.float32))
    with pytest.raises(ValueError, match="pair 1 has the score nan"):
        evaluate.similarity(vectors, [("a", "b", 1.0), ("a", "c", float("nan"))])


@pytest.mark.parametrize("encoding", ["foo", "euc-kr", "hex"])
def test_a_dump_in_another_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "dump.xml"
    path.write_text(f'<?xml version="1.0" encoding="{encoding}"?><mediawiki/>', "utf-8")
    with pytest.raises(FormatError, match=r"dump.xml: is in an encoding that cannot be read"):
        list(mv.readers.WikipediaDump(path))
