"""The tokens that C gets are those that Python gets, with their places."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import numpy as np
import pytest
from made import c_api
from made.c_api import CError, CModel, CTokenizer
from made.core_tokenizers import HOSTILE, TOKENIZERS, random_texts

import malvec as mv
from malvec.text.sentences import split_sentences
from malvec.tokenizers import Pipeline, Tokenizer, describe
from malvec.tokenizers.analysers.mecab import dictionary_folder
from malvec.tokenizers.description import core_tokenizer
from malvec.tokenizers.subwords.subword_tokenizer import SubwordTokenizer
from malvec.vocab import encode_word

TEXTS = [*HOSTILE, *random_texts(3, 100)]
each_tokenizer = pytest.mark.parametrize("tokenizer", TOKENIZERS, ids=lambda t: f"{t!r:.40}")


@each_tokenizer
def test_a_description(tokenizer: Tokenizer) -> None:
    core = core_tokenizer(tokenizer)
    made = CTokenizer(json.dumps(describe(tokenizer)), dictionary_folder())
    assert core is not None
    for text in TEXTS:
        found = made.analyse(text)
        assert found == core.analyse(encode_word(text))
        assert [form for form, _, _, _ in found] == list(map(encode_word, tokenizer(text)))


@each_tokenizer
def test_that_of_a_model_cleans_as_the_model_does(tokenizer: Tokenizer, tmp_path: Path) -> None:
    pipeline = Pipeline(mv.Normalizer(repeats=2, html=True), tokenizer)
    vectors = mv.WordVectors(
        mv.Vocab.from_words(["영화", "가"]), np.eye(2, 3, dtype=np.float32), pipeline=pipeline
    )
    encoder = mv.Mean().fit(vectors)
    encoder.save(tmp_path / "encoder.safetensors")
    dictionary = os.fsencode(dictionary_folder() or "")
    with CModel(tmp_path / "encoder.safetensors", dictionary=dictionary) as model:
        made = CTokenizer(model)
        rows, _ = model.encode(TEXTS)
    for text in TEXTS:
        found = [form for form, _, _, _ in made.analyse(text)]
        assert found == list(map(encode_word, pipeline.tokens(text)))
    assert rows.tobytes() == encoder.encode(TEXTS).tobytes()


def test_names() -> None:
    for name, text, tokens in (
        ("whitespace", "영화 가\u3000나", ["영화", "가\u3000나"]),
        ("eojeols", "영화 가\u3000나", ["영화", "가", "나"]),
        ("characters", "가 나", ["가", "나"]),
    ):
        found = CTokenizer(name).analyse(text)
        assert [form.decode() for form, _, _, _ in found] == tokens
    for name, why, code in (
        ("kiwi", "'kiwi' runs in Python only", c_api.UNSUPPORTED),
        ("mecabb", "'mecabb' is no file, and none of the names whitespace, ch", c_api.INVALID),
        ("Mecab", "or mecab: give one, the path of a tokenizer.json or .model", c_api.INVALID),
        ("l-tokenizer", "of a tokenizer.json or .model, or a description in JSON", c_api.INVALID),
        ("no/tokenizer.json", "no/tokenizer.json: No such file", c_api.IO),
        (' {"name": "foo"}', "this malvec knows no tokenizer 'foo'", c_api.UNSUPPORTED),
        ("[]", "a description in JSON", c_api.INVALID),
        ("\ufeff{}", "description begins with a byte order mark", c_api.INVALID),
        ("{", "the tokenizer is damaged: a name is expected at byte 1", c_api.FORMAT),
        (" {", "the tokenizer is damaged: a name is expected at byte 2", c_api.FORMAT),
    ):
        with pytest.raises(CError, match=re.escape(why)) as told:
            CTokenizer(name)
        assert told.value.code == code


def test_files_of_tokenizers(tmp_path: Path) -> None:
    units = next(made for made in TOKENIZERS if isinstance(made, SubwordTokenizer))
    path = tmp_path / "tokenizer.json"
    path.write_text(units.json, "utf-8")
    made = CTokenizer(str(path))
    for text in TEXTS:
        assert [form for form, *_ in made.analyse(text)] == list(map(encode_word, units(text)))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ('{"a": 1}', "no tokenizer.json, or damaged: an object is expected"),
        ("[UNK]\n가\n", r"a \.model of SentencePiece; in Python .*load\(path\)\.save\(…\) makes"),
        ("\nx", "not a SentencePiece model, or damaged"),
        ("", "neither a tokenizer.json nor"),
    ],
)
def test_files_that_are_no_tokenizers(tmp_path: Path, data: str, why: str) -> None:
    (tmp_path / "file").write_text(data, "utf-8")
    with pytest.raises(CError, match=f"^{tmp_path}/file: .*{why}") as told:
        CTokenizer(str(tmp_path / "file"))
    assert told.value.code == c_api.FORMAT


def test_sentences() -> None:
    given = " 비가 온다. 봄이다!! 그래서 \u201c좋다. 참 좋다.\u201d라고 했다\n끝"
    spans: list[tuple[int, int]] = []
    take = c_api.TAKE_SENTENCE(lambda sink, begin, end: spans.append((begin, end)) or 1)
    c_api.call("sentences", c_api.text(given), take, None)
    data = given.encode()
    assert [data[begin:end].decode() for begin, end in spans] == split_sentences(given)
    assert len(spans) > 2
