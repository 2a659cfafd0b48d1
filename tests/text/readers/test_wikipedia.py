"""Wikipedia, extracted or as a dump."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from made.files import Write
from made.wikipedia import EXTRACTED, dump, page

import malvec as mv


def test_wikiextractor(write: Write) -> None:
    path = write("wiki_00", EXTRACTED)
    paragraphs = list(mv.text.readers.WikiExtractor(path))
    assert paragraphs == [
        "제임스 카터는 미국의 정치인이다.",
        "생애.",
        "조지아주에서 태어났다.",
        "수를 다룬다 <학문>.",
    ]
    first, second = mv.text.readers.WikiExtractor(path, split_by="document").records()
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
    assert list(mv.text.readers.WikipediaDump(path, split_by="document")) == [
        "포도는 과일이다.\n캠벨"
    ]


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


@pytest.mark.parametrize(
    "header",
    [
        '<doc id="1" url="u" title="포도">',
        '<doc title="포도" id="1" url="u">',
        '<doc id="1" revid="7" url="u" title="포도" >',
        '<doc url="u" title="포도" lang="ko" id="1">',
    ],
)
def test_attributes_in_any_order(write: Write, header: str) -> None:
    path = write("wiki_00", f"{header}\n포도\n\n포도는 과일이다.\n</doc>\n")
    (record,) = mv.text.readers.WikiExtractor(path).records()
    assert record.text == "포도는 과일이다."
    assert {name: record.fields[name] for name in ("id", "url", "title")} == {
        "id": "1",
        "url": "u",
        "title": "포도",
    }


def test_titles_with_quotes(write: Write) -> None:
    path = write("wiki_00", '<doc id="1" title="영화 "봄" 이야기">\n글\n</doc>\n')
    (record,) = mv.text.readers.WikiExtractor(path).records()
    assert record.fields["title"] == '영화 "봄" 이야기'
