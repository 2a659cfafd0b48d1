"""``malvec train`` over documents, and what other commands say of the result."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import attempt, malvec
from made.films import FILMS, TEXTS, corpus_of
from made.topics import planted

import malvec as mv


def test_the_command_line_reads_and_cleans_documents_too(tmp_path: Path) -> None:
    reviews, tags, out = tmp_path / "a.jsonl", tmp_path / "tags.txt", tmp_path / "d.safetensors"
    reviews.write_text('{"t": "재밌다ㅋㅋㅋㅋ 영화"}\n{"t": "재밌다ㅋㅋㅋ 배우"}\n' * 3, "utf-8")
    tags.write_text("가\n나\n" * 3, "utf-8")
    layout = ("--format", "jsonl", "--field", "t", "--clean", "repeats=2")
    malvec(
        "train",
        "doc2vec",
        "-i",
        reviews,
        "--tags",
        tags,
        *layout,
        "-o",
        out,
        "--dim",
        4,
        "--min-count",
        1,
        "--sample",
        0,
        "-q",
    )
    documents = mv.DocVectors.load(out)
    assert list(documents.tags) == ["가", "나"]
    assert "재밌다ㅋㅋ" in documents.vocab


def test_the_command_line_trains_documents(tmp_path):
    (tmp_path / "reviews.txt").write_text("가 나 다\n\n나 다 라\n라 마 가\n", "utf-8")
    (tmp_path / "tags.txt").write_text("봄날\nx\n봄날\t3\n가을\n", "utf-8")
    command = [
        "train",
        "doc2vec",
        "-i",
        str(tmp_path / "reviews.txt"),
        "-o",
        str(tmp_path / "d.safetensors"),
        "--min-count",
        "1",
    ]
    command += ["--dim", "8", "--epochs", "2", "--dm", "--quiet", "--json"]
    result = attempt([*command, "--tags", str(tmp_path / "tags.txt")])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["untrained"] == 1
    documents = mv.DocVectors.load(tmp_path / "d.safetensors")
    assert list(documents) == ["봄날", "x", "3", "가을"]
    assert documents.word_vectors is not None
    (tmp_path / "tags.txt").write_text("봄날\n", "utf-8")
    assert attempt([*command, "--tags", str(tmp_path / "tags.txt")]).exit_code != 0
    refused = attempt([*command[:5], str(tmp_path / "d.txt")])
    assert refused.exit_code == 2


def test_the_command_line_of_topics(tmp_path):
    pytest.importorskip("tomotopy")
    (tmp_path / "d.txt").write_text("\n".join(planted()), "utf-8")
    (tmp_path / "t.txt").write_text(
        "\n".join(f"{'가나'[k % 2]}{k // 2 % 4}" for k in range(40)), "utf-8"
    )
    out = str(tmp_path / "m.safetensors")
    command = [
        "train",
        "lda",
        "-i",
        str(tmp_path / "d.txt"),
        "--tags",
        str(tmp_path / "t.txt"),
        "-o",
        out,
    ]
    done = attempt(
        [*command, "--topics", "2", "--min-count", "1", "--threads", "1", "--iterations", "50"]
    )
    assert done.exit_code == 0, done.output
    assert "perplexity" in done.output
    near = attempt(["similar", out, "가0", "-n", "3"])
    assert near.exit_code == 0, near.output
    assert [line.split()[1][0] for line in near.output.splitlines()[-3:]] == ["가"] * 3
    told = attempt(["info", out, "--verify"])
    assert told.exit_code == 0, told.output
    assert "first tags" in told.output
    assert "log-likelihood per word" in told.output
    unknown = attempt(["similar", out, "없는 영화"])
    assert unknown.exit_code == 1
    refused = attempt([*command, "--checkpoint", str(tmp_path)])
    assert refused.exit_code == 2


def test_the_command_line_of_latent_semantics(tmp_path):
    (tmp_path / "d.txt").write_text("\n".join(TEXTS), "utf-8")
    (tmp_path / "t.txt").write_text("\n".join(map(str, FILMS)), "utf-8")
    out = str(tmp_path / "l.safetensors")
    command = [
        "train",
        "lsa",
        "-i",
        str(tmp_path / "d.txt"),
        "--tags",
        str(tmp_path / "t.txt"),
        "-o",
        out,
        "--min-count",
        "1",
        "--dim",
        "2",
    ]
    done = attempt(command)
    assert done.exit_code == 0, done.output
    near = attempt(["similar", out, "극", "--json", "-n", "1"])
    assert '"word": "7"' in near.output, near.output
    assert attempt(["similar", out, "극", "--restrict", "5"]).exit_code == 2
    assert "singular values" in attempt(["info", out]).output


def test_document_vectors_are_opened_by_similar_and_info(tmp_path):
    path = tmp_path / "d.safetensors"
    mv.Doc2Vec(dim=4, epochs=1, sample=0, threads=1).fit(corpus_of(), range(len(TEXTS))).save(path)
    near = attempt(["similar", str(path), "3", "-n", "2"])
    assert near.exit_code == 0, near.output
    assert len(near.output.splitlines()) in (2, 3)
    assert "first tags" in attempt(["info", str(path)]).output
