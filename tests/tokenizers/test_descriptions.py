"""What a file says of its tokenizer: the core and Python take and refuse the same."""

from __future__ import annotations

import base64
import json

import pytest
from made.core_tokenizers import HOSTILE, random_texts

from malvec import FormatError, _core
from malvec.tokenizers import BY_NAME, describe, from_description
from malvec.tokenizers.analysers.mecab import dictionary_folder
from malvec.tokenizers.packed_text import pack

DICTIONARY = dictionary_folder() or ""
WORD_LEVEL = pack('{"model": {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "a"}}')


def around(name: str, **settings: object) -> dict[str, object]:
    return {"name": name, "tokenizer": {"name": "whitespace"}, **settings}


def scored(packed: object, **settings: object) -> dict[str, object]:
    text = packed if isinstance(packed, str) else pack(json.dumps(packed))
    return {"name": "l-tokenizer", "zlib": text, **settings}


def stopped(**settings: object) -> dict[str, object]:
    return around("stop-words", **{"words": [], "tags": [], **settings})


def phrased(**settings: object) -> dict[str, object]:
    usual = {"delimiter": "_", "connectors": [], "phrases": pack("[]")}
    return around("phrases", **{**usual, **settings})


def words(*entries: object) -> dict[str, object]:
    return around("user-words", user_dictionary={"entries": entries})


def of_csv(*lines: object) -> dict[str, object]:
    return {"name": "mecab", "user_dictionary": {"csv": lines}}


