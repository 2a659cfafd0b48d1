"""Words of users in MeCab's own CSV: from the file to a model that is stored, and to C."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from unicodedata import normalize

import pytest

import malvec as mv
from malvec import _core
from malvec.errors import FormatError
from malvec.tokenizers import Kiwi, Mecab, UserDictionary, add_words
from tests.made import mecab_lexicon
from tests.reference import mecab as twin

CHEAP, DEAR = "가나마,1,2,-900,CHEAP,*", "다라마,1,2,900,DEAR,*"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small dictionary, and words of a user for it, as CSV and compiled."""
    made = mecab_lexicon.make_small(tmp_path)
    (made / "words.csv").write_text(f"\ufeff{CHEAP}\r\n\r\n{DEAR}\r\n", "utf-8")
    entries = {
        "가나마": twin.Entry(1, 2, 1, -900, feature="CHEAP,*"),
        "다라마": twin.Entry(1, 2, 1, 900, feature="DEAR,*"),
    }
    words = {word.encode(): [entry] for word, entry in entries.items()}
    sizes = (mecab_lexicon.RIGHTS, mecab_lexicon.LEFTS)
    (made / "user.dic").write_bytes(mecab_lexicon.lexicon(mecab_lexicon.USER, words, sizes))
    return made


def with_words(folder: Path) -> Mecab:
    return Mecab(str(folder / "words.csv"), dictionary=str(folder))


def test_words_are_found_where_they_cost_least(folder: Path) -> None:
    mecab = with_words(folder)
    dictionary = twin.Dictionary(folder, folder / "user.dic")
    for text in ("가나마다라마", "다라마 가나마가", normalize("NFD", "나가나마")):
        composed = normalize("NFC", text)
        assert mecab.tagged(text) == twin.told(
            twin.analyse(dictionary, composed.encode()), composed
        )
    assert mecab.tagged("가나마다라마")[0] == ("가나마", "CHEAP")
    assert "다라마" not in mecab("가나마다라마")


