"""``malvec phrases``: tokens with phrases merged, or the list of phrases."""

from __future__ import annotations

from typing import Annotated, Any

import typer

import malvec as mv
from malvec.cli.table import Table, emit_json, emit_text
from malvec.cli.texts import Encoding

__all__ = ["phrases"]


Inputs = Annotated[
    list[str] | None,
    typer.Argument(help="Text files, a sentence per line; without any, stdin."),
]
TokenizerName = Annotated[str, typer.Option(help="How a line becomes words, as in malvec train.")]
Scoring = Annotated[str, typer.Option(help="How pairs are scored: word2phrase or npmi.")]
Threshold = Annotated[
    float | None, typer.Option(help="Scores must be above; 100 for word2phrase, 0.5 for npmi.")
]
MinCount = Annotated[int, typer.Option(min=1, help="Rarer pairs are no phrases.")]
Delimiter = Annotated[str, typer.Option(help="What joins the words.")]
Connectors = Annotated[
    list[str] | None,
    typer.Option(help="Word that may stand inside of a phrase; may be repeated."),
]
Passes = Annotated[
    int, typer.Option(min=1, max=10, help="Two passes give phrases of up to four words.")
]
Listed = Annotated[
    bool,
    typer.Option("--list", help="Print the phrases, their counts and scores instead of the text."),
]
Json = Annotated[bool, typer.Option("--json", help="With --list: one JSON object per phrase.")]


def phrases(
    input: Inputs = None,
    *,
    tokenizer: TokenizerName = "whitespace",
    scoring: Scoring = "word2phrase",
    threshold: Threshold = None,
    min_count: MinCount = 5,
    delimiter: Delimiter = "_",
    connector: Connectors = None,
    passes: Passes = 1,
    encoding: Encoding = None,
    listed: Listed = False,
    json: Json = False,
) -> None:
    """Join words that belong together, such as new_york. Prints the text with one sentence per
    line, words parted by blanks."""
    knobs: dict[str, Any] = {
        "scoring": scoring,
        "threshold": threshold,
        "min_count": min_count,
        "delimiter": delimiter,
        "connectors": tuple(connector or ()),
    }
    try:
        chosen = mv.tokenizers.by_name(tokenizer)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    corpus = mv.Corpus.from_files(
        input or "-", tokenizer=chosen, min_count=1, keep_empty=True, encoding=encoding
    )
    try:
        merges = passes - 1 if listed else passes
        if merges:
            corpus = mv.corpus.merge_phrases(corpus, **knobs, passes=merges)
        found = mv.corpus.find_phrases(corpus, **knobs) if listed else None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    if found is None:
        for sentence in corpus:
            emit_text(" ".join(sentence))
    else:
        show(found, json)


def show(found: mv.corpus.PhraseTable, json: bool) -> None:
    """Prints phrases with their frequencies and scores."""
    if not json:
        table = Table(("phrase", "frequency", "score"))
        table.emit([(phrase.merged, phrase.frequency, phrase.score) for phrase in found])
        return
    for phrase in found:
        emit_json({"phrase": phrase.merged, "frequency": phrase.frequency, "score": phrase.score})
