"""Readers: what each layout gives, again and again; what is wrong is named with its place; hostile
files end in an error, and soon."""

from __future__ import annotations

import bz2
import gzip
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import malvec

import malvec as mv
from malvec.text.readers import Record, by_name
from malvec.text.readers.wiki_markup import plain_text

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        data = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
        path.write_bytes(
            bz2.compress(data)
            if name.endswith(".bz2")
            else gzip.compress(data)
            if name.endswith(".gz")
            else data
        )
        return path

    return written


def test_lines(write: Write) -> None:
    reader = mv.text.readers.Lines(
        [write("a.txt", "\ufeff하나\r\n둘\n\n"), write("b.txt.gz", "셋")]
    )
    assert list(reader) == ["하나", "둘", "", "셋"]
    assert list(reader) == list(reader)


def test_bytes_that_are_not_utf8_stay(write: Write) -> None:
    (text,) = mv.text.readers.Lines(write("a.txt", b"caf\xe9"))
    assert text.encode("utf-8", "surrogateescape") == b"caf\xe9"


def test_nsmc_with_its_header(write: Write) -> None:
    path = write("ratings.txt", "id\tdocument\tlabel\n1\t재미있다\t1\n2\t\t0\n")
    records = list(mv.text.readers.Nsmc(path).records())
    assert records == [Record("재미있다", "1", {"id": "1"}), Record("", "0", {"id": "2"})]


def test_nsmc_as_crawled(write: Write) -> None:
    (record,) = mv.text.readers.Nsmc(write("crawl.tsv", "7\t봄날은 간다\t10\t슬프다\n")).records()
    assert record == Record("슬프다", "10", {"id": "7", "film": "봄날은 간다"})


@pytest.mark.parametrize("separator", ["\u241e", "\x1e", "\t", " / "])
def test_labelled(write: Write, separator: str) -> None:
    path = write("a.txt", f"좋다{separator}정말{separator}1\n나쁘다{separator}0\n")
    records = mv.text.readers.Labelled(path, separator if separator == " / " else None).records()
    assert [(r.text, r.label) for r in records] == [(f"좋다{separator}정말", "1"), ("나쁘다", "0")]


def test_jsonl(write: Write) -> None:
    path = write(
        "a.jsonl.bz2",
        '{"review": "좋다", "stars": 5, "by": "a"}\n\n{"review": "나쁘다", "stars": 1}\n',
    )
    assert list(mv.text.readers.Jsonl(path, field="review")) == ["좋다", "나쁘다"]
    first, _ = mv.text.readers.Jsonl(path, "review", "stars").records()
    assert first == Record("좋다", "5", {"by": "a"})


def test_parquet(tmp_path: Path) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    parquet.write_table(arrow.table({"text": ["하나", "둘"], "label": [1, 0]}), path)
    assert list(mv.text.readers.Parquet(path)) == ["하나", "둘"]
    assert [r.label for r in mv.text.readers.Parquet(path, label="label").records()] == ["1", "0"]
    with pytest.raises(
        mv.FormatError, match=r"no column is called 'review'; there are text, label"
    ):
        list(mv.text.readers.Parquet(path, "review"))
    whole = path.read_bytes()
    for damaged in (whole[:-30], b"text", whole[:20] + b"\xff" * 20 + whole[40:]):
        path.write_bytes(damaged)
        with pytest.raises((mv.FormatError, OSError)):
            list(mv.text.readers.Parquet(path))


EXTRACTED = """<doc id="5" url="https://ko.wikipedia.org/wiki?curid=5" title="지미 &amp; 카터">
지미 & 카터

제임스 카터는 미국의 정치인이다.

생애.
조지아주에서 태어났다.

</doc>
<doc id="9" url="" title="수학">
수학

수를 다룬다 &lt;학문&gt;.
</doc>
"""


def test_wikiextractor(write: Write) -> None:
    path = write("wiki_00", EXTRACTED)
    paragraphs = list(mv.text.readers.WikiExtractor(path))
    assert paragraphs == [
        "제임스 카터는 미국의 정치인이다.",
        "생애.",
        "조지아주에서 태어났다.",
        "수를 다룬다 <학문>.",
    ]
    first, second = mv.text.readers.WikiExtractor(path, unit="document").records()
    assert first.fields == {
        "id": "5",
        "url": "https://ko.wikipedia.org/wiki?curid=5",
        "title": "지미 & 카터",
    }
    assert second.text == "수를 다룬다 <학문>."


def test_wikiextractors_json(write: Write) -> None:
    path = write("wiki_00", json.dumps({"id": "5", "title": "수학", "text": "하나\n\n둘"}) + "\n")
    assert [(r.text, r.fields["title"]) for r in mv.text.readers.WikiExtractor(path).records()] == [
        ("하나", "수학"),
        ("둘", "수학"),
    ]


