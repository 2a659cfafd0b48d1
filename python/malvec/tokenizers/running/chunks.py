"""Running a tokenizer over one chunk of lines: tokens out, failures of single lines kept apart and
counted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from malvec import _core, _ingest
from malvec.text.blocks import split_lines
from malvec.tokenizers.plain import Whitespace
from malvec.tokenizers.running.packed import Packed
from malvec.tokenizers.tokenizer import Tokenizer

__all__ = [
    "FEW",
    "Analysis",
    "Chunk",
    "Lost",
    "OnError",
    "TokenizedChunk",
    "failure",
    "sendable",
    "tokenize_chunk",
]

OnError = Literal["raise", "skip", "passthrough"]
Chunk = bytes | list[str]  # lines of UTF-8 text, or texts
FEW = 10  # failures that are told one by one


_NOTHING = Packed(b"", b"", b"")


@dataclass(frozen=True)
class Analysis:
    """How chunks become tokens.

    Attributes:
        tokenizer: by what.
        on_error: what becomes of a line on which it fails.
        processes: in how many processes; 0 is this one.
        time_limit: seconds that a line may take, in other processes; None for any.
        packed: whether tokens are packed for the core, or lists.
        core: the tokenizer as the core has it, by which threads cut a chunk at once; None where
            only Python has it.
        cleaner: what cleans texts before the core cuts them.
        threads: of the core.
        at_once: whether the tokenizer takes a chunk at once, and cuts it by threads of its own.
    """

    tokenizer: Tokenizer
    on_error: OnError = "raise"
    processes: int = 0
    time_limit: float | None = None
    packed: bool = True
    core: _core.CoreTokenizer | None = None
    cleaner: _core.TextCleaner | None = None
    threads: int = 1
    at_once: bool = False


@dataclass(frozen=True)
class Lost:
    """Why a line never came back from a process."""

    error: Exception
    timed_out: bool


@dataclass(frozen=True)
class TokenizedChunk:
    """The tokens of a chunk, and what happened on the way.

    Attributes:
        packed: what ``_core.CorpusBuilder.feed_lines`` takes.
        lists: the tokens of each line, where they are not packed.
        lines: lines read.
        size: bytes read.
        failed: lines on which the tokenizer failed.
        timed_out: those of them that took too long.
        failures: the first of them: which line of the chunk, and what was said.
        error: what it said, where it is to be raised; the last line is the one that failed.
    """

    packed: Packed = _NOTHING
    lists: list[list[str]] = field(default_factory=list)
    lines: int = 0
    size: int = 0
    failed: int = 0
    timed_out: int = 0
    failures: tuple[tuple[int, str], ...] = ()
    error: BaseException | None = None


def tokenize_chunk(
    chunk: Chunk,
    analysis: Analysis,
    lost: Mapping[int, Lost] | None = None,
    begin: Callable[[int], None] | None = None,
) -> TokenizedChunk:
    """One chunk, in this process; ``lost`` lines failed in another process: they
    are counted, not tried again. ``begin(i)`` is called before line i."""
    if isinstance(chunk, list):
        lines, size = chunk, sum(len(text.encode("utf-8", "surrogatepass")) for text in chunk)
    else:
        lines, size = split_lines(chunk), len(chunk)
    if analysis.core is not None:
        how = analysis.cleaner, analysis.threads
        if analysis.packed:
            made = TokenizedChunk(packed=Packed(*analysis.core.pack(lines, *how)))
        else:
            made = TokenizedChunk(lists=analysis.core.lists(lines, *how))
        return replace(made, lines=len(lines), size=size)
    tally = _Tally(analysis, lost or {}, begin or (lambda line: None))
    if analysis.packed:
        packed = _ingest.pack_lines(tally.tokens(lines), sys.maxsize)
        made = TokenizedChunk(packed=Packed(*packed))
    else:
        made = TokenizedChunk(lists=list(tally.tokens(lines)))
    return replace(
        made,
        lines=tally.taken,
        size=size,
        failed=tally.failed,
        timed_out=tally.timed_out,
        failures=tuple(tally.failures),
        error=tally.error,
    )


@dataclass
class _Tally:
    """What happens while lines become tokens."""

    analysis: Analysis
    lost: Mapping[int, Lost]
    begin: Callable[[int], None]
    taken: int = 0
    failed: int = 0
    timed_out: int = 0
    failures: list[tuple[int, str]] = field(default_factory=list)
    error: Exception | None = None

    def tokens(self, lines: list[str]) -> Iterator[list[str]]:
        """The tokens of each line, until one fails where that ends it all."""
        tokenizer = self.analysis.tokenizer
        begin = self.begin
        found = tokenizer.each(lines) if self.analysis.at_once else None
        passthrough = self.analysis.on_error == "passthrough"
        for i, line in enumerate(lines):
            self.taken += 1
            begin(i)
            try:
                if i in self.lost:
                    raise self.lost[i].error
                yield _check_tokens(tokenizer(line) if found is None else next(found))
            except Exception as error:
                self._note(i, error)
                if self.error is not None:
                    return
                yield Whitespace()(line) if passthrough else []

    def _note(self, line: int, error: Exception) -> None:
        self.failed += 1
        self.timed_out += isinstance(error, TimeoutError)
        if len(self.failures) < FEW:
            self.failures.append((line, f"{type(error).__name__}: {error}"[:300]))
        if self.analysis.on_error == "raise":
            self.error = error


def _check_tokens(tokens: object) -> list[str]:
    if not isinstance(tokens, list) or not all(isinstance(token, str) for token in tokens):
        raise TypeError(f"a tokenizer must return a list of str, but this one gave {tokens!r:.60}")
    return tokens


def failure(chunk: TokenizedChunk, where: str) -> RuntimeError:
    """What to raise where the last line of a chunk failed."""
    error = chunk.error
    return RuntimeError(f"the tokenizer failed on {where}: {type(error).__name__}: {error}")


def sendable(chunk: TokenizedChunk) -> TokenizedChunk:
    """Errors that cannot be pickled travel as text."""
    from multiprocessing.reduction import ForkingPickler

    try:
        ForkingPickler.loads(ForkingPickler.dumps(chunk.error))
    except Exception:
        return replace(chunk, error=RuntimeError(f"{type(chunk.error).__name__}: {chunk.error}"))
    return chunk
