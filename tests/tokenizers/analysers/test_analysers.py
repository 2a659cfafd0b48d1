"""Analysers: one interface, tags, places, messy text."""

from __future__ import annotations

import os
import pickle
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from made import messy

from malvec import tokenizers
from malvec.text.normalizer import NFC
from malvec.tokenizers import (
    Characters,
    Kiwi,
    Mecab,
    Tokenizer,
    UserDictionary,
    Whitespace,
    WithUserWords,
)
from malvec.tokenizers.analysers import analyser as analyser_module
from malvec.tokenizers.analysers.analyser import Analyser, Engine, eojeols_up_to
from malvec.tokenizers.analysers.konlpy_analyser import UNREADABLE, special
from malvec.tokenizers.analysers.lexicon import Morpheme, align

SENTENCE = "아버지가 방에 들어가신다"


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
    return NFC("".join(text.split()))


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
        tokens = tokenizer(text)
        seconds.append(time.process_time() - started)
        assert NFC("".join(tokens)) == NFC(text)
    assert seconds[1] < 4 * seconds[0] + 0.05


def test_words_in_a_long_text() -> None:
    long = "가" * 1_000
    tokenizer = WithUserWords(tuple, UserDictionary(["나다", long]))
    near = "가" * 500 + "나다"
    assert tokenizer(near * 3 + long) == [*"가" * 500, "나다"] * 3 + [long]
    tokens = tokenizer("라나다" * 50_000)
    assert tokens == ["라", "나다"] * 50_000


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
    pytest.importorskip("mecab")
    monkeypatch.setattr(analyser_module, "_MOST_LOADED", 1)
    nouns, verbs = (Mecab(keep=(tag,), backend="python-mecab-ko") for tag in ("NN", "VV"))
    nouns("가")
    child = os.fork()
    if child == 0:
        verbs("가")
        kept = [
            loaded
            for generation in analyser_module._inherited
            for loaded in generation
            if loaded == nouns
        ]
        os._exit(0 if kept and list(analyser_module._loaded) == [verbs] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


BLANK = "".join(c for c in map(chr, range(0x3001)) if c.isspace())


def test_no_token_is_blank_or_ends_with_one() -> None:
    pytest.importorskip("mecab")
    mecab = Mecab()
    assert mecab("캘리 참치") == ["캘리", "참치"]
    assert mecab.offsets("캘리 참치") == [(0, 2), (3, 5)]
    assert mecab("영화\u00a0추천") == ["영화", "추천"]
    for blank in BLANK:
        text = f"영화{blank}{blank}추천 {blank}"
        assert mecab(text) == ["영화", "추천"]
        assert [form for form, _ in mecab.tagged(text)] == ["영화", "추천"]
        assert mecab.offsets(text) == [(0, 2), (4, 6)]
        assert mecab(blank) == [] == mecab.tagged(blank)


def test_a_tag_that_there_is_not() -> None:
    for make, tag in ((Mecab, "NOUN"), (Kiwi, "Noun"), (tokenizers.Okt, "NN")):
        with pytest.raises(ValueError, match=f"keep='{tag}': .* no tag that begins so; it has .*N"):
            make(keep=(tag,))
    assert Mecab(keep=["NN", "VV+EC"]).keep == ("NN", "VV+EC")
    assert Mecab(keep=("MINE",), dictionary="/a/folder").keep == ("MINE",)
    for wrong in ("NN", ("",), (3,), {"NN": 1}, 3):
        with pytest.raises(TypeError, match="keep must be a tuple of tags"):
            Mecab(keep=wrong)  # type: ignore[arg-type]


def test_a_folder_that_holds_no_dictionary(tmp_path: Path) -> None:
    pytest.importorskip("mecab")
    with pytest.raises(ValueError, match=r"Mecab cannot load dictionary='.*folder of a compiled"):
        Mecab(dictionary=tmp_path)("영화")  # type: ignore[arg-type]
    (tmp_path / "words.dic").write_text("영화")
    with pytest.raises(ValueError, match=r"Mecab cannot load .*words\.dic"):
        Mecab(str(tmp_path / "words.dic"))("영화")


def test_kiwi_gives_jamo_as_they_are_typed() -> None:
    pytest.importorskip("kiwipiepy")
    assert Kiwi(compatible_jamo=True)("간다") == ["가", "ㄴ다"] != Kiwi()("간다")
