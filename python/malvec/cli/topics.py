"""``malvec topics``: the topics of a model with their words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

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
    found = model.table(job.topn)
    if not job.json:
        rows = [
            (str(topic.number), topic.share, " ".join(word for word, _ in topic.words))
            for topic in found
        ]
        emit(rows, header=("topic", "share", "words"))
        return
    for topic in found:
        listed = [{"word": word, "share": part} for word, part in topic.words]
        emit_json({"topic": topic.number, "share": topic.share, "words": listed})
