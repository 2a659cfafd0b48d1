"""``malvec tokenize``: one text per line in, its tokens out, in the order of the input, while it
comes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import click

from malvec.cli.grammar import Run
from malvec.cli.options import option
from malvec.cli.outcome import say
from malvec.cli.table import emit_json, emit_text
from malvec.cli.texts import Cutting, Reading, blocks_of, paths_of, time_limit_of
from malvec.cli.tokenizer_options import chosen_tokenizer
from malvec.runtime.progress import progress_bar
from malvec.tokenizers import Tokenizer
from malvec.tokenizers.analysers.analyser import Analyser
from malvec.tokenizers.running.chunks import Analysis
from malvec.tokenizers.running.processes import analysis_of, tokenize_chunks
from malvec.tokenizers.tokenizer import WrappedTokenizer

__all__ = ["tokenize"]


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


@dataclass(frozen=True, kw_only=True)
class TokenizeJob(Reading, Cutting, Run):
    """The options of ``malvec tokenize``."""

    tagged: bool = option("print token/TAG", "--tagged", default=False)
    nouns: bool = option("print the nouns only", "--nouns", default=False)
    json: bool = option("one JSON object per line", "--json", default=False)


def tokenize(job: TokenizeJob) -> None:
    """Split each line into tokens, with blanks between. A blank inside a token becomes _."""
    chosen = chosen_tokenizer(job)
    shown = check_tokenizer(chosen, job)
    paths_of(job)  # all are looked for before the first is read
    processes, limit = job.processes, time_limit_of(job, chosen)
    if processes is None and job.input == ("-",) and limit is None:
        processes = 0  # answers at once; what runs on Java has a process of its own anyhow
    analysis = analysis_of(shown, job.on_error, processes, limit, packed=False)
    with progress_bar(None, "tokenizing", " lines", job.shown) as advance:
        run(blocks_of(job), analysis, printer(job.tagged, job.json), advance)


def check_tokenizer(chosen: Tokenizer, job: TokenizeJob) -> Tokenizer:
    """The tokenizer as the command calls it; wrong usage if it has no tags, ``ImportError`` if it
    is not installed."""
    if job.tagged and job.nouns:
        raise click.BadParameter("--tagged and --nouns are two ways to print: choose one")
    chosen.check()
    if not job.tagged and not job.nouns:
        return chosen
    what = "tagged" if job.tagged else "nouns"
    if not isinstance(chosen, Analyser):
        raise click.BadParameter(
            f"--{what}: the tokenizer {job.tokenizer} gives no tags; those of mecab, kiwi or okt do"
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


def run(
    chunks: Iterator[bytes],
    analysis: Analysis,
    emit: Callable[[list[str]], None],
    advance: Callable[[int], None],
) -> None:
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
            advance(lines)
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
