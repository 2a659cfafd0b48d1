"""The encoder of sentences that the options of a command describe."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

import click

import malvec as mv
from malvec.cli.files import holds_encoder, load_vectors
from malvec.cli.options import option
from malvec.cli.texts import CuttingAnew, texts_of
from malvec.cli.tokenizer_options import wished_tokenizer
from malvec.sentences.fitting import SentenceRecipe
from malvec.tokenizers.pipeline import needed

__all__ = ["EncoderOptions", "find_encoder", "fit_and_encode"]

METHODS: dict[str, type[SentenceRecipe]] = {
    "mean": mv.Mean,
    "idf": mv.IdfMean,
    "sif": mv.Sif,
    "usif": mv.Usif,
}


@dataclass(frozen=True, kw_only=True)
class EncoderOptions(CuttingAnew):
    """How texts become vectors."""

    section: ClassVar[str] = "Encoder"

    method: Literal["mean", "idf", "sif", "usif"] | None = option(
        "how words become a vector; by default the file's encoder, else mean", default=None
    )
    fit: tuple[Path, ...] = option(
        "texts to fit to, may be repeated; by default the input, where that is files", default=()
    )


def find_encoder(job: Any, path: Path) -> mv.SentenceEncoder:
    """The encoder of a file, or one made of its vectors by the method of the job."""
    tokenizer, method = wished_tokenizer(job), job.method
    if method is None and holds_encoder(path):
        return mv.SentenceEncoder.load(path, tokenizer=tokenizer)
    recipe, vectors = METHODS[method or "mean"](), load_vectors(path)
    if method in (None, "mean"):
        return recipe.fit(vectors, tokenizer=tokenizer)
    if not job.fit and "-" in job.input:
        raise click.BadParameter(
            f"--method {method} is fitted to texts, and standard input can be read only once: name"
            " them with --fit"
        )
    sources = list(job.fit) if job.fit else texts_of(job)
    return recipe.fit(vectors, sources, tokenizer=tokenizer)


def fit_and_encode(job: Any, path: Path, texts: list[str]) -> tuple[mv.SentenceEncoder, Any]:
    """An encoder that is fitted to texts, and their vectors, for which they are cut once."""
    tokenizer, vectors = wished_tokenizer(job), load_vectors(path)
    pipeline = needed(vectors.pipeline, tokenizer, "these vectors")
    corpus = mv.Corpus.from_texts(
        texts,
        tokenizer=pipeline.tokenizer,
        normalizer=pipeline.normalizer,
        min_count=1,
        keep_empty=True,
        processes=job.processes,
        progress=job.shown,
    )
    encoder = METHODS[job.method]().fit(vectors, corpus, tokenizer=tokenizer)
    return encoder, encoder.encode_corpus(corpus)
