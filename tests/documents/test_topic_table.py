"""The table of topics."""

from __future__ import annotations

import numpy as np
import pytest

import malvec as mv
from malvec.corpus.tags import Tags
from malvec.documents import TopicModel, topic_model


def model(documents: int = 2) -> TopicModel:
    matrix = np.array([[0.75, 0.25], [0.25, 0.75]], np.float32)[:documents]
    output = np.array([[0.5, 0.0], [0.25, 0.25], [0.25, 0.75]], np.float32)
    vocab = mv.Vocab.from_words(["영화", "배우", "음악"], [1, 1, 1])
    return TopicModel(
        Tags(mv.Vocab.from_words([f"i{i}" for i in range(documents)])),
        matrix,
        vocab,
        output,
        alpha=np.ones(2),
    )


def test_topics_are_shown_with_their_words() -> None:
    table = model().table(topn=2)
    assert [topic.share for topic in table] == [0.5, 0.5]
    assert table[1].words == [("음악", 0.75), ("배우", 0.25)]
    assert str(table).splitlines() == [
        "topic  share  words",
        "    0  0.500  영화, 배우",
        "    1  0.500  음악, 배우",
    ]
    assert "<td" in table._repr_html_()
    assert "음악, 배우" in model()._repr_html_()


def test_a_model_without_documents_has_topics() -> None:
    assert [topic.share for topic in model(0).table()] == [0.0, 0.0]


def test_blocks_do_not_change_a_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [["영화", "배우", "배우"], [], ["음악"], ["배우", "음악", "영화"] * 9]
    whole = model().infer(texts)
    perplexity = model().perplexity(texts)
    monkeypatch.setattr(topic_model, "_BLOCK", 3)
    assert (model().infer(texts) == whole).all()
    assert model().perplexity(texts) == pytest.approx(perplexity)
