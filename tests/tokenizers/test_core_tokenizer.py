"""The core's tokenizers, made from what files say, give the tokens that Python's give."""

from __future__ import annotations

import json
import time

import pytest
from made.core_tokenizers import HOSTILE, TOKENIZERS, random_texts

import malvec as mv
from malvec import _core
from malvec.tokenizers import (
    LTokenizer,
    MaxScore,
    NounTokenizer,
    SubwordTokenizer,
    Tokenizer,
    describe,
)
from malvec.tokenizers.analysers.mecab import dictionary_folder
from malvec.tokenizers.packed_text import pack


@pytest.mark.parametrize("tokenizer", TOKENIZERS, ids=lambda t: f"{t!r:.40}")
def test_the_same_tokens(tokenizer: Tokenizer) -> None:
    core = _core.CoreTokenizer(json.dumps(describe(tokenizer)), dictionary_folder() or "")
    assert core.why_not == ""
    seed = time.time_ns() % 1_000_000
    for text in HOSTILE + random_texts(seed, 1_000):
        tokens = core(text.encode("utf-8", "surrogateescape"))
        assert [token.decode("utf-8", "surrogateescape") for token in tokens] == tokenizer(text), (
            seed,
            ascii(text),
        )


@pytest.mark.parametrize("tokenizer", TOKENIZERS, ids=lambda t: f"{t!r:.40}")
def test_tokens_have_places_in_the_text_as_it_was_given(tokenizer: Tokenizer) -> None:
    core = _core.CoreTokenizer(json.dumps(describe(tokenizer)), dictionary_folder() or "")
    seed = time.time_ns() % 1_000_000
    for text in HOSTILE + random_texts(seed, 500):
        given = text.encode("utf-8", "surrogateescape")
        found = core.analyse(given)
        assert [form for form, _, _, _ in found] == core(given), (seed, ascii(text))
        for form, tag, begin, end in found:
            assert tag == b"" or "WithUserWords" in repr(tokenizer) or "Mecab" in repr(tokenizer)
            written = _core.bytes_to_nfc(given[begin:end])
            if isinstance(tokenizer, SubwordTokenizer):  # whose units have names, and drop signs
                within = set(letters(form.removeprefix(b"##"))) <= set(letters(written))
                assert form == b"[UNK]" or within, (seed, ascii(text))
                continue
            assert letters(form) in (letters(written), letters(given[begin:end])) or form in written
        if isinstance(tokenizer, (LTokenizer, MaxScore)):
            sizes = [len(text[:at].encode("utf-8", "surrogateescape")) for at in range(len(text))]
            sizes.append(len(given))
            expected = [(sizes[begin], sizes[end]) for begin, end in tokenizer.offsets(text)]
            assert [(begin, end) for _, _, begin, end in found] == expected, (seed, ascii(text))


@pytest.mark.parametrize("tokenizer", TOKENIZERS[:3], ids=lambda t: f"{t!r:.40}")
def test_halves_of_surrogate_pairs_are_characters(tokenizer: Tokenizer) -> None:
    core = _core.CoreTokenizer(json.dumps(describe(tokenizer)), dictionary_folder() or "")
    for text in ("\ud800", "가\udfff 나\ud83d\ude00", "\ud800\u0301 \udbff\n"):
        tokens = core(text.encode("utf-8", "surrogatepass"))
        assert [token.decode("utf-8", "surrogatepass") for token in tokens] == tokenizer(text)


@pytest.mark.parametrize(
    ("described", "why"),
    [
        (None, "came as token lists"),
        ({"name": "kiwi"}, "'kiwi' runs in Python only"),
        (
            {"name": "units", "zlib": pack('{"model": {"type": "WordLevel", "vocab": {}}}')},
            "the core has no model",
        ),
        (describe(NounTokenizer(["영화"])), "'nouns' runs in Python only"),
        ({"name": "custom", "callable": "my.cut"}, "a callable of Python, my.cut"),
        ({"name": "custom"}, "a callable of Python: give tokens"),
        ({"name": "from tomorrow"}, "'from tomorrow' runs in Python only"),
        (
            {"name": "stop-words", "words": [], "tags": ["J"], "tokenizer": {"name": "kiwi"}},
            "'kiwi' runs in Python only",
        ),
    ],
)
def test_what_only_python_has(described: object, why: str) -> None:
    core = _core.CoreTokenizer(json.dumps(described))
    assert why in core.why_not
    assert core.why_not.endswith(": give tokens, or a function that cuts")
    with pytest.raises(ValueError, match="give tokens"):
        core(b"a")