def dump(*pages: str) -> str:
    return (
        "<mediawiki"
        f' xml:lang="ko"><siteinfo><sitename>위키</sitename></siteinfo>{"".join(pages)}</mediawiki>'
    )


def page(title: str, text: str, ns: int = 0, extra: str = "") -> str:
    revision = (
        "<revision><id>77</id><contributor><id>3</id></contributor><text"
        f' bytes="9">{text}</text></revision>'
    )
    return f"<page><title>{title}</title><ns>{ns}</ns><id>12</id>{extra}{revision}</page>"


def test_a_wikipedia_dump(write: Write) -> None:
    pages = (
        page("포도", "'''포도'''는 [[과일]]이다.\n\n{{정보|이름=포도}}\n== 종류 ==\n* 캠벨"),
        page("토론:포도", "무엇", 1),
    )
    path = write(
        "dump.xml.bz2",
        dump(*pages, page("거봉", "#넘겨주기 [[포도]]", extra='<redirect title="포도" />')),
    )
    reader = mv.text.readers.WikipediaDump(path)
    assert [(r.text, r.fields) for r in reader.records()] == [
        ("포도는 과일이다.", {"id": "12", "title": "포도"}),
        ("캠벨", {"id": "12", "title": "포도"}),
    ]
    assert reader.skipped == {"redirect": 1, "namespace 1": 1}
    assert list(mv.text.readers.WikipediaDump(path, namespaces=(1,))) == ["무엇"]
    assert list(mv.text.readers.WikipediaDump(path, unit="document")) == ["포도는 과일이다.\n캠벨"]


MARKUP = [
    ("[[파일:a.jpg|섬네일|[[포도]] 사진]]본문", "본문"),
    ("[[분류:과일]]\n[[en:Grape]]\n[[:분류:과일]]을 보라", "분류:과일을 보라"),
    ("{{겹친|{{안}}|a={{b}}}}뒤", "뒤"),
    ("{| class=x\n|-\n| 칸 || 칸\n|}\n본문", "본문"),
    ("<ref name=a>책, 1쪽</ref>본문<ref name=a />이다", "본문이다"),
    ("<!-- 숨김 [[ -->보임", "보임"),
    ("[https://a.kr 가나] 와 [https://b.kr]", "가나 와"),
    ("a &lt; b&nbsp;c <br/>d <small>e</small>", "a < b c d e"),
    ("<math>x^2</math>는 제곱", "는 제곱"),
    ("열린 {{틀 하나\n다음 줄", "열린\n다음 줄"),
    ("닫는 }} 것과 ]] 것", "닫는  것과  것".replace("  ", " ")),
    ("'''''굵고 기운'''''", "굵고 기운"),
    ("== 제목 ==\n__TOC__\n: 들여쓴 줄", "들여쓴 줄"),
    ("", ""),
]


