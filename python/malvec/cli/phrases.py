"""``malvec phrases``: tokens with phrases merged, or the list of phrases."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

import malvec as mv
from malvec.cli.table import Table, emit_json

__all__ = ["phrases"]


def phrases(
    input: Annotated[
        list[str] | None,
        typer.Argument(help="Text files, a sentence per line; without any, stdin."),
    ] = None,
    *,
    tokenizer: Annotated[
        str, typer.Option(help="How a line becomes words, see malvec train skipgram.")
    ] = "whitespace",
    scoring: Annotated[str, typer.Option(help="word2phrase or npmi.")] = "word2phrase",
    threshold: Annotated[
        float | None, typer.Option(help="Scores must be above; 100 for word2phrase, 0.5 for npmi.")
    ] = None,
    min_count: Annotated[int, typer.Option(min=1, help="Rarer pairs are no phrases.")] = 5,
    delimiter: Annotated[str, typer.Option(help="What joins the words.")] = "_",
    connector: Annotated[
        list[str] | None,
        typer.Option(help="Word that may stand inside of a phrase; may be repeated."),
    ] = None,
    passes: Annotated[
        int, typer.Option(min=1, max=10, help="Two passes give phrases of up to four words.")
    ] = 1,
    listed: Annotated[
        bool,
        typer.Option(
            "--list", help="Print the phrases, their counts and scores instead of the text."
        ),
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="With --list: one JSON object per phrase.")
    ] = False,
) -> None:
    """Join words that belong together, such as new_york: prints the text with one sentence per
    line, words parted by blanks."""
    try:
        chosen = mv.tokenizers.by_name(tokenizer)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    corpus = mv.Corpus.from_files(input or "-", tokenizer=chosen, min_count=1, keep_empty=True)
    names = tuple(connector or ())
    knobs = {
        "scoring": scoring,
        "threshold": threshold,
        "min_count": min_count,
        "delimiter": delimiter,
        "connectors": names,
    }
    try:
        before = mv.corpus.merge_phrases(corpus, **knobs, passes=passes - listed) if passes > listed else corpus  # type: ignore[arg-type]
        found = mv.corpus.find_phrases(before, **knobs) if listed else None  # type: ignore[arg-type]
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    if found is None:
        sys.stdout.writelines(" ".join(sentence) + "\n" for sentence in before)
    elif json:
        for phrase in found:
            emit_json(
                {"phrase": phrase.merged, "frequency": phrase.frequency, "score": phrase.score}
            )
    else:
        Table(("phrase", "frequency", "score")).emit(
            [(phrase.merged, phrase.frequency, phrase.score) for phrase in found]
        )
