"""Tokenizers: what they make of ordinary and of messy text, and running them in other processes."""

from __future__ import annotations

import functools
import math
import os
import pickle
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made.messy import ODD

from malvec import tokenizers
from malvec.corpus import Corpus
from malvec.tokenizers import Characters, Kiwi, Whitespace
from malvec.tokenizers.packed_text import pack

MESSY = [*ODD, "즤", "a\0b 뒤 도 있다", "가" * 5000]


def split_upper(text: str) -> list[str]:
    return text.upper().split()


@given(st.text())
def test_the_core_splits_as_the_callables_do(text: str) -> None:
    text = text.replace("\n", " ")
    for tokenizer in (Whitespace(), Characters()):
        tokens = tokenizer(text)
        if tokens:
            assert (
                Corpus.from_texts(
                    [text], tokenizer=tokenizer, min_count=1, threads=1, normalizer=None
                ).sentence(0)
                == tokens
            )


APART = unicodedata.normalize("NFD", "영화가 정말 재미있다")


@pytest.mark.parametrize(
    "tokenizer",
    [
        tokenizers.Mecab(),
        tokenizers.Kiwi(),
        tokenizers.LTokenizer({"영화": 0.9}),
        tokenizers.MaxScore({"영화": 0.9}),
        tokenizers.NounTokenizer(["영화", "재미"]),
        tokenizers.RegexTokenizer("[가-힣]+"),
        tokenizers.WithUserWords(str.split, ["재미"]),
    ],
    ids=lambda tokenizer: type(tokenizer).__name__,
)
def test_jamo_are_read_as_the_syllables_they_stand_for(tokenizer: Any) -> None:
    tokens = tokenizer(unicodedata.normalize("NFC", APART))
    assert tokens
    assert tokenizer(APART) == tokens
    if hasattr(tokenizer, "offsets"):
        found = [APART[begin:end] for begin, end in tokenizer.offsets(APART)]
        assert found == [unicodedata.normalize("NFD", token) for token in tokens]


def test_places_in_runs_of_marks_lie_within_the_text() -> None:
    text = "a" + "\u0301\u0323" * 40
    spans = tokenizers.LTokenizer({"가": 1.0}).offsets(text)
    assert spans
    assert set(spans) == {(0, len(text))}


NEED_SCORES = {"l-tokenizer", "max-score", "nouns"}


@pytest.mark.parametrize("name", sorted(tokenizers.BY_NAME.keys() - NEED_SCORES))
def test_tokenizers_are_values(name: str) -> None:
    tokenizer = tokenizers.by_name(name)
    assert tokenizer == tokenizers.by_name(name)
    assert pickle.loads(pickle.dumps(tokenizer)) == tokenizer
    assert len({tokenizer, tokenizers.by_name(name)}) == 1
    assert tokenizers.from_description(tokenizers.describe(tokenizer)) == tokenizer


def test_settings_are_described() -> None:
    assert tokenizers.describe(Kiwi(user_words=("말벡",))) == {
        "name": "kiwi",
        "user_words": ["말벡"],
    }
    assert (
        tokenizers.from_description({"name": "kiwi", "user_words": ["말벡"]})
        == Kiwi(("말벡",))
        != Kiwi()
    )
    assert tokenizers.describe(None) == tokenizers.describe(Whitespace()) == {"name": "whitespace"}
    assert tokenizers.describe(str.split) == {"name": "custom", "callable": "builtins.str.split"}
    assert (
        tokenizers.describe(functools.partial(str.split, sep=" "))["callable"]
        == "functools.partial"
    )
    assert tokenizers.describe(split_upper) == {
        "name": "custom",
        "callable": f"{__name__}.split_upper",
    }
    with pytest.raises(ValueError, match="split_upper"):
        tokenizers.from_description(tokenizers.describe(split_upper))
    with pytest.raises(ValueError, match="mecab, kiwi"):
        tokenizers.by_name("khaiii")
    with pytest.raises(TypeError, match="tuple of str"):
        Kiwi(user_words="말벡")  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "module"), [("mecab", "mecab"), ("kiwi", "kiwipiepy")])
def test_a_missing_analyser_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, name: str, module: str
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda wanted: None)
    monkeypatch.setattr("malvec.tokenizers.analysers.mecab.dictionary_folder", lambda: None)
    with pytest.raises(ImportError, match=r"pip install 'malvec\[ko\]'"):
        Corpus.from_texts(["희망"], tokenizer=tokenizers.by_name(name))


@pytest.mark.parametrize(("name", "module"), [("mecab", "mecab"), ("kiwi", "kiwipiepy")])
def test_messy_text_does_no_harm(name: str, module: str) -> None:
    pytest.importorskip(module)
    tokenizer = tokenizers.by_name(name)
    for text in MESSY:
        tokens = tokenizer(text)
        assert all(isinstance(token, str) and token for token in tokens)
    assert {"희망", "\0", "나무"} <= set(tokenizer("희망 \0 나무"))
    assert {"\udcff\udc80", "바이트"} <= set(tokenizer("\udcff\udc80 깨진 바이트"))
    corpus = Corpus.from_texts(MESSY, tokenizer=tokenizer, min_count=1, processes=0)
    assert corpus.report.failed_lines == 0
    assert corpus.pipeline.describe()["tokenizer"] == tokenizers.describe(tokenizer)


