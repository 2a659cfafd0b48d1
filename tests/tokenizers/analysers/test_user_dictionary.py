"""User dictionaries: the file, its mistakes, the forced merge, and words that take no effect."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

import malvec as mv
from malvec import tokenizers
from malvec.errors import FormatError
from malvec.tokenizers import Kiwi, Mecab, Okt, UserDictionary, Whitespace, WithUserWords, add_words
from malvec.tokenizers.analysers.lexicon import Lexicon, force, merge
from malvec.tokenizers.analysers.user_dictionary import as_dictionary

LEXICON = Lexicon({"가우스전자": "NNP", "가우스": "NNG", "즤": "NNP"})


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "words.tsv"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return path


def test_a_file_and_back(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "\ufeff# comment\n가우스전자\tNNP\r\n\n존맛\tNNG\n말벡\n말벡\n"
        + unicodedata.normalize("NFD", "희망"),
    )
    words = UserDictionary.from_file(path)
    assert words.entries == (
        ("가우스전자", "NNP"),
        ("존맛", "NNG"),
        ("말벡", "NNP"),
        ("희망", "NNP"),
    )
    assert words.words == tuple(words) == ("가우스전자", "존맛", "말벡", "희망")
    assert (words.tag("존맛"), "존맛" in words, "x" in words, len(words)) == ("NNG", True, False, 4)
    words.save(path)
    assert UserDictionary.from_file(path) == words
    assert len({words, UserDictionary(words.entries)}) == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("바람과 함께", "a word with a blank in it needs a TAB"),
        ("바람과  함께\tNNP", "two in a row"),
        ("가\tNNP\t많이", "the score '많이' is not a number"),
        ("가\tNNP\tnan", "the score 'nan' is not"),
        ("가우스전자,,,,NNPX,*,F,가우스전자,*,*,*,*", "the tag 'NNPX' of '가우스전자'"),
        ("가우스전자 NNP", "separated by a TAB, not by blanks"),
        ("\tNNP", "the word is empty"),
        ("가우스전자\tNOUN", "'NOUN' of '가우스전자' is not known; there are NNG"),
        ("가우스전자\t", "the tag ''"),
        ("첫째\tNNG", "'첫째' has the tag NNG here, but NNP before"),
        ("가\tNNP\t1\t2", "4 columns"),
        (" 가", "begins or ends with a blank"),
        ("가\0", "control characters"),
    ],
)
def test_a_bad_line_is_told_by_its_number(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(FormatError, match=f"words.tsv, line 3: .*{said}"):
        UserDictionary.from_file(written(tmp_path, f"첫째\n# x\n{line}\n셋째\n"))


def test_a_dictionary_in_cp949(tmp_path: Path) -> None:
    (tmp_path / "words.tsv").write_bytes("가우스전자\n말벡\tNNG\n".encode("cp949"))
    with pytest.raises(FormatError, match="looks like CP949"):
        UserDictionary.from_file(tmp_path / "words.tsv")
    assert UserDictionary.from_file(tmp_path / "words.tsv", "cp949").words == ("가우스전자", "말벡")


def test_other_mistakes(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="not UTF-8"):
        UserDictionary.from_file(written(tmp_path, "가\n\udcff\udcfe"))
    with pytest.raises(FileNotFoundError):
        Okt(user_dictionary=str(tmp_path / "nowhere"))  # type: ignore[arg-type]
    with pytest.raises(FileNotFoundError):
        Mecab("nowhere.dic").check()
    with pytest.raises(TypeError, match="not the str"):
        UserDictionary("가우스전자")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="entry 2: the word is empty"):
        UserDictionary(["가", ""])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="entry 1"):
        UserDictionary([("가", 1)])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="has the tag NNG here"):
        UserDictionary(["가"]).with_words([("가", "NNG")])  # type: ignore[arg-type]


def spelt(*tokens: str) -> tuple[str, list[tuple[str, str, int, int]]]:
    """The text of tokens, + where there is no blank, and the morphemes."""
    text, morphemes = "", []
    for token in tokens:
        text += "" if token.startswith("+") or not text else " "
        form = token.removeprefix("+")
        morphemes.append((form, "X", len(text), len(text) + len(form)))
        text += form
    return text, morphemes


@pytest.mark.parametrize(
    ("tokens", "cut", "left"),
    [
        (["가우스", "+전자", "+를"], "가우스전자 를", "가우스전자 를"),
        (["가우스전", "+자를"], "가우스전자 를", "가우스전 자를"),
        (["가우스전자를"], "가우스전자 를", "가우스전자를"),
        (["가우스전", "+자", "+를"], "가우스전자 를", "가우스전자 를"),
        (["네이버", "+가우스", "+전자"], "네이버 가우스전자", "네이버 가우스전자"),
        (["네이버가우스전자"], "네이버가우스전자", "네이버가우스전자"),
        (["가우스", "전자"], "가우스 전자", "가우스 전자"),
        (["가우스", "+전"], "가우스 전", "가우스 전"),
        (["즤들", "즤"], "즤 들 즤", "즤들 즤"),
        (["가"], "가", "가"),
    ],
)
def test_the_rule(tokens: list[str], cut: str, left: str) -> None:
    text, morphemes = spelt(*tokens)
    for rule, expected in ((True, cut), (False, left)):
        merged = merge(text, morphemes, LEXICON, cut=rule)
        assert " ".join(form for form, _, _, _ in merged) == expected
        assert all(text[start:end] == form for form, _, start, end in merged)


def stems(text: str) -> list[tuple[str, str]]:
    """An analyser whose tokens do not spell the text."""
    return [(token.replace("봤", "보았").removesuffix("가우"), "X") for token in text.split()]


def test_the_rule_where_tokens_have_no_places() -> None:
    made = force("어제 가우스전자를 봤다 또", stems, LEXICON)
    assert made == [
        (form, tag, -1, -1)
        for form, tag in [
            ("어제", "X"),
            ("가우스전자", "NNP"),
            ("를", "X"),
            ("보았다", "X"),
            ("또", "X"),
        ]
    ]
    assert [form for form, _, _, _ in force("봤다 또", stems, LEXICON)] == ["보았다", "또"]
    assert [form for form, _, _, _ in force("가우스봤다", stems, LEXICON)] == ["가우스", "보았다"]


def test_words_for_any_tokenizer() -> None:
    tokenizer, not_applied = add_words(str.split, ["가우스전자", ("즤", "NP")])
    assert not_applied == ()
    assert tokenizer("어제 가우스전자를 즤들이") == ["어제", "가우스전자", "를", "즤", "들이"]
    white = add_words(Whitespace(), ["말벡"]).tokenizer
    described = json.loads(json.dumps(tokenizers.describe(white)))
    assert (
        tokenizers.from_description(described)
        == white
        == WithUserWords(Whitespace(), UserDictionary(["말벡"]))
    )
    assert add_words(white, ["희망"]).tokenizer.user_dictionary.words == ("말벡", "희망")
    assert add_words(UserDictionary(["말벡"]), ["희망"], tag="NNG") == (
        UserDictionary(["말벡", ("희망", "NNG")]),
        (),
    )
    with pytest.raises(TypeError, match="not the str"):
        add_words(white, "희망")
    with pytest.raises(ValueError, match="is compiled"):
        add_words(Mecab("x.dic"), ["희망"])


@pytest.mark.parametrize(("kind", "module"), [(Mecab, "mecab"), (Kiwi, "kiwipiepy")])
def test_words_apply(kind: type[Mecab] | type[Kiwi], module: str, tmp_path: Path) -> None:
    pytest.importorskip(module)
    assert "가우스전자" not in kind()("가우스전자를 봤다")
    analyser, not_applied = add_words(kind(), ["가우스전자", ("노잼영화", "NNG"), "즤들", 'A,B"C'])
    assert set(not_applied) <= {'A,B"C'}
    assert analyser("가우스전자를 봤다")[:2] == ["가우스전자", "를"]
    assert analyser.tagged("노잼영화")[0] == ("노잼영화", "NNG")
    of_file = kind(user_dictionary=written(tmp_path, "가우스전자\n"))
    assert of_file == kind(user_dictionary=UserDictionary(["가우스전자"]))
    verbs = add_words(kind(keep=("VV",)), ["가우스전자"])
    assert verbs.not_applied == ("가우스전자",)


def test_words_are_stored_with_the_model(tmp_path: Path) -> None:
    pytest.importorskip("mecab")
    mecab = Mecab(user_dictionary=UserDictionary(["가우스전자"]))
    corpus = mv.Corpus.from_texts(
        ["가우스전자를 봤다", "가우스전자가 좋다"] * 20, tokenizer=mecab, min_count=1, processes=2
    )
    assert "가우스전자" in corpus.vocab
    corpus.save(tmp_path / "corpus.safetensors")
    opened = mv.Corpus.load(tmp_path / "corpus.safetensors")
    assert opened.pipeline is not None
    assert opened.pipeline.ready().tokenizer == mecab
    vectors = mv.Skipgram(dim=4, epochs=1, sample=0, threads=1).fit(corpus)
    vectors.save(tmp_path / "vectors.safetensors")
    stored = json.loads(mv.load(tmp_path / "vectors.safetensors").metadata["tokenizer"])
    assert tokenizers.from_description(stored) == mecab


def test_a_compiled_dictionary_is_taken_as_it_is(tmp_path: Path) -> None:
    pytest.importorskip("mecab")
    from malvec.tokenizers.analysers.python_mecab_ko import compile_dictionary

    compiled = compile_dictionary(["가우스전자,,,,NNP,*,F,가우스전자,*,*,*,*"], tmp_path, None)
    mecab = Mecab(str(compiled))
    assert mecab("가우스전자를") == ["가우스전자", "를"]
    assert (tokenizers.describe(mecab) or {})["user_dictionary"] == str(compiled)


def test_a_user_dictionary_on_a_full_disk(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("말벡\tNNP\n", "utf-8")
    script = f"""