def letters(token: bytes) -> str:
    """Without the blanks between the words of a phrase, and what joins them."""
    text = token.decode("utf-8", "surrogateescape")
    return "".join(c for c in text if c not in "_▁" and not c.isspace())


def around(name: str, **settings: object) -> dict[str, object]:
    return {"name": name, "tokenizer": {"name": "whitespace"}, **settings}


def scored(packed: object, **settings: object) -> dict[str, object]:
    text = packed if isinstance(packed, str) else pack(json.dumps(packed))
    return {"name": "l-tokenizer", "zlib": text, **settings}


@pytest.mark.parametrize(
    ("described", "why"),
    [
        (3, "an object is expected"),
        ({}, "'name' is missing"),
        ({"name": ["x"]}, "a text is expected"),
        ({"name": "whitespace", "other": 1}, "no setting 'other'"),
        ({"name": "l-tokenizer"}, "'zlib' is missing"),
        ({"name": "max-score", "zlib": 3}, "a text is expected"),
        (scored("!"), "base64"),
        (scored("AAAA"), "not compressed by zlib"),
        (scored("eJx"), "base64"),
        (scored({"a": ["가", 1]}), "scores are a list of pairs"),
        (scored([["가"]]), "pairs of a word"),
        (scored([["가", True]]), "a number is expected"),
        (scored([["가", float("nan")]]), "the score of '가' is not finite"),
        (scored([[1, 1]]), "a text is expected"),
        (scored([], tolerance=-1), "tolerance must be 0 or more"),
        (scored([], tolerance=float("inf")), "tolerance is not finite"),
        (scored([], remove_r=1), "true or false is expected"),
        (scored([]) | {"name": "max-score", "max_length": 1}, "max_length must be between"),
        (scored([]) | {"name": "max-score", "max_length": 2.5}, "a whole number is expected"),
        ({"name": "stop-words", "words": [], "tags": []}, "'tokenizer' is missing"),
        ({"name": "stop-words", "words": [1], "tags": [], "tokenizer": None}, "a text is"),
        (around("stop-words", words=[], tags=["J"]), "tags are of analysers only"),
        (around("stop-words", words=[], tags=[""]), "a tag is empty"),
        (around("stop-words", words="x", tags=[]), "a list is expected"),
        (around("phrases"), "'delimiter' is missing"),
        (around("phrases", delimiter="", connectors=[], phrases=pack("[]")), "delimiter is empty"),
        (around("phrases", delimiter="_", connectors=[], phrases=pack("[3]")), "list is expected"),
        (around("phrases", delimiter="_", connectors=[], phrases=pack("{}")), "phrases are a list"),
        (around("phrases", delimiter="_", connectors=[], phrases=pack("[[3]]")), "a text is"),
        (around("user-words"), "'user_dictionary' is missing"),
        (around("user-words", user_dictionary={"entries": [["", "NNG"]]}), "a word is empty"),
    ],
)
def test_a_damaged_description_is_refused_by_both(described: object, why: str) -> None:
    with pytest.raises(mv.FormatError, match=f"description of the tokenizer is damaged: .*{why}"):
        _core.CoreTokenizer(json.dumps(described))
    with pytest.raises((ValueError, TypeError)):
        mv.tokenizers.from_description(described)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("described", "why"),
    [
        (around("stop-words", words=[], tags=[], more=1), "no setting 'more'"),
        (around("user-words", user_dictionary={}), "'entries' is missing"),
        (around("user-words", user_dictionary={"entries": [["a"]]}), "a word, its tag"),
    ],
)
def test_what_malvec_never_writes_is_refused(described: object, why: str) -> None:
    with pytest.raises(mv.FormatError, match=why):
        _core.CoreTokenizer(json.dumps(described))


def test_one_is_put_around_another() -> None:
    inner = _core.CoreTokenizer('{"name": "whitespace"}')
    made = inner.within('{"name": "stop-words", "words": ["a"], "tags": []}')
    assert made(b"a b a") == [b"b"]
    for json_text, why in (
        ('{"name": "whitespace"}', "it stands around no other"),
        ('{"name": "stop-words", "words": ["a"], "tags": ["J"]}', "tags are of analysers only"),
        ('{"name": "phrases", "delimiter": 3}', "a text is expected"),
    ):
        with pytest.raises(mv.FormatError, match=f"tokenizer is damaged: {why}"):
            inner.within(json_text)
