"""The passport of a text: cleaning and cutting as one object, in memory and as JSON."""

from __future__ import annotations

import json
import os
import pickle
import unicodedata

import pytest

import malvec as mv
from malvec.tokenizers import (
    Characters,
    Mecab,
    Pipeline,
    Tokenizer,
    UserDictionary,
    Whitespace,
    WithPhrases,
    WithUserWords,
    as_tokenizer,
)
from malvec.tokenizers.pipeline import needed, passport, stored_pipeline
from malvec.tokenizers.plain import TokenLists
from malvec.tokenizers.running import processes

APART = unicodedata.normalize("NFD", "희망 영화 ㅋㅋㅋㅋ")
PIPELINES = [
    Pipeline(),
    Pipeline(None, Characters()),
    Pipeline(mv.Normalizer(repeats=2, html=True), Mecab(keep=("NN",))),
    Pipeline(tokenizer=WithUserWords(Whitespace(), UserDictionary(["가우스전자"]))),
    Pipeline(tokenizer=WithPhrases(Whitespace(), [("new", "york")], "+", ["of"])),
    Pipeline(None, TokenLists()),
]


class Slow(Tokenizer):
    """A tokenizer of a user that has to be loaded."""

    loads = 0

    def __call__(self, text: str) -> list[str]:
        return [str(os.getpid()), *text.split()]

    def load(self) -> None:
        type(self).loads += 1


def test_a_text_is_cleaned_then_cut() -> None:
    assert Pipeline(mv.Normalizer(repeats=2)).tokens(APART) == ["희망", "영화", "ㅋㅋ"]
    assert Pipeline(None).tokens(APART) == APART.split()
    split = Pipeline(tokenizer=str.split)  # type: ignore[arg-type]
    assert split.tokens(APART) == ["희망", "영화", "ㅋㅋㅋㅋ"]


@pytest.mark.parametrize("pipeline", PIPELINES, ids=lambda each: type(each.tokenizer).__name__)
def test_descriptions_are_json_and_bring_back_the_pipeline(pipeline: Pipeline) -> None:
    described = json.loads(json.dumps(pipeline.describe()))
    assert Pipeline.from_description(described) == pipeline
    stored = stored_pipeline(passport(pipeline, {"recipe": "{}"})[1])
    assert stored.describe() == pipeline.describe()
    assert stored.normalizer == pipeline.normalizer
    assert pickle.loads(pickle.dumps(pipeline)) == stored


def test_what_is_no_part_of_a_pipeline() -> None:
    with pytest.raises(TypeError, match="normalizer must be a malvec"):
        Pipeline("NFC")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="a tokenizer is a callable"):
        Pipeline(tokenizer="mecab")  # type: ignore[arg-type]


def test_a_file_is_opened_whatever_cut_its_text() -> None:
    for text, message in {
        '{"name": "custom", "callable": "mine.split"}': r"mine\.split.*pass it again: tokenizer=",
        '{"name": "l-tokenizer", "scores": "/none", "fingerprint": "x"}': "/none.*: tokenizer=",
        '{"name": "phrases", "delimiter": "_", "tokenizer": {"name": "whitespace"}}': (
            "did not keep.*malvec.corpus.find_phrases.*WithPhrases"
        ),
        '{"name": "of a later malvec"}': "pass the tokenizer again",
        "{": "not legible: pass tokenizer=",
        "null": "token lists",
    }.items():
        stored = stored_pipeline({"tokenizer": text})
        assert stored is not None
        with pytest.raises(ValueError, match=message):
            stored.tokens("a b")
        with pytest.raises(ValueError, match=message):
            needed(stored, None, "these vectors")
        assert needed(stored, str.split, "these vectors").tokens("a b") == ["a", "b"]
    assert stored_pipeline({}) is None
    with pytest.raises(ValueError, match=r"these vectors do not say how .*pass tokenizer="):
        needed(None, None, "these vectors")


def test_another_tokenizer_keeps_the_cleaning() -> None:
    other = needed(Pipeline(mv.Normalizer(repeats=2)), Characters(), "these vectors")
    assert other == Pipeline(mv.Normalizer(repeats=2), Characters())