GOOD: list[dict[str, object]] = [
    {"name": "whitespace"},
    {"name": "characters"},
    scored([]),
    scored([["", 1], ["\udc80", -1e300], ["\udc80", 2]], tolerance=1, remove_r=True),
    scored([["영화", 1.5]]) | {"name": "max-score", "max_length": 2, "default_score": -1},
    stopped(),
    stopped(words=["", "a", "a", "\udc80"]),
    phrased(delimiter="  ", connectors=["a", "\udc80"], phrases=pack('[["a","b"],[],["c"]]')),
    words(),
    words(["영화", "NNG"], ["a", "SL", 1.5], ["A b", "NNP"], ["영화", "NNG", -1]),
    words(["u\u0308", "SW"], ["ü", "SW"], ["\u3164", "IC"]),
]
OF_MECAB: list[dict[str, object]] = [
    {"name": "mecab"},
    {"name": "mecab", "keep": [], "user_dictionary": {"entries": []}},
    {"name": "mecab", "keep": ["N", "VV+EC", "SW", "NNG+", "VV-I"]},
    {"name": "mecab", "user_dictionary": {"entries": [["말벡", "NNP"]]}},
    of_csv(),
    of_csv("말벡,,,,NNP,*,T,말벡,*,*,*,*", ""),
    stopped(tags=["J", "VV+EC"], tokenizer={"name": "mecab", "keep": ["V"]}),
]
BAD: list[tuple[object, str]] = [
    (3, "an object is expected"),
    ({}, "'name' is missing"),
    ({"model": {}}, "it is a tokenizer.json, which is given by its path"),
    ({"name": ["x"]}, "a text is expected"),
    ({"name": None}, "a text is expected"),
    ({"name": "whitespace", "other": 1}, "no setting 'other'"),
    ({"name": "whitespace", "dictionary": None}, "no setting 'dictionary'"),
    ({"name": "characters", "zlib": ""}, "no setting 'zlib'"),
    ({"name": "l-tokenizer"}, "'zlib' is missing"),
    ({"name": "l-tokenizer", "scores": [["가", 1]]}, "no setting 'scores'"),
    (scored([], scores=[["가", 1]]), "no setting 'scores'"),
    ({"name": "max-score", "zlib": 3}, "a text is expected"),
    (scored("!"), "base64"),
    (scored("AAAA"), "not compressed by zlib"),
    (scored("eJx"), "base64"),
    (scored({"a": ["가", 1]}), "scores are a list of pairs"),
    (scored({}), "scores are a list of pairs"),
    (scored(None), "scores are a list of pairs"),
    (scored([["가"]]), "pairs of a word"),
    (scored(["가1"]), "pairs of a word"),
    (scored([["가", True]]), "a number is expected"),
    (scored([["가", "1"]]), "a number is expected"),
    (scored([["가", float("nan")]]), "the score of '가' is not finite"),
    (scored([["가", 10**400]]), "the score of '가' is not finite"),
    (scored([[1, 1]]), "a text is expected"),
    (scored([], tolerance=-1), "tolerance must be 0 or more"),
    (scored([], tolerance=True), "a number is expected"),
    (scored([], tolerance=None), "a number is expected"),
    (scored([], tolerance=float("inf")), "tolerance is not finite"),
    (scored([], tolerance=10**400), "tolerance is not finite"),
    (scored([], remove_r=1), "true or false is expected"),
    (scored([], remove_r=None), "true or false is expected"),
    (scored([]) | {"name": "max-score", "max_length": 1}, "max_length must be between"),
    (scored([]) | {"name": "max-score", "max_length": 2**31}, "max_length must be between"),
    (scored([]) | {"name": "max-score", "max_length": 2.0}, "a whole number is expected"),
    (scored([]) | {"name": "max-score", "tolerance": 1}, "no setting 'tolerance'"),
    ({"name": "units"}, "'zlib' is missing"),
    ({"name": "units", "zlib": WORD_LEVEL, "more": 1}, "no setting 'more'"),
    ({"name": "units", "zlib": pack("x")}, "a value is expected"),
    ({"name": "units", "zlib": pack("[]")}, "an object is expected"),
    ({"name": "units", "zlib": pack("{}")}, "an object is expected"),
    ({"name": "units", "zlib": pack('{"model": []}')}, "an object is expected"),
    ({"name": "sentencepiece", "base64": "", "more": 1}, "no setting 'more'"),
    ({"name": "sentencepiece", "base64": ""}, "one unknown piece"),
    ({"name": "sentencepiece", "base64": "AA"}, "base64"),
    ({"name": "sentencepiece", "base64": "AA =="}, "base64"),
    ({"name": "sentencepiece", "base64": base64.b64encode(b"\n\xff").decode()}, "it ends within"),
    ({"name": "stop-words", "words": [], "tags": []}, "'tokenizer' is missing"),
    (around("stop-words", words=[]), "'tags' is missing"),
    (around("stop-words", tags=[]), "'words' is missing"),
    (stopped(words=[1], tokenizer=None), "a text is"),
    (stopped(words=None), "a list is expected"),
    (stopped(words={"a": 1}), "a list is expected"),
    (stopped(words="x"), "a list is expected"),
    (stopped(tags=None), "a list is expected"),
    (stopped(tags={"J": 1}), "a list is expected"),
    (stopped(tags=[""]), "a tag is empty"),
    (stopped(tags=["J"]), "tags are of analysers only"),
    (stopped(more=1), "no setting 'more'"),
    (stopped(tokenizer=3), "an object is expected"),
    (around("phrases", connectors=[], phrases=pack("[]")), "'delimiter' is missing"),
    (around("phrases", delimiter="_", phrases=pack("[]")), "'connectors' is missing"),
    (around("phrases", delimiter="_", connectors=[]), "'phrases' is missing"),
    (phrased(delimiter=""), "delimiter is empty"),
    (phrased(delimiter=None), "a text is expected"),
    (phrased(connectors=[1]), "a text is expected"),
    (phrased(connectors={"a": 1}), "a list is expected"),
    (phrased(connectors="a"), "a list is expected"),
    (phrased(phrases=pack("[3]")), "list is expected"),
    (phrased(phrases=pack('["ab"]')), "list is expected"),
    (phrased(phrases=pack('[{"a": 1}]')), "list is expected"),
    (phrased(phrases=pack("{}")), "phrases are a list"),
    (phrased(phrases=pack("null")), "phrases are a list"),
    (phrased(phrases=pack("[[3]]")), "a text is"),
    (phrased(phrases=pack("[[")), ""),
    (phrased(more=1), "no setting 'more'"),
    (around("user-words"), "'user_dictionary' is missing"),
    (around("user-words", user_dictionary=None), "an object is expected"),
    (around("user-words", user_dictionary=[["a", "NNG"]]), "an object is expected"),
    (around("user-words", user_dictionary={}), "'entries' is missing"),
    (around("user-words", user_dictionary={"a": "NNG"}), "no setting 'a'"),
    (around("user-words", user_dictionary={"entries": [], "more": 1}), "no setting 'more'"),
    (around("user-words", user_dictionary={"entries": "NNG"}), "entries are a list"),
    (around("user-words", user_dictionary={"entries": {}}), "entries are a list"),
    (words() | {"more": 1}, "no setting 'more'"),
    (words("가"), "an entry is a word, its tag"),
    (words(["가"]), "an entry is a word, its tag"),
    (words(["가", "NNG", 1, 1]), "an entry is a word, its tag"),
    (words({"가": "NNG"}), "an entry is a word, its tag"),
    (words([1, "NNG"]), "a text is expected"),
    (words(["가", None]), "a text is expected"),
    (words(["가", "NNG", None]), "a number is expected"),
    (words(["가", "NNG", True]), "a number is expected"),
    (words(["가", "NNG", float("nan")]), "the score of '가' is not finite"),
    (words(["", "NNG"]), "a word is empty"),
    (words([" 가", "NNG"]), "begins or ends with a blank"),
    (words(["가 ", "NNG"]), "begins or ends with a blank"),
    (words(["가  나", "NNG"]), "has two in a row"),
    (words(["가\u3000나", "NNG"]), "another than ' '"),
    (words(["가\x85", "NNG"]), "another than ' '"),
    (words(["\0가", "NNG"]), "control characters"),
    (words(["가\udc80", "NNG"]), "not UTF-8"),
    (words(["\udcea\udcb0\udc80", "NNG"]), "not UTF-8"),
    (words(["\ud800", "NNG"]), "not UTF-8"),
    (words(["가", "XX"]), "the tag 'XX' of '가' is not known"),
    (words(["가", ""]), "the tag '' of '가' is not known"),
    (words(["가 NNG", "NNP"]), "its tag behind a blank"),
    (words(["가", "NNG"], ["가", "NNP"]), "'가' has two tags, NNG and NNP"),
    ({"name": "mecab", "more": 1}, "no setting 'more'"),
    ({"name": "mecab", "dictionary": 3}, "no setting 'dictionary'"),
    ({"name": "mecab", "backend": None}, "no setting 'backend'"),
    ({"name": "mecab", "keep": [""]}, "a tag is empty"),
    ({"name": "mecab", "keep": [1]}, "a text is expected"),
    ({"name": "mecab", "keep": None}, "a list is expected"),
    ({"name": "mecab", "keep": "NN"}, "a list is expected"),
    ({"name": "mecab", "keep": {"NN": 1}}, "a list is expected"),
    ({"name": "mecab", "fingerprint": 3}, "a text is expected"),
    ({"name": "mecab", "fingerprint": None}, "a text is expected"),
    ({"name": "mecab", "user_dictionary": None}, "an object is expected"),
    ({"name": "mecab", "user_dictionary": [["가", "NNG"]]}, "an object is expected"),
    ({"name": "mecab", "user_dictionary": {"entries": [["가", "XX"]]}}, "the tag 'XX'"),
    ({"name": "mecab", "user_dictionary": {"csv": [], "entries": []}}, "no setting 'entries'"),
    ({"name": "mecab", "user_dictionary": {"csv": "가"}}, "a list is expected"),
    (of_csv(1), "a text is expected"),
    (of_csv("\udcff,,,,NNP"), "is not UTF-8"),
    (of_csv("\ud800,,,,NNP"), "is not UTF-8"),
    (of_csv("가"), "user dictionary, line 1: it is not word,left id,"),
    (of_csv("", '"가,1,2,3,NNP"'), "line 2: it is not word,left id"),
    (of_csv(",1,2,3,NNP"), "line 1: the word '': it is empty"),
    (of_csv("가\0,1,2,3,NNP"), "there is a NUL in it"),
    (of_csv("가,x,2,3,NNP"), "'x': a left id is 0 to 65,534"),
    (of_csv("가,1,65535,3,NNP"), "'65535': a right id is 0 to 65,534"),
    (of_csv("가,1,2,40000,NNP"), "'40000': a cost is"),
    (of_csv('가,1,2,3,"NNP,*'), "its tag 'NNP,.*' is no name of a tag"),
    (of_csv("가,1,2,3,NNP\n나,1,2,3,NNP"), "there is a line break in it"),
    (of_csv() | {"user_dictionary": {"csv": [], "name": 3}}, "no setting 'name'"),
    (words() | {"user_dictionary": {"entries": [], "name": 3}}, "no setting 'name'"),
    ({"name": "phrases", "delimiter": "_"}, "is missing"),
]
BAD_FOR_MECAB: list[tuple[object, str]] = [
    ({"name": "mecab", "keep": ["NNG", "QQ"]}, "keep: no tag begins with 'QQ'; there are EC, EF,"),
    (stopped(tags=["QQ"], tokenizer={"name": "mecab"}), "tags: no tag begins with 'QQ'; there"),
    (stopped(tags=["J"], tokenizer=stopped(tokenizer={"name": "mecab"})), "of analysers only"),
    (stopped(tags=["J"], tokenizer=words() | {"tokenizer": {"name": "mecab"}}), "analysers only"),
]
if DICTIONARY:
    GOOD += OF_MECAB
    BAD += BAD_FOR_MECAB
