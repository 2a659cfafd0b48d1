"""Phrases against their slow twin, gensim's values, and mistakes."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path

import numpy as np
import pytest
from made import files
from reference import phrases as slow

import malvec as mv
from malvec.storage import container

GOLDEN = json.loads((files.DATA / "phrases" / "gensim.json").read_text("utf-8"))


def random_sentences(seed: int, words: int = 12, sentences: int = 400) -> list[list[str]]:
    chance = random.Random(seed)
    names = [f"w{i}" for i in range(words)]
    weights = [1 / (i + 1) for i in range(words)]
    return [chance.choices(names, weights, k=chance.randrange(1, 12)) for _ in range(sentences)]


def corpus_of(sentences: list[list[str]]) -> mv.Corpus:
    return mv.Corpus.from_tokens(sentences, min_count=1, keep_empty=True)


@pytest.mark.parametrize("scoring", ["word2phrase", "npmi"])
@pytest.mark.parametrize("connectors", [(), ("w0", "w3")])
@pytest.mark.parametrize("threads", [1, 3])
def test_scores_and_merging_are_the_twins(
    scoring: str, connectors: tuple[str, ...], threads: int
) -> None:
    sentences = random_sentences(1)
    sentences[7] = ["w1", *["w0", "w3"] * 20, "w2"]
    expected = slow.scores(sentences, scoring, 3, connectors)
    threshold = float(np.median(list(expected.values())))
    wanted = {phrase: score for phrase, score in expected.items() if score > threshold}
    corpus = corpus_of(sentences)
    knobs = {
        "scoring": scoring,
        "threshold": threshold,
        "min_count": 3,
        "connectors": connectors,
        "threads": threads,
    }
    table = mv.corpus.find_phrases(corpus, **knobs)
    assert {phrase.words: phrase.score for phrase in table} == pytest.approx(wanted, rel=1e-12)
    assert all(a.score >= b.score for a, b in itertools.pairwise(table))
    merged = mv.corpus.merge_phrases(corpus, **knobs)
    assert list(merged) == [slow.merge(sentence, wanted, "_", connectors) for sentence in sentences]
    assert wanted


def test_two_passes_give_four_words() -> None:
    rest = random_sentences(2, 30, 300)
    sentences = [[*s, "a", "b", "c", "d"] for s in rest]
    merged = mv.corpus.merge_phrases(corpus_of(sentences), threshold=5, passes=2)
    assert all(sentence[-1] == "a_b_c_d" for sentence in merged)


@pytest.mark.parametrize(
    "case", GOLDEN["cases"], ids=lambda case: case["scoring"] + "-" * bool(case["connectors"])
)
def test_gensims_phrases(case: dict) -> None:
    corpus = mv.Corpus.from_texts(
        mv.datasets.review_texts()[: GOLDEN["reviews"]], min_count=1, keep_empty=True
    )
    # gensim's constant is another
    ours_is = len(corpus.ids) / case["vocabulary"] if case["scoring"] == "word2phrase" else 1
    threshold = case["threshold"] * ours_is
    table = mv.corpus.find_phrases(
        corpus,
        scoring=case["scoring"],
        threshold=threshold,
        min_count=case["min_count"],
        connectors=case["connectors"],
    )
    assert {" ".join(phrase.words): phrase.score / ours_is for phrase in table} == pytest.approx(
        case["phrases"], rel=1e-9
    )
    merged = list(table.merge(corpus))
    for number, sentence in case["sentences"].items():
        assert merged[int(number)] == sentence


def test_counts_and_report_add_up() -> None:
    sentences = random_sentences(3)
    merged = mv.corpus.merge_phrases(
        corpus_of(sentences), threshold=0.5, min_count=2, vocab_min_count=20
    )
    assert merged.vocab.counts is not None
    assert np.array_equal(merged.vocab.counts, np.bincount(merged.ids, minlength=len(merged.vocab)))
    assert merged.vocab.counts.min() >= 20
    assert np.all(np.diff(merged.vocab.counts.astype(np.int64)) <= 0)
    report = merged.report
    assert report.tokens == report.kept + report.dropped_rare
    assert report.kept == len(merged.ids)
    assert report.dropped_rare > 0
    assert len(merged) == report.sentences == len(sentences)


def test_a_word_that_is_spelled_as_a_phrase_is_that_phrase() -> None:
    sentences = [["a_b", "c"], ["a", "b_c"], ["a", "b"], ["x"], ["a_b"], ["y", "z"]] * 10
    merged = mv.corpus.merge_phrases(corpus_of(sentences), threshold=0.1, min_count=1)
    assert len(set(merged.vocab)) == len(merged.vocab)
    assert merged.sentence(0) == ["a_b_c"]
    assert merged.sentence(1) == ["a_b_c"]
    assert merged.sentence(2) == merged.sentence(4) == ["a_b"]
    assert merged.vocab.counts is not None
    assert merged.vocab.counts[merged.vocab.index("a_b_c")] == 20


def test_phrases_of_one_corpus_in_another() -> None:
    table = mv.corpus.find_phrases(
        corpus_of([["new", "york"], ["of", "new", "york", "of"], ["state", "of", "mind"]] * 9),
        threshold=0.1,
    )
    other = corpus_of([["york", "new", "york", "rain"], ["mind", "new"]])
    assert list(table.merge(other)) == [["york", "new_york", "rain"], ["mind", "new"]]
    linked = mv.corpus.find_phrases(
        corpus_of([["state", "of", "mind"], ["new", "york"]] * 9),
        threshold=0.1,
        connectors=["of", "nowhere"],
    )
    assert list(
        linked.merge(corpus_of([["state", "of", "mind"], ["state", "of", "of", "mind"]]))
    ) == [
        ["state_of_mind"],
        ["state", "of", "of", "mind"],
    ]
    assert list(linked.merge(corpus_of([["state", "in", "mind"]]))) == [["state", "in", "mind"]]


def test_sentences_separate_and_empty_ones_stay() -> None:
    corpus = corpus_of([["a"], ["b"], [], ["a"], ["b"]] * 50)
    assert len(mv.corpus.find_phrases(corpus, threshold=-1, min_count=1)) == 0
    assert list(mv.corpus.merge_phrases(corpus)) == list(corpus)


def test_words_of_any_bytes() -> None:
    sentences = [["\udcff", "\0", "가"], ["", "가"]] * 20
    merged = mv.corpus.merge_phrases(
        mv.Corpus.from_tokens(sentences, min_count=1), threshold=0.1, delimiter="::"
    )
    assert merged.sentence(0) == ["\udcff::\0", "가"]


def test_a_stored_corpus_keeps_what_was_merged(tmp_path: Path) -> None:
    corpus = mv.Corpus.from_texts(["new york is"] * 9, min_count=1)
    mv.corpus.merge_phrases(corpus, threshold=0.1, delimiter="+").save(tmp_path / "c.safetensors")
    opened = mv.Corpus.load(tmp_path / "c.safetensors", verify=True)
    assert opened.sentence(0) == ["new+york", "is"]
    assert opened.pipeline is not None
    assert opened.pipeline.tokens("in new york") == ["in", "new+york"]


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        ({"scoring": "pmi"}, "scoring='pmi'"),
        ({"threshold": float("nan")}, "threshold=nan"),
        ({"threshold": True}, "threshold=True"),
        ({"min_count": 0}, "min_count=0"),
        ({"delimiter": ""}, "delimiter=''"),
        ({"connectors": "of"}, "connectors must be a list"),
        ({"connectors": [1]}, "connectors must be str"),
        ({"passes": 0}, "passes=0"),
        ({"vocab_min_count": 10**6}, "min_count=1000000"),
        ({"threads": 0}, "threads=0"),
    ],
)
def test_knobs_that_cannot_be(knobs: dict, message: str) -> None:
    with pytest.raises((ValueError, TypeError), match=message):
        mv.corpus.merge_phrases(corpus_of([["a", "b"]] * 9), **knobs)


def test_only_a_corpus_has_phrases() -> None:
    with pytest.raises(TypeError, match=r"malvec\.Corpus, not in list"):
        mv.corpus.merge_phrases([["a", "b"]])  # type: ignore[arg-type]


def test_a_table_joins_the_phrases_of_new_text(tmp_path: Path) -> None:
    corpus = mv.Corpus.from_texts(["new york is", "in new york"] * 9, min_count=1)
    table = mv.corpus.find_phrases(corpus, scoring="npmi", threshold=0.9)
    assert table(["the", "new", "york", "times"]) == ["the", "new_york", "times"]
    with pytest.raises(TypeError, match="not in the text 'new york': cut it first"):
        table("new york")
    tokenizer = table.tokenizer(str.split)
    assert tokenizer("in new york") == ["in", "new_york"]
    by_blanks = table.tokenizer(mv.tokenizers.Whitespace())
    again = mv.Corpus.from_texts(
        ["in new york", "york is new"] * 9, tokenizer=by_blanks, min_count=1
    )
    assert again.sentence(0) == ["in", "new_york"]
    vectors = mv.Skipgram(dim=4, epochs=1, sample=0, threads=1).fit(table.merge(corpus))
    mv.Mean().fit(vectors).save(tmp_path / "e.safetensors")
    opened = mv.load(tmp_path / "e.safetensors")
    assert opened.pipeline.tokens("in new york") == ["in", "new_york"]


def test_the_account_of_reading_stays() -> None:
    """Lines and tokens that were lost before are told of the merged corpus too."""
    texts = ["new york is", "", "rare", "in new york \udcff"] * 9 + ["once"]
    corpus = mv.Corpus.from_texts(texts, min_count=2)
    merged = mv.corpus.merge_phrases(corpus, scoring="npmi", threshold=0.5)
    before, after = corpus.report, merged.report
    assert after.empty_lines == before.empty_lines == 9
    assert after.invalid_utf8_tokens == before.invalid_utf8_tokens > 0
    assert (after.lines, after.bytes, after.dropped_rare) == (
        before.lines,
        before.bytes,
        before.dropped_rare,
    )
    assert after.lines == after.sentences + after.empty_lines + after.dropped_lines
    assert after.tokens == after.kept + after.dropped_rare + after.dropped_empty
    assert after.tokens < before.tokens


def test_a_table_is_saved_and_merges_as_before(tmp_path: Path) -> None:
    sentences = [["\udcff", "w0", "w3"], *random_sentences(3), ["w1", "w0", "w2"]] * 2
    corpus = corpus_of(sentences)
    table = mv.corpus.find_phrases(corpus, threshold=0, min_count=1, connectors=["w0", "w3"])
    path = tmp_path / "phrases.safetensors"
    table.save(path)
    for opened in (mv.load(path, verify=True), mv.corpus.PhraseTable.load(path)):
        assert isinstance(opened, mv.corpus.PhraseTable)
        assert list(opened) == list(table)
        assert (opened.knobs, opened.connectors) == (table.knobs, table.connectors)
        assert opened(sentences[0]) == table(sentences[0])
        assert list(opened.merge(corpus)) == list(table.merge(corpus))
    with pytest.raises(mv.FormatError, match=r"holds phrases, not a corpus.*PhraseTable\.load"):
        mv.Corpus.load(path)
    with pytest.raises(ValueError, match=r"\.tsv is a name of tables"):
        table.save(tmp_path / "phrases.tsv")


@pytest.mark.parametrize("name", ["first", "second", "link", "link_ids", "link_ends"])
def test_a_damaged_table_is_told(tmp_path: Path, name: str) -> None:
    corpus = corpus_of([["a", "of", "b"], ["a", "b"]] * 9)
    table = mv.corpus.find_phrases(corpus, threshold=-9, min_count=1, connectors=["of"])
    table.save(tmp_path / "p.safetensors")
    tensors, metadata = container.read(tmp_path / "p.safetensors")
    wrong = {**tensors, name: tensors[name] + 9}
    container.write(tmp_path / "q.safetensors", wrong, metadata)
    with pytest.raises(mv.FormatError, match="the words of the phrases are damaged"):
        mv.load(tmp_path / "q.safetensors")


def test_a_delimiter_that_joins_nothing_is_damage(tmp_path: Path) -> None:
    table = mv.corpus.find_phrases(corpus_of([["a", "b"]] * 9), threshold=-9, min_count=1)
    table.save(tmp_path / "p.safetensors")
    told = {"knobs": {**table.knobs, "delimiter": ""}, "connectors": []}
    with pytest.raises(mv.FormatError, match=r"changed-p\.safetensors: the delimiter is empty"):
        mv.load(files.changed(tmp_path / "p.safetensors", phrases=json.dumps(told)))
