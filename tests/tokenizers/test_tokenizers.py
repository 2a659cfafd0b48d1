"""Tokenizers: what they make of ordinary and of messy text, and running them in other processes."""

from __future__ import annotations

import functools
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made.messy import ODD

from malvec import tokenizers
from malvec.corpus import Corpus
from malvec.tokenizers import Characters, Kiwi, Whitespace

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


NEED_SCORES = {"l-tokenizer", "max-score"}


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


def test_a_description_without_end() -> None:
    description: dict[str, object] = {"name": "whitespace"}
    for _ in range(5000):
        description = {
            "name": "user-words",
            "tokenizer": description,
            "user_dictionary": {"entries": []},
        }
    with pytest.raises(ValueError, match="RecursionError"):
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
