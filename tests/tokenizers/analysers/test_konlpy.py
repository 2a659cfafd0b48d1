"""Analysers that run in Java: settings, and Java that is missing."""

from __future__ import annotations

import importlib
import importlib.util
import os
import subprocess
import sys

import pytest
from made import messy

from malvec import tokenizers
from malvec.corpus import Corpus
from malvec.tokenizers import (
    Hannanum,
    Kkma,
    Komoran,
    Okt,
    UserDictionary,
)
from malvec.tokenizers.analysers.java import JavaNotFoundError, find_java


def java_is_there() -> bool:
    try:
        find_java()
    except ImportError:
        return False
    return all(importlib.util.find_spec(module) for module in ("konlpy", "jpype"))


needs_java = pytest.mark.skipif(not java_is_there(), reason="KoNLPy or Java is missing")


def test_settings_of_the_analysers_in_java() -> None:
    for wrong, error in (
        ({"max_heap_size": 1}, ValueError),
        ({"time_limit": 0}, ValueError),
        ({"max_heap_size": "1g"}, TypeError),
    ):
        with pytest.raises(error, match=next(iter(wrong))):
            Kkma(**wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="9 or 22"):
        Hannanum(ntags=10)
    with pytest.raises(TypeError, match="norm"):
        Okt(norm="yes")  # type: ignore[arg-type]
    described = tokenizers.describe(
        Okt(stem=True, keep=("Noun",), user_dictionary=UserDictionary(["말벡"]))
    )
    assert described == {
        "name": "okt",
        "keep": ["Noun"],
        "user_dictionary": {"entries": [["말벡", "NNP"]]},
        "stem": True,
    }
    assert tokenizers.from_description(described) == Okt(
        stem=True, keep=("Noun",), user_dictionary=UserDictionary(["말벡"])
    )


JAVALESS = """
import malvec as mv
try:
    mv.tokenizers.Komoran()("희망")
except ImportError as error:
    print(error)
corpus = mv.Corpus.from_texts(["희망 나무"], min_count=1)
print(mv.tokenizers.Whitespace()("희망 나무"), len(corpus))
"""


@pytest.mark.parametrize("home", ["/nowhere/java", None])
def test_without_java_the_error_says_so_and_the_rest_works(home: str | None) -> None:
    pytest.importorskip("konlpy")
    code = (
        JAVALESS
        if home
        else "import malvec.tokenizers.analysers.java as java\njava.PARENTS = ()\n" + JAVALESS
    )
    environment = {**os.environ, "PATH": "/nowhere", "JAVA_HOME": home or ""}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    error, works = done.stdout.splitlines()
    assert works == "['희망', '나무'] 1"
    assert "JAVA_HOME" in error
    assert ("/nowhere/java/lib/server/libjvm" if home else "no java on the PATH") in error
    assert "apt install" in error


def test_where_java_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(JavaNotFoundError, match="jvmpath='/nowhere'"):
        find_java("/nowhere")
    monkeypatch.setattr("importlib.util.find_spec", lambda wanted: None)
    with pytest.raises(ImportError, match=r"Okt needs konlpy: pip install 'malvec\[konlpy\]'"):
        Okt()("희망")


@needs_java
def test_okt_from_text_to_corpus() -> None:
    okt = Okt(user_dictionary=UserDictionary(["가우스전자"]))
    texts = [
        *messy.ODD,
        *messy.JAMO[::50],
        *messy.SYLLABLES[::200],
        "즤 즤즤",
        "가우스전자를 봤다",
        messy.long_text(500),
    ]
    result = okt.batch(texts, 1, on_error="skip")
    assert (result.failed, result.failures) == (0, [])
    assert [bool(tokens) for tokens in result] == [bool(text.strip()) for text in texts]
    assert result[-2] == ["가우스전자", "를", "봤다"]


@needs_java
def test_blanks_of_unicode_part_words_for_hannanum() -> None:
    assert Hannanum()("영화\u00a0추천\u3000") == ["영화", "추천"]


@needs_java
def test_okt_tells_stems_beside_what_is_written() -> None:
    found = Okt().stems("영화가 재미있었다 😀")
    assert ("재미있었다", "재미있다", "Adjective") in found
    assert "".join(each.written for each in found) == "영화가재미있었다😀"
    assert Okt().stems(" ") == []


@needs_java
def test_an_analyser_in_java_called_here_runs_elsewhere() -> None:
    komoran = Komoran(user_dictionary=UserDictionary([("가우스전자", "NNP")]))
    assert komoran("가우스전자를 봤다 😀") == ["가우스전자", "를", "보", "았", "다", "😀"]
    assert komoran.tagged("가우스전자를")[0] == ("가우스전자", "NNP")
    assert komoran.nouns("아버지가 방에 들어가신다") == ["아버지", "방"]
    assert komoran(" ") == []
    assert not importlib.import_module("jpype").isJVMStarted(), "Java runs in this process"
    with pytest.raises(ValueError, match="do not spell the text"):
        komoran.offsets("가우스전자를 봤다")
    corpus = Corpus.from_texts(
        ["가우스전자를 봤다"] * 3, tokenizer=komoran, min_count=1, processes=1
    )
    assert corpus.report.processes == 1
    assert tokenizers.from_description(tokenizers.describe(komoran)) == komoran
