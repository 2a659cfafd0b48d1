"""What notebooks show: every result has a table of HTML in which no name is a tag."""

from __future__ import annotations

import html.parser

import numpy as np
import pytest

import malvec as mv
from malvec.evaluate import compare, similarity
from malvec.reports.found import Found
from malvec.reports.html import html_card, html_table
from malvec.vocab import Vocab

HOSTILE = ["<script>alert(1)</script>", "a & b", '"quoted"', "\udcff", "영화"]
ALLOWED = {"table", "caption", "thead", "tbody", "tr", "th", "td", "br"}


class Tags(html.parser.HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text, self.open = set(), "", []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def text_of(shown):
    """The text of a table, which is well-formed and can be written as UTF-8."""
    page = shown if isinstance(shown, str) else shown._repr_html_()
    page.encode("utf-8")
    parsed = Tags(page)
    assert parsed.tags <= ALLOWED
    assert parsed.open == []
    return parsed.text


@pytest.fixture(scope="module")
def corpus():
    lines = [[HOSTILE[i % 5], HOSTILE[(i + 1) % 5]] for i in range(40)]
    return mv.Corpus.from_tokens(lines, min_count=1)


@pytest.fixture(scope="module")
def vectors(corpus):
    return mv.Skipgram(dim=4, epochs=2, sample=0, threads=1).fit(corpus)


def test_a_table_escapes_and_counts_what_it_leaves_out():
    rows = [(word, 0.123456789) for word in HOSTILE] * 5
    told = text_of(html_table(["<b>", "score"], rows, caption="<i>"))
    assert "<script>alert(1)</script>" in told
    assert "<b>" in told
    assert "0.1235" in told
    assert "… 5 more" in told
    assert "… 99,975 more" in text_of(html_table([], rows, total=99_995))
    assert "more" not in text_of(html_table([], rows[:20]))
    assert text_of(html_table(["word"], [])) == "word"


def test_values_are_spelled_for_people():
    facts = {
        "a": None,
        "b": float("nan"),
        "c": True,
        "d": 1234567,
        "e": [1] * 30,
        "f": "x" * 9999,
        "g": 3171234.5,
    }
    told = text_of(html_card("<title>", {**facts, "two_words": {"k": np.float32(0.5)}}))
    for part in (
        "<title>",
        "–",
        "yes",
        "1,234,567",
        "3,171,234",
        "(30 in all)",
        "x…",
        "two words",
        "k: 0.5",
    ):
        assert part in told
    assert "x" * 2000 not in told


def test_models_and_corpora(corpus, vectors):
    for model in (corpus, vectors, mv.count(corpus), mv.Als(dim=2).fit(mv.count(corpus))):
        assert "<script>alert(1)</script>" in text_of(model), type(model)
    assert "Skipgram(dim=4" in text_of(vectors)
    encoder = mv.Mean().fit(vectors, tokenizer=mv.tokenizers.Whitespace())
    assert "SentenceEncoder(" in text_of(encoder)
    documents = mv.Lsa(dim=2).fit(corpus, tags=[f"<{i}>" for i in range(40)])
    assert "<39>" not in text_of(documents)
    assert "<11>, …" in text_of(documents)


def test_reports(corpus, vectors):
    assert "40" in text_of(corpus.report)
    assert "Skipgram(" in text_of(vectors.report)
    assert "losses" in text_of(vectors.report)
    assert "texts" in text_of(mv.sentences.EncodingTally(texts=3))


def test_what_is_found_is_a_list_that_shows_itself(corpus, vectors):
    found = vectors.most_similar("영화", topn=3)
    assert isinstance(found, list)
    assert repr(found) == repr(list(found))
    assert "<script>alert(1)</script>" in text_of(vectors.most_similar("영화", topn=9))
    factors = mv.Als(dim=2).fit(mv.count(corpus))
    documents = mv.Lsa(dim=2).fit(corpus)
    for shown in (
        vectors.analogy("영화", "a & b", "\udcff", topn=1),
        documents.most_similar(0),
        factors.recommend(0, exclude_seen=False),
        factors.similar_columns(0),
        mv.text.jamo.nearest("영하", ["영화", "<b>"]),
    ):
        assert isinstance(shown, Found)
        assert "score" in text_of(shown)


def test_evaluations(tmp_path):
    pairs = [("a", "b", 3.0), ("a", "c", 2.0), ("b", "c", 1.0), ("c", "<d>", 2.5)]
    path = tmp_path / "pairs.csv"
    path.write_text("".join(f"{a},{b},{score}\n" for a, b, score in pairs))
    rows = np.random.default_rng(0).standard_normal((4, 3)).astype(np.float32)
    vectors = mv.WordVectors(Vocab.from_words(["a", "b", "c", "d"]), rows)
    result = similarity(vectors, path)
    told = text_of(result)
    assert "similarity" in told
    assert "<d>" in told
    assert "p" in text_of(compare(result, result))
    assert "3 of 4" in text_of(result.outcomes)
    questions = tmp_path / "questions.txt"
    questions.write_text(": <kind>\na b c d\n")
    parts = mv.evaluate.analogy(vectors, questions)
    assert "<kind>" in text_of(parts)
    assert "<kind>" in text_of(parts.sections[0])


def test_tables_of_words_and_phrases():
    statistics = mv.word_discovery.count_words(["영화를 보다", "영화는 길다", "영화가 좋다"] * 20)
    table = statistics.table(min_frequency=2)
    assert "영화" in text_of(table)
    assert "cohesion_forward" in text_of(table)
    corpus = mv.Corpus.from_tokens([["new", "<york>", str(i % 9)] for i in range(90)], min_count=1)
    phrases = mv.corpus.find_phrases(corpus, min_count=2, threshold=0.5)
    assert "new_<york>" in text_of(phrases)


def test_whatever_else_people_ask_for():
    vocab = Vocab.from_words([f"<w{i}>" for i in range(30)], range(30, 0, -1))
    assert "<w0>30" in text_of(vocab)
    assert "10 more" in text_of(vocab)
    loss = mv.vectors.compression.measure_loss(
        *[mv.WordVectors(vocab, np.eye(30, dtype=np.float32))] * 2
    )
    assert "mean cosine" in text_of(loss)
    assert "2 texts" in text_of(mv.text.near_duplicates(["a b c d e f"] * 2))
    assert "WordStatistics(" in text_of(mv.word_discovery.count_words(["영화를 보다"] * 9))


def test_topics_show_their_words():
    pytest.importorskip("tomotopy")
    corpus = mv.Corpus.from_tokens([["<영화>", "배우"], ["사과", "포도"]] * 20, min_count=1)
    told = text_of(mv.Lda(topics=2, iterations=20, threads=1).fit(corpus))
    assert "topic" in told
    assert "<영화>" in told
