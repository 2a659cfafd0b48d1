"""Tags to keep and to leave out: those of the dictionaries at hand, the user's too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from malvec import FormatError, _core
from malvec.tokenizers import Mecab, UserDictionary, WithoutStopWords, describe
from malvec.tokenizers.analysers.mecab import Backend
from tests.made import mecab_lexicon
from tests.reference import mecab as twin

OF_SYSTEM = ("SW", "T0", "T1", "T2", "T3")
TEXT = "가나마 다라마"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small dictionary, and one of a user, as CSV and compiled, whose words share their ids."""
    made = mecab_lexicon.make_small(tmp_path)
    monkeypatch.setenv("MALVEC_MECAB_DICTIONARY", str(made))
    (made / "words.csv").write_text("가나마,1,2,-9000,FOO,*\n다라마,1,2,-9000,BAR,*\n", "utf-8")
    words = {
        word.encode(): [twin.Entry(1, 2, 1, -9000, feature=f"{tag},*")]
        for word, tag in (("가나마", "FOO"), ("다라마", "BAR"))
    }
    sizes = (mecab_lexicon.RIGHTS, mecab_lexicon.LEFTS)
    (made / "user.dic").write_bytes(mecab_lexicon.lexicon(mecab_lexicon.USER, words, sizes))
    return made


@pytest.mark.parametrize("name", ["words.csv", "user.dic"])
@pytest.mark.parametrize("backend", ["core", "python-mecab-ko"])
def test_tags_of_users_words(folder: Path, name: str, backend: Backend) -> None:
    words = str(folder / name)
    assert Mecab(words, backend=backend).tags() == ("BAR", "FOO", *OF_SYSTEM)
    with pytest.raises(ValueError, match=r"keep='NNGG': .* it has BAR, FOO, SW, T0"):
        Mecab(words, keep=("FOO", "NNGG"), backend=backend)
    with pytest.raises(ValueError, match=r"tags='NN': .* it has BAR, FOO, SW"):
        WithoutStopWords(Mecab(words, backend=backend), tags=("NN",))


def test_the_core_knows_them_too(folder: Path) -> None:
    words = str(folder / "words.csv")
    for made, tokens in (
        (Mecab(words, keep=("BAR",)), ["다라마"]),
        (WithoutStopWords(Mecab(words), tags=("BAR", "SW")), ["가나마"]),
    ):
        core = _core.CoreTokenizer(json.dumps(describe(made)), str(folder))
        assert made(TEXT) == core.tokens(TEXT) == tokens
    described = {"name": "mecab", "keep": ["QQ"], "user_dictionary": {"csv": ["가,1,2,3,FOO"]}}
    with pytest.raises(FormatError, match="no tag begins with 'QQ'; there are FOO, SW, T0"):
        _core.CoreTokenizer(json.dumps(described), str(folder))


def test_a_dictionary_is_opened_for_its_tags_only_where_some_are_given(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = 0

    def counted(*given: object) -> _core.CoreTokenizer:
        nonlocal opened
        opened += 1
        return opens(*given)  # type: ignore[arg-type]

    opens = _core.mecab_tokenizer
    monkeypatch.setattr(_core, "mecab_tokenizer", counted)
    mecab = Mecab(str(folder / "words.csv"))
    WithoutStopWords(mecab, ["가"])
    assert opened == 0
    kept = Mecab(str(folder / "words.csv"), keep=("FOO",))
    assert kept(TEXT) == ["가나마"]
    assert opened == 1


def test_where_a_dictionary_cannot_be_read_its_use_says_so(folder: Path) -> None:
    (folder / "words.csv").write_text("가나마,1,x,3,FOO\n", "utf-8")
    kept = Mecab(str(folder / "words.csv"), keep=("FOO",))
    assert kept.tags() == ()
    with pytest.raises(ValueError, match=r"words\.csv.*'x'"):
        kept("가")
    assert Mecab(dictionary="/nowhere", keep=("FOO",)).tags() == ()


def test_nouns_need_no_noun_in_the_dictionary(folder: Path) -> None:
    assert Mecab(UserDictionary()).nouns(TEXT) == []
    assert Mecab(str(folder / "words.csv")).nouns(TEXT) == []