def test_user_words_apply() -> None:
    pytest.importorskip("kiwipiepy")
    assert "말벡터기" in Kiwi(user_words=("말벡터기",))("말벡터기는 빠르다")


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


NAMED = "a file\\.txt"


@pytest.mark.parametrize(
    "described",
    [
        {"name": "mecab", "user_dictionary": "a file.txt"},
        {"name": "mecab", "user_dictionary": "a file.txt.dic"},
        {"name": "mecab", "dictionary": "a file.txt"},
        {"name": "kiwi", "user_dictionary": "a file.txt"},
        {"name": "okt", "user_dictionary": "a file.txt"},
        {"name": "komoran", "model_path": "a file.txt"},
        {"name": "konlpy-mecab", "dictionary": "a file.txt"},
        {"name": "l-tokenizer", "scores": "a file.txt"},
        {"name": "max-score", "scores": "a file.txt", "fingerprint": "x"},
        {
            "name": "user-words",
            "tokenizer": {"name": "whitespace"},
            "user_dictionary": "a file.txt",
        },
        {
            "name": "phrases",
            "tokenizer": {"name": "mecab", "dictionary": "a file.txt"},
            "delimiter": "_",
            "connectors": [],
            "phrases": pack("[]"),
        },
    ],
)
def test_a_description_opens_no_file(
    described: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a file.txt", "a file.txt.dic"):
        os.mkfifo(name)  # to open it would take for ever
    with pytest.raises(ValueError, match=f"{NAMED}.*pass the tokenizer again"):
        tokenizers.from_description(described)


def test_what_a_machine_has_is_no_part_of_a_description() -> None:
    described = {"name": "kiwi", "num_workers": 10**12}
    assert tokenizers.from_description(described) == Kiwi()
    described = {"name": "okt", "max_heap_size": -1, "time_limit": 1e300}
    assert tokenizers.from_description(described) == tokenizers.Okt(time_limit=1e300)
    assert tokenizers.describe(Kiwi(num_workers=4)) == {"name": "kiwi"}
    with pytest.raises(ValueError, match="num_workers=2000: must be between 1 and 1,024"):
        Kiwi(num_workers=2000)
    for wrong in (["x"], 3):
        with pytest.raises((ValueError, TypeError), match=r"no tag that begins so|damaged"):
            tokenizers.from_description({"name": "mecab", "keep": wrong})


@pytest.mark.parametrize(
    "tokenizer", [Whitespace(), Characters(), tokenizers.Eojeols(), tokenizers.Mecab(), Kiwi()]
)
@pytest.mark.parametrize("wrong", [None, math.nan, ["영화"], 3, b"x"])
def test_what_is_no_text(tokenizer: tokenizers.Tokenizer, wrong: object) -> None:
    if isinstance(tokenizer, tokenizers.Mecab):
        pytest.importorskip("mecab")
    said = f"must be str, not {type(wrong).__name__}"
    with pytest.raises(TypeError, match=said) as caught:
        tokenizer(wrong)  # type: ignore[arg-type]
    assert ("missing value" in str(caught.value)) == (wrong is None or wrong != wrong)


def test_a_table_is_told_in_one_line() -> None:
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame({"document": ["영화 좋다"] * 3, "label": [1, 0, 1]})
    for call in (Whitespace(), Corpus.from_files, tokenizers.as_tokenizer):
        for wrong in (table, np.eye(9)) if call != Corpus.from_files else (table,):
            with pytest.raises(TypeError, match=f"not {type(wrong).__name__}") as caught:
                call(wrong)
            assert "\n" not in str(caught.value)
            assert "영화" not in str(caught.value)


def test_a_missing_value_among_texts_is_numbered() -> None:
    with pytest.raises(TypeError, match=r"number 2, from 0, is float: nan; it is a missing value"):
        tokenizers.batch(Whitespace(), ["a", "b", math.nan])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="not a dict: give its values"):
        tokenizers.batch(Whitespace(), {"a": "b"})


def test_a_frame_is_not_texts() -> None:
    pandas = pytest.importorskip("pandas")
    with pytest.raises(TypeError, match="not a DataFrame: name its column"):
        tokenizers.batch(Whitespace(), pandas.DataFrame({"text": ["a"]}))


def test_a_description_without_end() -> None:
    description: dict[str, object] = {"name": "whitespace"}
    for _ in range(5000):
        description = {
            "name": "user-words",
            "tokenizer": description,
            "user_dictionary": {"entries": []},
        }
    with pytest.raises(ValueError, match="has no end"):
        tokenizers.from_description(description)


def test_a_program_is_no_part_of_a_description() -> None:
    assert tokenizers.describe(tokenizers.Okt(jvmpath="/nowhere/libjvm.so", norm=True)) == {
        "name": "okt",
        "norm": True,
    }


def test_a_class_is_not_a_tokenizer() -> None:
    with pytest.raises(TypeError, match=r"Whitespace is a class of tokenizers: give one, White"):
        Corpus.from_texts(["가 나"] * 9, tokenizer=Whitespace)
    assert Corpus.from_texts(["가나"], tokenizer=list, min_count=1).sentence(0) == ["가", "나"]


def test_a_class_of_the_same_name_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    own = type("Whitespace", (tokenizers.Characters,), {})
    monkeypatch.setattr(own, "__module__", "plain")
    assert tokenizers.describe(own())["name"] == "custom"
