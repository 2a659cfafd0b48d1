"""``malvec normalize``, ``dedupe`` and ``sentences``: texts in, texts out."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from command_line import malvec

import malvec as mv


def test_texts_are_cleaned_line_by_line(tmp_path: Path) -> None:
    text = "재밌어요ㅋㅋㅋㅋ<br />정말\n\n영화  배우\n"
    done = malvec("normalize", "--clean", "repeats=2,html,squeeze", stdin=text)
    clean = mv.Normalizer(repeats=2, html=True, squeeze=True)
    assert done.stdout == "".join(f"{clean(line)}\n" for line in text.splitlines())
    decomposed = unicodedata.normalize("NFD", "영화")
    assert malvec("normalize", stdin=decomposed + "\n").stdout == "영화\n"
    assert malvec("normalize", "--clean", "none", stdin=decomposed + "\n").stdout == (
        decomposed + "\n"
    )


def test_texts_of_other_layouts_and_encodings_become_lines(tmp_path: Path) -> None:
    rows, old, output = tmp_path / "t.jsonl", tmp_path / "t.txt", tmp_path / "clean.txt"
    rows.write_text('{"review": "하나\\n둘"}\n{"review": "셋"}\n')
    malvec("normalize", rows, "--format", "jsonl", "--field", "review", "-o", output)
    assert output.read_text("utf-8") == "하나 둘\n셋\n"
    old.write_bytes("영화 좋다\n".encode("cp949"))
    assert malvec("normalize", old, "--encoding", "cp949").stdout == "영화 좋다\n"
    malvec("normalize", output, "-o", output, check=2)


def test_near_duplicates_are_left_out(tmp_path: Path) -> None:
    text = "정말 재밌는 영화예요\n영화\n정말 재밌는 영화예요!\n영화\n"
    done = malvec("dedupe", "--threshold", 0.7, stdin=text)
    kept, found = mv.text.deduplicate(text.splitlines(), 0.7)
    assert done.stdout.splitlines() == list(kept) == ["정말 재밌는 영화예요", "영화"]
    assert done.stderr == f"malvec: {found}\n"
    assert malvec("dedupe", "--threshold", 0.7, "-q", stdin=text).stderr == ""
    assert "threshold" in malvec("dedupe", "--threshold", 2, stdin=text, check=2).stderr


def test_labels_are_kept_where_that_is_wished(tmp_path: Path) -> None:
    path, out = tmp_path / "l.tsv", tmp_path / "out.tsv"
    path.write_text("정말 재밌는 영화예요\tgood\n정말 재밌는 영화예요\tgood\n별로\tbad\n")
    layout = (path, "--format", "labelled", "-o", out)
    assert "the labels are left out; --keep-labels" in malvec("dedupe", *layout).stderr
    assert out.read_text("utf-8") == "정말 재밌는 영화예요\n별로\n"
    assert "left out" not in malvec("dedupe", *layout, "--keep-labels").stderr
    assert out.read_text("utf-8") == "정말 재밌는 영화예요\tgood\n별로\tbad\n"
    assert "the labels are left out" in malvec("normalize", *layout).stderr
    assert malvec("normalize", *layout, "-q").stderr == ""
    malvec("normalize", *layout, "--keep-labels")
    assert out.read_text("utf-8") == path.read_text("utf-8")
    assert len(list(mv.text.readers.Labelled(out).records())) == 3
    for command in ("normalize", "dedupe"):
        told = malvec(command, path, "--keep-labels", check=2).stderr
        assert "--keep-labels goes with --format labelled or nsmc" in told


def test_sentences_come_one_a_line(tmp_path: Path) -> None:
    text, broken = "좋았습니다 또 봐요ㅋㅋ 끝.\n\n 별로\n", b"\xff. \xfe\n"
    done = malvec("sentences", stdin=text)
    assert done.stdout == "좋았습니다\n또 봐요ㅋㅋ\n끝.\n별로\n"
    path, rows, output = tmp_path / "t.txt", tmp_path / "t.jsonl", tmp_path / "out.txt"
    path.write_bytes(text.encode() + broken)
    malvec("sentences", path, "-o", output)
    assert output.read_bytes() == done.stdout.encode() + b"\xff.\n\xfe\n"
    rows.write_text('{"text": "하나.\\n둘  셋. 넷"}\n')
    cleaned = malvec("sentences", rows, "--format", "jsonl", "--clean", "squeeze")
    assert cleaned.stdout == "하나.\n둘 셋.\n넷\n"
