"""Options about texts, which several commands share."""

from __future__ import annotations

from pathlib import Path

from command_line import malvec
from made.files import Write

import malvec as mv


def test_the_command_line_reads_them(write: Write, tmp_path: Path) -> None:
    path, out = write("a.jsonl", '{"t": "가 나 가"}\n' * 5), tmp_path / "v.safetensors"
    jsonl, counts = ("--format", "jsonl", "--field", "t"), tmp_path / "c.safetensors"
    small = ["--dim", "4", "--min-count", "1", "--sample", "0", "-q"]
    malvec("train", "skipgram", "-i", path, *jsonl, "-o", out, *small)
    assert set(mv.load(out).vocab) == {"가", "나"}
    malvec("count", "-i", path, *jsonl, "-o", counts, "--min-count", 1, "-q")
    assert set(mv.Counts.load(counts).row_names) == {"가", "나"}
    told = malvec("train", "skipgram", "-i", path, "--field", "t", "-o", out, check=2)
    assert "--field goes with" in told.stderr
    told = malvec("count", "-i", path, "--format", "xml", "-o", counts, check=2)
    assert "'xml' is not one of 'lines'" in told.stderr


def test_the_command_line_cleans_them(write: Write, tmp_path: Path) -> None:
    path, out = write("a.txt", "재밌다ㅋㅋㅋㅋ &amp; ㅋㅋㅋ\n" * 5), tmp_path / "v.safetensors"
    small = ["--dim", "4", "--min-count", "1", "--sample", "0", "-q"]
    train = ("train", "skipgram", "-i", path, "-o", out, *small)
    malvec(*train, "--clean", "repeats=2,html")
    assert set(mv.load(out).vocab) == {"재밌다ㅋㅋ", "&", "ㅋㅋ"}
    malvec(*train, "--clean", "none")
    assert "재밌다ㅋㅋㅋㅋ" in mv.load(out)
    for wrong in ("shout", "repeats=0", "repeats=x"):
        assert wrong in malvec(*train, "--clean", wrong, check=2).stderr


def test_the_command_line_reads_other_encodings(write: Write, tmp_path: Path) -> None:
    text = "재미있는 영화\n지루한 노래\n" * 9
    path, out = tmp_path / "a.txt", tmp_path / "v.safetensors"
    path.write_bytes(text.encode("cp949"))
    small = ["--dim", "4", "--min-count", "1", "--sample", "0", "-q"]
    train = ("train", "skipgram", "-i", path, "-o", out, *small)
    assert "looks like CP949" in malvec(*train, check=1).stderr
    malvec(*train, "--encoding", "cp949")
    assert "영화" in mv.load(out)
    told = malvec(*train, "--encoding", "cp94", check=2)
    assert "no such encoding" in told.stderr
    for command in (("tokenize",), ("encode", out), ("words",), ("phrases",)):
        assert "looks like CP949" in malvec(*command, path, check=1).stderr
    words = malvec("tokenize", path, "--encoding", "cp949").stdout
    assert words == text
    assert malvec("phrases", path, "--encoding", "euc-kr").stdout == text
    found = malvec("words", path, "--encoding", "cp949", "--min-cohesion-forward", 0, "-q")
    assert "영화" in found.stdout
    assert len(malvec("encode", out, path, "--encoding", "cp949").stdout.splitlines()) == 18