def test_few_texts_stay_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise AssertionError("workers are thought of")

    monkeypatch.setattr(processes, "analysis_of", refuse)
    (chunk,) = Pipeline(tokenizer=Slow()).token_chunks(["a b", "c"])
    assert chunk.packed[0].decode() == f"{os.getpid()}ab{os.getpid()}c"
    with pytest.raises(AssertionError):
        list(Pipeline(tokenizer=Slow()).token_chunks(["a b"] * 10_000))


def test_many_texts_come_in_order_from_several_processes() -> None:
    texts = [f"희망{i} {'x' * (i % 40)}" for i in range(9000)]
    apart = [unicodedata.normalize("NFD", text) for text in texts]
    alone = Pipeline(tokenizer=str.split).token_chunks(texts, 0)  # type: ignore[arg-type]
    shared = Pipeline(tokenizer=str.split).token_chunks(iter(apart), 2)  # type: ignore[arg-type]
    found, expected = (b"".join(chunk.packed[0] for chunk in chunks) for chunks in (shared, alone))
    assert found == expected


def test_a_text_that_fails_is_numbered() -> None:
    def fail(text: str) -> list[str]:
        return [text][int(text) :] or [text][int(text)]  # type: ignore[return-value]

    with pytest.raises(RuntimeError, match="failed on text 3: IndexError"):
        list(Pipeline(tokenizer=fail).token_chunks(["0", "0", "7"], 0))  # type: ignore[arg-type]
    for wrong in ("one text", [["a"]]):
        with pytest.raises(TypeError, match="texts must be"):
            list(Pipeline().token_chunks(wrong))  # type: ignore[arg-type]


def test_a_wrapped_tokenizer_is_run_as_the_one_within() -> None:
    okt = mv.tokenizers.Okt(time_limit=7)
    for wrapped in (
        WithUserWords(okt),
        WithPhrases(okt, ()),
        WithPhrases(WithUserWords(okt), ()),
    ):
        assert (wrapped.limit(), wrapped.forkable()) == (7, False)
    slow = Slow()
    WithPhrases(slow, ()).load()
    assert Slow.loads == 1
    assert as_tokenizer(slow) is slow


def test_a_corpus_knows_its_pipeline_and_keeps_it(tmp_path) -> None:
    corpus = mv.Corpus.from_texts(
        [APART] * 3, tokenizer=Characters(), normalizer=mv.Normalizer(repeats=2), min_count=1
    )
    assert corpus.pipeline == Pipeline(mv.Normalizer(repeats=2), Characters())
    corpus.save(tmp_path / "c.safetensors")
    opened = mv.Corpus.load(tmp_path / "c.safetensors")
    assert opened.pipeline.ready() == corpus.pipeline
    assert opened.pipeline.tokens(APART) == corpus.sentence(0)
    mine = mv.Corpus.from_texts(["a b"], tokenizer=lambda text: [text], min_count=1)
    pickled = pickle.loads(pickle.dumps(mine))
    assert list(pickled) == [["a b"]]
    with pytest.raises(ValueError, match="a callable of yours"):
        pickled.pipeline.tokens("a b")
    lists = mv.Corpus.from_tokens([["a", "b"]], min_count=1)
    lists.save(tmp_path / "l.safetensors")
    with pytest.raises(ValueError, match="token lists"):
        mv.Corpus.load(tmp_path / "l.safetensors").pipeline.tokens("a b")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: WithPhrases(str.split, [], delimiter=5), "delimiter=5"),  # type: ignore[arg-type]
        (lambda: WithPhrases(str.split, [], delimiter=""), "delimiter=''"),
        (lambda: WithPhrases(str.split, {"ab": 1}), "not the dict"),  # type: ignore[arg-type]
        (lambda: WithPhrases(str.split, ["ab"]), "a phrase is a tuple of words"),  # type: ignore
        (lambda: WithPhrases(str.split, [], connectors="of"), "connectors must be words"),
    ],
)
def test_what_are_no_phrases(make, said: str) -> None:
    with pytest.raises(TypeError, match=said):
        make()
