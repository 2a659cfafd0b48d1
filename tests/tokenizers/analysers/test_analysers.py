"""Analysers: one interface, tags, places, messy text, Java that is missing, and processes of their
own."""

from __future__ import annotations

import importlib
import importlib.util
import os
import pickle
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import ClassVar

import pytest
from made import messy

from malvec import tokenizers
from malvec.corpus import Corpus
from malvec.tokenizers import (
    Characters,
    Hannanum,
    Kiwi,
    Kkma,
    Komoran,
    Mecab,
    Okt,
    Tokenizer,
    UserDictionary,
    Whitespace,
    WithUserWords,
)
from malvec.tokenizers.analysers import analyser as analyser_module
from malvec.tokenizers.analysers.analyser import Analyser, Engine, eojeols_up_to
from malvec.tokenizers.analysers.forced import Morpheme, align
from malvec.tokenizers.analysers.java import JavaNotFoundError, find_java
from malvec.tokenizers.analysers.konlpy import UNREADABLE, special
from malvec.tokenizers.analysers.resident import Resident

SENTENCE = "아버지가 방에 들어가신다"


def java_is_there() -> bool:
    try:
        find_java()
    except ImportError:
        return False
    return all(importlib.util.find_spec(module) for module in ("konlpy", "jpype"))


needs_java = pytest.mark.skipif(not java_is_there(), reason="KoNLPy or Java is missing")


@dataclass(frozen=True)
class Fragile(Analyser):
    """An analyser that fails on all that analysers in Java fail on."""

    user_dictionary: UserDictionary | None = None

    UNREADABLE: ClassVar[re.Pattern[str]] = UNREADABLE
    SPECIAL: ClassVar[re.Pattern[str]] = special(20)
    LONGEST: ClassVar[int] = 100
    EOJEOLS: ClassVar[re.Pattern[str]] = eojeols_up_to(20)

    def check(self) -> None:
        pass

    def _start(self) -> Engine:
        return Engine(self.morphemes)

    @staticmethod
    def morphemes(text: str) -> list[Morpheme]:
        assert text.strip(), "nothing but blanks"
        assert not UNREADABLE.search(text), "unreadable"
        assert len(text) <= 100, "too long"
        assert max(map(len, text.split())) <= 20, "an eojeol is too long"
        return [
            (match[0], "NNG" if match[0] > "나" else "JX", *match.span())
            for match in re.finditer(r"\S{1,2}", text)
        ]


def without_blanks(text: str) -> str:
    return "".join(text.split())


COVERING: list[Tokenizer] = [
    Whitespace(),
    Characters(),
    Fragile(),
    WithUserWords(Whitespace(), UserDictionary(["희망", "즤"])),
]


@pytest.mark.parametrize("tokenizer", COVERING, ids=lambda tokenizer: type(tokenizer).__name__)
def test_all_of_a_messy_text_is_in_the_tokens(tokenizer: Tokenizer) -> None:
    for text in (*messy.ODD, *messy.JAMO, *messy.alone_and_doubled(messy.SYLLABLES)):
        assert without_blanks("".join(tokenizer(text))) == without_blanks(text)


@pytest.mark.parametrize("tokenizer", COVERING, ids=lambda tokenizer: type(tokenizer).__name__)
def test_a_megabyte_without_a_blank_takes_twice_as_long_as_half_of_it(tokenizer: Tokenizer) -> None:
    seconds = []
    for size in (1 << 17, 1 << 18) if isinstance(tokenizer, Fragile) else (1 << 19, 1 << 20):
        text = messy.long_text(size)
        started = time.process_time()
        assert "".join(tokenizer(text)) == text
        seconds.append(time.process_time() - started)
    assert seconds[1] < 4 * seconds[0] + 0.05


@pytest.mark.parametrize(("name", "module"), [("mecab", "mecab"), ("kiwi", "kiwipiepy")])
def test_installed_analysers_take_messy_text(name: str, module: str) -> None:
    pytest.importorskip(module)
    texts = [
        *messy.ODD,
        *messy.JAMO[::7],
        *messy.alone_and_doubled(messy.SYLLABLES[::29]),
        "즤",
        "즤즤",
        messy.long_text(1 << 13),
    ]
    result = tokenizers.batch(tokenizers.by_name(name), texts, 0)
    assert result.failed == 0
    for text, tokens in zip(texts, result, strict=True):
        assert all(tokens)
        assert tokens or not text.strip(), text
        if name == "mecab":
            assert without_blanks("".join(tokens)) == without_blanks(text)


def test_what_is_cut_comes_out_in_its_place() -> None:
    text = "가나 😀다\ud800라  " + "마바사" * 20 + " 아자 " * 40
    fragile = Fragile()
    tokens, places = fragile(text), fragile.offsets(text)
    assert tokens == [text[start:end] for start, end in places]
    assert places == sorted(places)
    assert ("😀", "SW") in fragile.tagged(text)
    assert fragile.nouns("다라 가 마") == ["다라", "마"]
    assert Fragile(keep=("JX",))("다라 가 마 😀") == ["가"]
    assert Fragile(keep=("N", "SW"))("다라 가 마 😀") == ["다라", "마", "😀"]