import resource, signal
from malvec.tokenizers import UserDictionary
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
UserDictionary([f"말{{i}}" for i in range(9000)]).save({str(path)!r})
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=os.environ
    )
    assert "OSError" in done.stderr
    assert path.read_text("utf-8") == "말벡\tNNP\n"
    assert os.listdir(tmp_path) == ["words.tsv"]


def test_a_dictionary_that_is_saved_is_the_one_that_is_read(tmp_path: Path) -> None:
    beginnings = ("#", "\\", "\\#", "\\\\#", "\ufeff", "\\\ufeff", ",,,,", "a,b,c,d,", "\u3164", "")
    words = [(f"{begin}말", "NNG", 1.5 * i) for i, begin in enumerate(beginnings)]
    words += [("바람과 함께", "NNP"), ("# 말 말", "NNP"), ("#", "SW"), ("\\", "SW", -0.25)]
    dictionary = UserDictionary(words)  # type: ignore[arg-type]
    dictionary.save(tmp_path / "words.tsv")
    read = UserDictionary.from_file(tmp_path / "words.tsv")
    assert read == dictionary
    assert (len(read), read.score("\\#말"), read.score("바람과 함께")) == (14, 3.0, 0.0)
    described = json.loads(json.dumps(tokenizers.describe(WithUserWords(Whitespace(), dictionary))))
    assert tokenizers.from_description(described).user_dictionary == dictionary