def test_a_model_keeps_the_lines_and_no_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALVEC_MECAB_DICTIONARY", str(folder))
    mecab = Mecab(str(folder / "words.csv"))
    stored = json.dumps(mv.tokenizers.describe(mecab))
    assert str(folder) not in stored
    assert json.loads(stored)["user_dictionary"] == {"csv": [CHEAP, DEAR]}
    (folder / "words.csv").unlink()
    again = mv.tokenizers.from_description(json.loads(stored))
    assert again == mecab
    assert hash(again) == hash(mecab)
    core = _core.CoreTokenizer(stored, str(folder))
    for text in ("가나마다라마", "다라마 가나마가"):
        assert mecab(text) == again(text) == core.tokens(text)
    corpus = mv.Corpus.from_texts(["가나마다라마 가나마"], tokenizer=mecab, min_count=1)
    assert "가나마" in corpus.vocab


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["가나마,1,x,3,NNG"], r"^\S*words\.csv, line 1: 'x': a right id is 0 to 3, or empty"),
        (
            [CHEAP, "가나마,9,1,3,NNG"],
            r"^\S*words\.csv, line 2: '9': a left id is 0 to 4, or empty",
        ),
        ([CHEAP, "가나마,,,,NNG"], r"words\.csv.*no feature.def, without which nobody can tell"),
    ],
)
def test_lines_that_the_dictionary_has_no_place_for(
    folder: Path, lines: list[str], said: str
) -> None:
    (folder / "words.csv").write_text("\n".join(lines), "utf-8")
    with pytest.raises(ValueError, match=said):
        with_words(folder)("가")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{CHEAP}\n\n말벡\tNNG\n", "words.csv, line 3: it is no line of MeCab's CSV"),
        (f"말\n{CHEAP}\n", "line 1: it is no line of MeCab's CSV, .* as line 2 is: it has 1 of"),
        (f"{CHEAP}\n{DEAR}\t\n", "line 2: .* as line 1 is: there is a TAB in it"),
        (f"{CHEAP}\t\n", "line 1: .*: the tag '' behind the TAB is none"),
        ("말벡,NNG\n", "line 1: '말벡,NNG': .* separated by a TAB"),
        ("가우스전자,,,\n", "line 1: '가우스전자,,,' has 4 columns, but a line of MeCab's CSV is"),
        ("1,000\n말벡,1,2,3\n", "line 2: '말벡,1,2,3' has 4 columns"),
        ("말벡\n말벡 하나", "line 2: .* not by blanks"),
    ],
)
def test_files_that_are_neither(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "words.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(FormatError, match=said):
        Mecab(str(path))


def test_a_file_of_words_may_be_called_csv(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("1,2,3,4,말\tNNG\n말벡\n", "utf-8")
    assert Mecab(str(path)) == Mecab([("1,2,3,4,말", "NNG"), "말벡"])
    assert Mecab({"csv": "NNG"}) == Mecab([("csv", "NNG")])
    path.write_text("", "utf-8")
    assert Mecab(str(path)) == Mecab([])


def test_remarks_are_of_neither_kind(folder: Path) -> None:
    path = folder / "remarks.csv"
    path.write_text("# a, b, c, d, e\n가우스전자\tNNP\n", "utf-8")
    assert Mecab(str(path)) == Mecab(["가우스전자"])
    path.write_text("# a, b, c, d, e\n", "utf-8")
    assert Mecab(str(path)) == Mecab([])
    path.write_text(f"# word,left id,right id,cost,tag\n# 말\n{CHEAP}\n#가,,x,,\n{DEAR}", "utf-8")
    assert Mecab(str(path), dictionary=str(folder)) == with_words(folder)
    path.write_text("#,1,2,-30000,SW,*\n# 말\n\n가,x,2,3,NNG", "utf-8")
    with pytest.raises(ValueError, match=r"^\S*remarks\.csv, line 4: 'x': a left id"):
        Mecab(str(path), dictionary=str(folder))("가")
    path.write_text("# 말\n#,1,2,-30000,SW,*\n", "utf-8")
    assert Mecab(str(path), dictionary=str(folder)).tagged("#") == [("#", "SW")]
    assert UserDictionary.from_file(path).entries == (("#", "SW"),)


def test_lines_are_equal_in_every_form(folder: Path) -> None:
    path = folder / "other.csv"
    path.write_text(normalize("NFD", f"{CHEAP}\n\n\n{DEAR}"), "utf-8")
    other = Mecab(str(path), dictionary=str(folder))
    assert other == with_words(folder)
    assert mv.tokenizers.describe(other) == mv.tokenizers.describe(with_words(folder))


def test_quotes_of_spreadsheets_are_not_in_the_tag(folder: Path) -> None:
    (folder / "words.csv").write_text('"가나마","1","2","-900","NNP","*"\n', "utf-8")
    assert with_words(folder).tagged("가나마") == [("가나마", "NNP")]
    assert with_words(folder).nouns("가나마") == ["가나마"]


def test_too_many_words_that_begin_alike_may_be_the_users(folder: Path) -> None:
    lines = [f"{'가' * size},1,2,{cost},NNG" for size in range(1, 8) for cost in range(200)]
    (folder / "words.csv").write_text("\n".join(lines), "utf-8")
    with pytest.raises(ValueError, match="take some of the user's away"):
        with_words(folder)("가가가가가가가가")


def test_others_take_the_words_of_the_lines_alone(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("가우스전자,,,,NNP,*,F,가우스전자,*,*,*,*\n", "utf-8")
    assert Kiwi(user_dictionary=str(path)).user_dictionary == UserDictionary(["가우스전자"])
    path.write_text('"가우스전자,,,,NNP', "utf-8")
    with pytest.raises(FormatError, match=r"line 1: .*: a quote is not closed"):
        UserDictionary.from_file(path)


@pytest.mark.parametrize("csv", [[3], ["가,1,2,3,\udc80"], 3, [["가"]]])
def test_a_damaged_description(folder: Path, csv: object) -> None:
    described = {"name": "mecab", "user_dictionary": {"csv": csv}}
    with pytest.raises(FormatError, match="damaged"):
        mv.tokenizers.from_description(described)
    with pytest.raises(FormatError, match="damaged"):
        _core.CoreTokenizer(json.dumps(described), str(folder))


def test_no_words_are_added_to_lines(folder: Path) -> None:
    with pytest.raises(ValueError, match=r"words\.csv.* or MeCab's CSV, so that no words"):
        add_words(with_words(folder), ["말벡"])


def test_lines_as_python_mecab_ko_has_them(tmp_path: Path) -> None:
    pytest.importorskip("mecab")
    path = tmp_path / "words.csv"
    path.write_text(
        "가우스전자,,,,NNP,*,F,가우스전자,*,*,*,*\n노잼,1786,3546,100,NNG,*,T,노잼,*,*,*,*\n"
        '"알쓸신잡","","","","NNP","*","T","알쓸신잡","*","*","*","*"\n',
        "utf-8",
    )
    core, python = Mecab(str(path)), Mecab(str(path), backend="python-mecab-ko")
    assert core == python
    for text in ("가우스전자를 봤다", "가우스전자회로 노잼이네", "노잼가우스전자", "알쓸신잡을"):
        assert core.tagged(text) == python.tagged(text)
    assert ("노잼", "NNG") in core.tagged("가우스전자회로 노잼이네")


def test_python_mecab_ko_names_the_line(tmp_path: Path) -> None:
    pytest.importorskip("mecab")
    path = tmp_path / "words.csv"
    path.write_text(
        "가우스전자,,,,NNP,*,F,가우스전자,*,*,*,*\n노잼,,,,XYZ,*,T,노잼,*,*,*,*\n", "utf-8"
    )
    for backend in ("core", "python-mecab-ko"):
        with pytest.raises(
            ValueError, match=r"^\S*words\.csv, line 2: the word '노잼': give anoth"
        ):
            Mecab(str(path), backend=backend).tagged("노잼")


def test_python_mecab_ko_finds_words_that_are_not_composed(tmp_path: Path) -> None:
    pytest.importorskip("mecab")
    path = tmp_path / "words.csv"
    path.write_text(normalize("NFD", "가우스전자,,,,NNP,*,F,가우스전자,*,*,*,*\n"), "utf-8")
    assert Mecab(str(path), backend="python-mecab-ko")("가우스전자를") == ["가우스전자", "를"]


def test_a_column_beyond_the_limit_of_csv(tmp_path: Path) -> None:
    path, limit = tmp_path / "words.csv", csv.field_size_limit(100)
    path.write_text(f"가,,,,{'가' * 200}", "utf-8")
    try:
        with pytest.raises(FormatError, match=r"line 1: .*field larger than field limit"):
            UserDictionary.from_file(path)
    finally:
        csv.field_size_limit(limit)