@pytest.mark.parametrize(("kind", "module"), [(Mecab, "mecab"), (Kiwi, "kiwipiepy")])
def test_tags_nouns_and_places(kind: type[Mecab] | type[Kiwi], module: str) -> None:
    pytest.importorskip(module)
    analyser = kind()
    assert analyser.tagged(SENTENCE)[:4] == [
        ("아버지", "NNG"),
        ("가", "JKS"),
        ("방", "NNG"),
        ("에", "JKB"),
    ]
    assert [form for form, _ in analyser.tagged(SENTENCE)] == analyser(SENTENCE)
    assert analyser.nouns(SENTENCE) == kind(keep=("NN",))(SENTENCE) == ["아버지", "방"]
    assert (
        analyser.offsets("😀\0 " + SENTENCE)[-3:]
        == [(start + 3, end + 3) for start, end in analyser.offsets(SENTENCE)][-3:]
    )
    assert analyser.offsets(SENTENCE)[:4] == [(0, 3), (3, 4), (5, 6), (6, 7)]
    assert analyser.offsets("\t가\t나 \n방") == [(1, 2), (3, 4), (6, 7)]
    assert analyser.batch([SENTENCE, "", SENTENCE], 2) == [
        analyser(SENTENCE),
        [],
        analyser(SENTENCE),
    ]


def test_settings_of_kiwi_and_mecab() -> None:
    pytest.importorskip("kiwipiepy")
    assert Kiwi(typos="basic", num_workers=2)("외않되")
    with pytest.raises(ValueError, match="num_workers"):
        Kiwi(num_workers=0)
    with pytest.raises(FileNotFoundError, match="no such dictionary"):
        Mecab(dictionary="/nowhere").check()


@pytest.mark.parametrize("keep", ["NN", ("",), (1,)])
def test_tags_to_keep_are_a_tuple(keep: object) -> None:
    with pytest.raises(TypeError, match="keep must be a tuple of tags"):
        Mecab(keep=keep)  # type: ignore[arg-type]


def test_loading_does_not_change_what_an_analyser_is() -> None:
    loaded = Fragile()
    loaded(SENTENCE)
    assert loaded == Fragile() == pickle.loads(pickle.dumps(loaded))
    assert hash(loaded) == hash(Fragile())
    assert len(pickle.dumps(loaded)) == len(pickle.dumps(Fragile()))


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
print(mv.tokenizers.Whitespace()("희망 나무"), len(mv.Corpus.from_texts(["희망 나무"], min_count=1)))
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
def test_an_analyser_in_java_called_here_runs_elsewhere() -> None:
    komoran = Komoran(user_dictionary=UserDictionary([("가우스전자", "NNP")]))
    assert komoran("가우스전자를 봤다 😀") == ["가우스전자", "를", "보", "았", "다", "😀"]
    assert komoran.tagged("가우스전자를")[0] == ("가우스전자", "NNP")
    assert komoran.nouns(SENTENCE) == ["아버지", "방"]
    assert komoran(" ") == []
    assert not importlib.import_module("jpype").isJVMStarted(), "Java runs in this process"
    with pytest.raises(ValueError, match="do not spell the text"):
        komoran.offsets("가우스전자를 봤다")
    corpus = Corpus.from_texts(
        ["가우스전자를 봤다"] * 3, tokenizer=komoran, min_count=1, processes=1
    )
    assert corpus.report.processes == 1
    assert tokenizers.from_description(tokenizers.describe(komoran)) == komoran


def answer_slowly(text: str) -> list[tuple[str, str]]:
    if text == "hang":
        time.sleep(60)
    if text == "die":
        os._exit(1)
    if text == "bad":
        raise LookupError("cannot read it")
    return [(text, str(os.getpid()))]


def start() -> object:
    return answer_slowly


def refuse() -> object:
    raise LookupError("no dictionary")


def test_a_resident_that_hangs_or_dies_is_replaced() -> None:
    resident = Resident(start, 0.3, fresh=False)  # type: ignore[arg-type]
    ((_, first),) = resident.ask("one")
    assert resident.ask("two")[0][1] == first != str(os.getpid())
    with pytest.raises(RuntimeError, match="LookupError: cannot read it"):
        resident.ask("bad")
    assert resident.ask("three")[0][1] == first
    for text, error in (("hang", TimeoutError), ("die", RuntimeError)):
        with pytest.raises(error):
            resident.ask(text)
        ((_, now),) = resident.ask("after")
        assert now != first
        first = now
    with pytest.raises(RuntimeError, match="could not be loaded: LookupError: no dictionary"):
        Resident(refuse, 1, fresh=False).ask("one")  # type: ignore[arg-type]


def test_a_resident_answers_threads_one_by_one() -> None:
    resident = Resident(start, 5, fresh=False)  # type: ignore[arg-type]
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda i=i: answers.append(resident.ask(str(i))[0][0]))
        for i in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers, key=int) == [str(i) for i in range(20)]


def test_places_are_those_of_the_text_or_none() -> None:
    assert align("가나 다", [("가", "A"), ("나", "B"), ("다", "C")]) == [
        ("가", "A", 0, 1),
        ("나", "B", 1, 2),
        ("다", "C", 3, 4),
    ]
    assert align("봤다", [("보", "A"), ("았", "B"), ("다", "C")]) is None
    assert align("가나다", [("가", "A")]) is None
    assert align("  ", []) == []


def test_a_fork_never_lets_go_of_what_its_parent_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyser_module, "_MOST_LOADED", 1)
    Mecab(keep=("NN",))("가")
    child = os.fork()
    if child == 0:
        Mecab(keep=("VV",))("가")
        kept = [
            loaded
            for generation in analyser_module._inherited
            for loaded in generation
            if loaded == Mecab(keep=("NN",))
        ]
        os._exit(0 if kept and list(analyser_module._loaded) == [Mecab(keep=("VV",))] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