# What one of them has, and the other tells where to get.
ELSEWHERE: list[tuple[object, str, bool]] = [
    (None, "came as token lists", True),
    ({"name": "units", "zlib": WORD_LEVEL}, "the core has no model", True),
    (describe(BY_NAME["nouns"](["영화"])) or {}, "'nouns' runs in Python only", True),
    ({"name": "custom", "callable": "my.cut"}, "a callable of Python, 'my.cut': give", False),
    ({"name": "custom", "callable": "\udc80\n"}, r"a callable of Python, '\udc80\n': give", False),
    ({"name": "custom"}, "a callable of Python: give tokens", False),
    ({"name": "from tomorrow"}, "this malvec knows no tokenizer 'from tomorrow'", False),
    (stopped(tags=["J"], tokenizer={"name": "kiwi"}), "'kiwi' runs in Python only", True),
    (stopped(tokenizer=None), "came as token lists", True),
    ({"name": "mecab", "user_dictionary": "a.dic"}, "had a compiled user dictionary", False),
]
ELSEWHERE += [
    ({**outer, "tokenizer": described}, why, has_python)
    for described, why, has_python in ELSEWHERE
    for outer in (words(), stopped(), phrased())
]
ELSEWHERE += [
    ({"name": name}, f"'{name}' runs in Python only", True)
    for name in ("kiwi", "okt", "komoran", "hannanum", "kkma", "konlpy-mecab", "regex")
]