@pytest.mark.parametrize(("markup", "text"), MARKUP)
def test_markup(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@pytest.mark.parametrize(
    "piece",
    [
        "[[",
        "{{",
        "{|\n",
        "<ref>",
        "<!--",
        "[//",
        "=",
        "'",
        "\n",
        "<a ",
        "[[a:",
        "}}",
        "{{]]",
        "|",
        "&",
    ],
)
def test_markup_is_cleaned_in_linear_time(piece: str) -> None:
    began = time.perf_counter()
    plain_text(piece * (400_000 // len(piece)))
    assert time.perf_counter() - began < 20  # quadratic would be hours


WRONG: list[tuple[str, str | bytes, str, dict[str, Any], str]] = [
    (
        "nsmc",
        "id\tdocument\tlabel\n1\t좋다\n",
        "a.txt, line 2: has 2 columns, not the 3",
        {},
        "a.txt",
    ),
    ("nsmc", "id\tx\ty\n", "no column document and label", {}, "a.txt"),
    ("labelled", "좋다\t1\n나쁘다\n", "line 2: there is no", {}, "a.txt"),
    ("jsonl", '{"text": "a"}\n{"text": ', "line 2: not JSON", {}, "a.txt"),
    ("jsonl", "[1]\n", "a JSON object was expected, not list", {}, "a.txt"),
    ("jsonl", '{"review": "a"}\n', "no field is called 'text'; there are review", {}, "a.txt"),
    ("jsonl", '{"text": 5}\n', "holds int, not a text", {}, "a.txt"),
    ("jsonl", "[" * 100_000, "line 1: ", {}, "a.txt"),
    ("wikiextractor", "no article\n", "line 1: <doc", {}, "a.txt"),
    ("wikiextractor", EXTRACTED[:100], "no </doc>; is the file cut", {}, "a.txt"),
    ("wikipedia", dump(page("a", "b"))[:-20], "cut, damaged, or not XML", {}, "a.xml"),
    ("wikipedia", "<html></html>", "no MediaWiki dump: its first element is <html>", {}, "a.xml"),
    (
        "wikipedia",
        '<!DOCTYPE a [<!ENTITY b "bb">]><mediawiki>&b;</mediawiki>',
        "document type declaration",
        {},
        "a.xml",
    ),
    (
        "wikipedia",
        bz2.compress(dump(page("a", "b" * 9999)).encode())[:-20],
        "cut or damaged",
        {},
        "a.xml",
    ),
]


@pytest.mark.parametrize(("reader", "content", "message", "settings", "name"), WRONG)
def test_what_is_wrong_is_named(
    reader: str, content: Any, message: str, settings: dict[str, Any], name: str, write: Write
) -> None:
    with pytest.raises(mv.FormatError, match=message.replace("(", r"\(")):
        list(by_name(reader, write(name, content), **settings))


def test_a_missing_file_is_named_at_once(tmp_path: Path) -> None:
    for reader in mv.text.readers.BY_NAME:
        if reader != "parquet":
            with pytest.raises(FileNotFoundError, match="nowhere"):
                list(by_name(reader, tmp_path / "nowhere"))


def test_settings_are_checked(tmp_path: Path) -> None:
    for wrong in (
        {"name": "csv"},
        {"name": "wikipedia", "unit": "page"},
        {"name": "lines", "field": "x"},
        {"name": "labelled", "separator": ""},
    ):
        with pytest.raises(ValueError, match="|".join(map(str, wrong.values()))):
            by_name(wrong.pop("name"), tmp_path, **wrong)


def test_readers_feed_a_corpus(write: Write) -> None:
    path = write("a.jsonl", '{"t": "가 나 가"}\n{"t": "나"}\n')
    corpus = mv.Corpus.from_texts(mv.text.readers.Jsonl(path, "t"), min_count=1)
    assert (len(corpus), dict(zip(corpus.vocab, corpus.vocab.counts, strict=True))) == (
        2,
        {"가": 2, "나": 2},
    )


def test_the_command_line_reads_them(write: Write, tmp_path: Path) -> None:
    path, out = write("a.jsonl", '{"t": "가 나 가"}\n' * 5), tmp_path / "v.safetensors"
    malvec(
        "train",
        "skipgram",
        "-i",
        path,
        "--format",
        "jsonl",
        "--field",
        "t",
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
    assert set(mv.load(out).words) == {"가", "나"}
    malvec(
        "count",
        "-i",
        path,
        "--format",
        "jsonl",
        "--field",
        "t",
        "-o",
        tmp_path / "c.safetensors",
        "--min-count",
        1,
        "-q",
    )
    assert (
        "--field goes with"
        in malvec("train", "skipgram", "-i", path, "--field", "t", "-o", out, check=2).stderr
    )
    assert (
        "no reader is called"
        in malvec(
            "count", "-i", path, "--format", "csv", "-o", tmp_path / "c.safetensors", check=2
        ).stderr
    )


def test_the_command_line_cleans_them(write: Write, tmp_path: Path) -> None:
    path, out = write("a.txt", "재밌다ㅋㅋㅋㅋ &amp; ㅋㅋㅋ\n" * 5), tmp_path / "v.safetensors"
    train = (
        "train",
        "skipgram",
        "-i",
        path,
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
    malvec(*train, "--clean", "repeats=2,html")
    assert set(mv.load(out).words) == {"재밌다ㅋㅋ", "&", "ㅋㅋ"}
    malvec(*train, "--clean", "none")
    assert "재밌다ㅋㅋㅋㅋ" in mv.load(out)
    for wrong in ("shout", "repeats=0", "repeats=x"):
        assert wrong in malvec(*train, "--clean", wrong, check=2).stderr


def test_extracted_articles_on_standard_input(tmp_path: Path) -> None:
    lines = "".join(
        json.dumps({"id": str(i), "title": "t", "text": f"글 {i}"}) + "\n" for i in range(3)
    )
    script = "import malvec as mv; print(list(mv.text.readers.WikiExtractor('-')))"
    done = subprocess.run(
        [sys.executable, "-c", script], input=lines, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['글 0', '글 1', '글 2']"


@pytest.mark.parametrize("encoding", ["foo", "euc-kr", "hex"])
def test_a_dump_in_another_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "dump.xml"
    path.write_text(f'<?xml version="1.0" encoding="{encoding}"?><mediawiki/>', "utf-8")
    with pytest.raises(mv.FormatError, match=r"dump.xml: is in an encoding that cannot be read"):
        list(mv.text.readers.WikipediaDump(path))
