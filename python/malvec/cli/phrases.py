"""``malvec phrases``: tokens with phrases merged, or the list of phrases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import click

import malvec as mv
from malvec.cli.grammar import Run
from malvec.cli.options import option
from malvec.cli.table import Table, emit_json, emit_text
from malvec.cli.texts import Cutting, Reading, encode_corpus
from malvec.cli.tokenizer_options import chosen_tokenizer
from malvec.corpus.phrases import Scoring

__all__ = ["phrases"]


@dataclass(frozen=True, kw_only=True)
class PhrasesJob(Reading, Cutting, Run):
    """The options of ``malvec phrases``."""

    scoring: Scoring = option("how pairs are scored", default="word2phrase")
    threshold: float | None = option(
        "scores must be above; by default 100 for word2phrase, 0.5 for npmi", default=None
    )
    min_count: int = option("rarer pairs are no phrases", default=5, min=1)
    delimiter: str = option("what joins the words", default="_")
    connectors: tuple[str, ...] = option(
        "word that may stand inside of a phrase; may be repeated",
        "--connector",
        default=(),
    )
    passes: int = option(
        "two passes give phrases of up to four words; 10 at most", default=1, min=1
    )
    listed: bool = option(
        "print the phrases, their counts and scores instead of the text", "--list", default=False
    )
    json: bool = option("with --list: one JSON object per phrase", "--json", default=False)


def phrases(job: PhrasesJob) -> None:
    """Join words that belong together, such as new_york. Prints the text with one sentence per
    line, words parted by blanks. To train on phrases, give train its option --phrases: its model
    then joins them in new text."""
    knobs: dict[str, Any] = {
        name: getattr(job, name)
        for name in ("scoring", "threshold", "min_count", "delimiter", "connectors")
    }
    knobs["progress"] = job.shown
    corpus = encode_corpus(
        job, tokenizer=chosen_tokenizer(job), min_count=1, max_vocab=None, keep_empty=True
    )
    try:
        merges = job.passes - 1 if job.listed else job.passes
        if merges:
            corpus = mv.corpus.merge_phrases(corpus, **knobs, passes=merges)
        found = mv.corpus.find_phrases(corpus, **knobs) if job.listed else None
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    if found is not None:
        show(found, job.json)
        return
    for sentence in corpus:
        emit_text(" ".join(sentence))


def show(found: mv.corpus.PhraseTable, json: bool) -> None:
    """Prints phrases with their frequencies and scores."""
    if not json:
        table = Table(("phrase", "frequency", "score"))
        table.emit([(phrase.merged, phrase.frequency, phrase.score) for phrase in found])
        return
    for phrase in found:
        emit_json({"phrase": phrase.merged, "frequency": phrase.frequency, "score": phrase.score})