def in_core(described: object) -> _core.CoreTokenizer:
    return _core.CoreTokenizer(json.dumps(described), DICTIONARY)


@pytest.mark.parametrize("described", GOOD, ids=str)
def test_a_good_one_is_taken_by_both(described: dict[str, object]) -> None:
    core, python = in_core(described), from_description(json.loads(json.dumps(described)))
    assert core.why_not == ""
    for text in HOSTILE[:2] + random_texts(5, 20):
        tokens = core(text.encode("utf-8", "surrogateescape"))
        assert [token.decode("utf-8", "surrogateescape") for token in tokens] == python(text)


@pytest.mark.parametrize(("described", "why"), BAD, ids=str)
def test_a_damaged_one_is_refused_by_both(described: object, why: str) -> None:
    with pytest.raises(FormatError, match=f"description of the tokenizer is damaged: .*{why}"):
        in_core(described)
    with pytest.raises(ValueError, match=r"damaged|pass the tokenizer again"):
        from_description(json.loads(json.dumps(described)))


@pytest.mark.parametrize(("described", "why", "has_python"), ELSEWHERE, ids=str)
def test_what_the_core_has_not(described: object, why: str, has_python: bool) -> None:
    core = in_core(described)
    assert why in core.why_not
    assert core.why_not.endswith(": give tokens, or a function that cuts")
    with pytest.raises(ValueError, match="give tokens"):
        core(b"a")
    if has_python:
        from_description(json.loads(json.dumps(described)))
    else:
        with pytest.raises(ValueError, match=r"pass (it|the tokenizer) again") as refused:
            from_description(json.loads(json.dumps(described)))
        assert type(refused.value) is ValueError


def test_every_name_is_known_to_the_core() -> None:
    for name in BY_NAME.keys() - {"l-tokenizer", "max-score"}:  # which need scores
        assert "knows no tokenizer" not in in_core({"name": name}).why_not


def test_no_dictionary_is_no_damage() -> None:
    core = _core.CoreTokenizer('{"name": "mecab", "keep": ["QQ"]}', "/nowhere")
    assert "/nowhere/unk.dic: No such file or directory: give the folder of a" in core.why_not
