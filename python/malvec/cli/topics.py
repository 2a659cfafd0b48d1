"""``malvec topics``: the topics of a model with their words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

import malvec as mv
from malvec.cli.grammar import Run
from malvec.cli.options import argument, option
from malvec.cli.table import emit, emit_json

__all__ = ["topics"]


@dataclass(frozen=True, kw_only=True)
class TopicsJob(Run):
    """The options of ``malvec topics``."""

    model: Path = argument("file of topics, as malvec train lda writes it")
    topn: int = option("words per topic", "--topn", "-n", default=10, min=1)
    json: bool = option("one JSON object per topic", "--json", default=False)


def topics(job: TopicsJob) -> None:
    """Print the topics of a model. In columns: number, share of all text, the most probable
    words."""
    model = mv.documents.TopicModel.load(job.model)
    shares = np.asarray(model.matrix, np.float64).mean(axis=0)
    found = [model.topic_words(topic, job.topn) for topic in range(model.topics)]
    if not job.json:
        rows = [
            (str(topic), float(share), " ".join(word for word, _ in words))
            for topic, (share, words) in enumerate(zip(shares, found, strict=True))
        ]
        emit(rows, header=("topic", "share", "words"))
        return
    for topic, (share, words) in enumerate(zip(shares, found, strict=True)):
        listed = [{"word": word, "share": part} for word, part in words]
        emit_json({"topic": topic, "share": float(share), "words": listed})
