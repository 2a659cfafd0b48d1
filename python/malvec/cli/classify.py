"""``malvec train classifier`` learns labels of texts; ``malvec classify`` tells them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

import click

from malvec.cli.command import command
from malvec.cli.encoders import EncoderOptions, find_encoder
from malvec.cli.files import check_apart
from malvec.cli.grammar import Run
from malvec.cli.options import argument, option
from malvec.cli.outcome import say
from malvec.cli.table import Table, emit_json
from malvec.cli.texts import Reading, counted, each_text, normalizer_of, paths_of, reader_of
from malvec.cli.train_command import Made, train
from malvec.runtime.escapes import visible
from malvec.runtime.progress import progress_bar
from malvec.sentences.classifiers import TextClassifier
from malvec.sentences.classifiers import train as fitted

__all__ = ["classify", "register"]

BATCH = 1024
LABEL_HELP = "name of the field with the label, in jsonl and parquet"


@dataclass(frozen=True, kw_only=True)
class ClassifierJob(Reading, EncoderOptions, Made):
    """The options of ``malvec train classifier``."""

    section: ClassVar[str] = "Files"

    output: Path = option("where the classifier goes: .safetensors", "--output", "-o")
    model: Path = option("file of the vectors, or of the encoder, that texts become vectors by")
    label: str | None = option(LABEL_HELP, default=None)


def register() -> None:
    """Adds ``malvec train classifier``."""
    example = (
        "malvec train classifier ratings.txt --format nsmc --model reviews.safetensors"
        " -o sentiment.safetensors"
    )
    train.add_command(command("classifier", learn, example))


def learn(job: ClassifierJob) -> None:
    """Labels of texts: logistic regression over the vectors of texts. The input needs labels: a
    layout such as labelled, nsmc, or jsonl with --label."""
    if job.output.suffix != ".safetensors":
        raise click.BadParameter(f"{job.output}: the name must end in .safetensors")
    check_apart([job.output], [job.model, *job.fit, *paths_of(job)])
    texts, labels = labelled(job)
    warn_of_many(labels)
    model = fitted(find_encoder(job, job.model), texts, labels, processes=job.processes)
    model.save(job.output)
    job.tell(model.report, job.output)


def warn_of_many(labels: list[str]) -> None:
    """Tells of so many labels that something else may have been read for them."""
    different = len(set(labels))
    if different > max(100, len(labels) // 10):
        say(
            f"there are {different:,} labels for {len(labels):,} texts, such as"
            f" {labels[0]!r:.60}: the layout labelled has the text first, then a tab and the label"
        )


def labelled(job: Reading) -> tuple[list[str], list[str]]:
    """The texts of the input and their labels; ``ValueError`` where one has none."""
    clean, texts, labels = normalizer_of(job.clean), [], []
    for number, record in enumerate(reader_of(job).records(), 1):
        if record.label is None:
            raise ValueError(
                f"text {number:,} has no label: choose a --format with labels, such as labelled or"
                " nsmc, or jsonl with --label FIELD"
            )
        texts.append(record.text if clean is None else clean(record.text))
        labels.append(record.label)
    return texts, labels


@dataclass(frozen=True, kw_only=True)
class ClassifyJob(Reading, Run):
    """The options of ``malvec classify``."""

    model: Path = argument("classifier, as malvec train classifier writes it")
    topn: int = option("labels per text, most probable first", "--topn", "-n", default=1, min=1)
    test: bool = option(
        "compare with the labels of the input instead, and tell scores", "--test", default=False
    )
    label: str | None = option(LABEL_HELP, default=None)
    processes: int | None = option("processes of the tokenizer", default=None, min=0)
    json: bool = option("one JSON object per text, or the scores as JSON", "--json", default=False)


def classify(job: ClassifyJob) -> None:
    """Tell the label of every text. In columns: label, probability, text; with --test the scores of
    every label."""
    model = TextClassifier.load(job.model)
    paths_of(job)
    if job.test:
        scores = model.test(*labelled(job), processes=job.processes)
        if job.json:
            emit_json(asdict(scores))
        else:
            for line in str(scores).splitlines():
                print(visible(line))
        return
    table = Table(("label", "probability", "text"))
    for texts, answers in answered(model, job):
        rows = [
            (str(label), share, text)
            for text, ranked in zip(texts, answers, strict=True)
            for label, share in ranked
        ]
        if not job.json:
            table.emit(rows)
            continue
        for text, ranked in zip(texts, answers, strict=True):
            found = [{"label": label, "probability": share} for label, share in ranked]
            emit_json({"text": text, "labels": found})


def answered(model: TextClassifier, job: ClassifyJob) -> Iterator[tuple[list[str], list[Any]]]:
    """Some texts at a time with their labels."""
    with progress_bar(None, "classifying", " texts", job.shown) as advance:
        texts = counted(each_text(job), advance)
        while batch := list(islice(texts, BATCH)):
            yield batch, model.ranked(batch, job.topn, processes=job.processes)
