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
    told = malvec("count", "-i", path, "--format", "csv", "-o", counts, check=2)
    assert "no reader is called" in told.stderr


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
