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
    SubwordTokenizer,
    Tokenizer,
    describe,
)
from malvec.tokenizers.analysers.mecab import dictionary_folder


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


def letters(token: bytes) -> str:
    """Without the blanks between the words of a phrase, and what joins them."""
    text = token.decode("utf-8", "surrogateescape")
    return "".join(c for c in text if c not in "_▁" and not c.isspace())


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