def test_a_dictionary_of_mecab_is_one_of_words(tmp_path: Path) -> None:
    lines = '가우스전자,,,,NNP,*,F,가우스전자,*,*,*,*\n# x\n"1,000",1,2,-30,NNG,*\n'
    read = UserDictionary.from_file(written(tmp_path, lines))
    assert read.entries == (("가우스전자", "NNP"), ("1,000", "NNG"))


@pytest.mark.parametrize(("kind", "module"), [(Mecab, "mecab"), (Kiwi, "kiwipiepy")])
def test_words_with_blanks_scores_and_lists(kind: type, module: str) -> None:
    pytest.importorskip(module)
    analyser = kind(user_dictionary=["가우스전자", ("바람과 함께", "NNG", 1.0)])
    assert analyser("가우스전자는 바람과 함께를")[0] == "가우스전자"
    assert analyser.tagged("가우스전자는 바람과 함께를")[-2] == ("바람과 함께", "NNG")
    again = tokenizers.from_description(json.loads(json.dumps(tokenizers.describe(analyser))))
    assert again == analyser
    for wrong in (3, object()):
        with pytest.raises(TypeError, match="user_dictionary must be a UserDictionary, its entr"):
            kind(user_dictionary=wrong)


def test_words_with_blanks_by_force() -> None:
    """Also where tokens do not spell the text, so that they have no places."""
    words = ["바람과 함께", "바람"]
    split = WithUserWords(Whitespace(), words)  # type: ignore[arg-type]
    assert split("그 바람과 함께를 바람 봤다") == ["그", "바람과 함께", "를", "바람", "봤다"]
    stemmed = WithUserWords(lambda text: [f"{t}다" for t in text.split()], words)  # type: ignore
    assert stemmed("그 바람과 함께를 봄") == ["그다", "바람과 함께", "를다", "봄다"]


def test_scores_of_entries() -> None:
    with pytest.raises(ValueError, match=r"entry 1: the score=inf"):
        UserDictionary([("가", "NNG", float("inf"))])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"entry 1: an entry is a word, its tag and its score"):
        UserDictionary([("가", "NNG", 1, 2)])  # type: ignore[arg-type]
    assert UserDictionary([("가", "NNG", 0)]) == UserDictionary([("가", "NNG")])  # type: ignore


def test_a_mapping_gives_words_their_tags() -> None:
    given = {"말벡": "NNP", "쩔다": "VV"}
    assert UserDictionary(given).entries == UserDictionary(list(given.items())).entries


def test_a_comma_does_not_part_a_word_from_its_tag(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("말벡\n가우스전자,NNP\n", "utf-8")
    with pytest.raises(FormatError, match=r"line 2: '가우스전자,NNP': .* by a TAB, not by a comma"):
        UserDictionary.from_file(path)
    path.write_text("1,000\n하나,둘\n", "utf-8")
    assert UserDictionary.from_file(path).words == ("1,000", "하나,둘")


def test_words_with_their_tags_are_a_dictionary() -> None:
    assert as_dictionary({"가우스전자": "NNP"}) == UserDictionary([("가우스전자", "NNP")])
    with pytest.raises(ValueError, match="tag"):
        as_dictionary({"가우스전자": "명사"})
