"""``malvec tokenize``: one text per line in, its tokens out, in the order of the input, while it
comes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from malvec.cli.outcome import say
from malvec.cli.table import emit_json, emit_text
from malvec.cli.texts import Encoding
from malvec.cli.tokenizer_options import TOKENIZERS, chosen_tokenizer
from malvec.text.blocks import line_blocks
from malvec.text.sources import find_sources
from malvec.tokenizers import Tokenizer
from malvec.tokenizers.analysers.analyser import Analyser
from malvec.tokenizers.running.chunks import Analysis, OnError
from malvec.tokenizers.running.processes import analysis_of, tokenize_chunks
from malvec.tokenizers.tokenizer import WrappedTokenizer

__all__ = ["tokenize"]

BLOCK = 1 << 16


@dataclass(frozen=True)
class Shown(WrappedTokenizer):
    """An analyser whose tokens are what the command prints for a line."""

    tokenizer: Analyser
    what: str  # "tagged" or "nouns"

    def __call__(self, text: str) -> list[str]:
        """The nouns, or all tokens as ``token/TAG``."""
        if self.what == "nouns":
            return self.tokenizer.nouns(text)
        return [f"{form}/{tag}" for form, tag in self.tokenizer.tagged(text)]


Inputs = Annotated[
    list[str] | None,
    typer.Argument(help="Text files, one text per line; without any, or for -, stdin."),
]
TokenizerName = Annotated[
    str, typer.Option("--tokenizer", "-t", help=f"One of {', '.join(TOKENIZERS)}.")
]
Tagged = Annotated[bool, typer.Option("--tagged", help="Print token/TAG.")]
Nouns = Annotated[bool, typer.Option("--nouns", help="Print the nouns only.")]
KeepTags = Annotated[
    str | None, typer.Option(help="Keep tokens whose tag begins with one of these, such as NN,VV.")
]
UserWords = Annotated[
    Path | None, typer.Option(help="File of words to keep in one piece: word[TAB tag].")
]
Scores = Annotated[
    Path | None,
    typer.Option(help="Table of malvec words, for the tokenizers l-tokenizer and max-score."),
]
Processes = Annotated[
    int | None,
    typer.Option(min=0, help="Processes; by default one per processor for files, none for stdin."),
]
OnFailure = Annotated[
    str,
    typer.Option(
        help="What fails: raise ends it all, skip leaves the line empty, passthrough splits it."
    ),
]
TimeLimit = Annotated[
    float | None, typer.Option(min=0, help="Seconds that a line may take; 0 for any number.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object per line.")]


def tokenize(
    input: Inputs = None,
    *,
    tokenizer: TokenizerName = "whitespace",
    tagged: Tagged = False,
    nouns: Nouns = False,
    keep_tags: KeepTags = None,
    user_dictionary: UserWords = None,
    scores: Scores = None,
    processes: Processes = None,
    on_error: OnFailure = "raise",
    time_limit: TimeLimit = None,
    encoding: Encoding = None,
    json: Json = False,
) -> None:
    """Split each line into tokens, with blanks between. A blank inside a token becomes _."""
    if on_error not in get_args(OnError):
        raise typer.BadParameter(
            f"--on-error is one of {', '.join(get_args(OnError))}, not {on_error}"
        )
    chosen = chosen_tokenizer(tokenizer, user_dictionary, keep_tags, time_limit, scores)
    shown = check_tokenizer(chosen, tokenizer, tagged, nouns)
    sources = find_sources(input or ["-"], encoding)
    only_stdin = [source.path for source in sources] == ["-"]
    if processes is None and only_stdin and (not time_limit or chosen.limit() is not None):
        processes = 0  # answers at once; what runs on Java has a process of its own anyhow
    own = None if chosen.limit() is not None else time_limit or None
    analysis = analysis_of(shown, on_error, processes, own, packed=False)  # type: ignore[arg-type]
    chunks = (
        block
        for source in sources
        for block in line_blocks(source, BLOCK, arriving=source.path == "-")
    )
    run(chunks, analysis, printer(tagged, json))


def check_tokenizer(chosen: Tokenizer, name: str, tagged: bool, nouns: bool) -> Tokenizer:
    """The tokenizer as the command calls it; wrong usage if it has no tags, ``ImportError`` if it
    is not installed."""
    if tagged and nouns:
        raise typer.BadParameter("--tagged and --nouns are two ways to print: choose one")
    chosen.check()
    if not tagged and not nouns:
        return chosen
    what = "tagged" if tagged else "nouns"
    if not isinstance(chosen, Analyser):
        raise typer.BadParameter(
            f"--{what}: the tokenizer {name} gives no tags; those of mecab, kiwi or okt do"
        )
    return Shown(chosen, what)


def printer(tagged: bool, json: bool) -> Callable[[list[str]], None]:
    """How a line of tokens is printed."""
    if json and tagged:
        return lambda tokens: emit_json(
            {"tokens": [token.rpartition("/")[::2] for token in tokens]}
        )
    if json:
        return lambda tokens: emit_json({"tokens": tokens})
    return lambda tokens: emit_text(" ".join(token.replace(" ", "_") for token in tokens))


def run(chunks: Iterator[bytes], analysis: Analysis, emit: Callable[[list[str]], None]) -> None:
    """Prints the tokens of all lines, and tells of lines that failed."""
    lines = failed = timed_out = 0
    first = ""
    with closing(tokenize_chunks(chunks, analysis)) as results:
        for chunk in results:
            emit_chunk(chunk, lines, emit)
            if chunk.failures and not first:
                line, said = chunk.failures[0]
                first = f"the first is line {lines + line + 1:,}: {said}"
            lines += chunk.lines
            failed += chunk.failed
            timed_out += chunk.timed_out
    if failed:
        say(
            f"{failed:,} of {lines:,} lines failed, {timed_out:,} of them over the time limit;"
            f" {first}"
        )


def emit_chunk(chunk: Any, before: int, emit: Callable[[list[str]], None]) -> None:
    """Prints the tokens of a chunk; ``ValueError`` at the line that ended it, where one did."""
    for tokens in chunk.lists if chunk.error is None else chunk.lists[: chunk.lines - 1]:
        emit(tokens)
    sys.stdout.flush()
    if chunk.error is not None:
        said = f"{type(chunk.error).__name__}: {chunk.error}"
        raise ValueError(
            f"line {before + chunk.lines:,}: {said}; --on-error skip or passthrough goes on"
        )
