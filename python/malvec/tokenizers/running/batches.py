"""Many texts at once, in several processes, in their order."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from itertools import islice
from typing import get_args

from malvec.runtime.arguments import one_of
from malvec.text.texts import text_chunks
from malvec.tokenizers.running.chunks import FEW, OnError, failure
from malvec.tokenizers.running.processes import analysis_of, tokenize_chunks
from malvec.tokenizers.tokenizer import TokenizerLike, as_tokenizer

__all__ = ["Batch", "batch"]

_CHARACTERS = 1 << 15  # for one go


class Batch(list[list[str]]):
    """The token lists of a batch, and what failed.

    Attributes:
        failed: texts on which the tokenizer failed.
        timed_out: those of them that took too long.
        failures: the first of them: which text, counted from 0, and what was said.
    """

    def __init__(self) -> None:
        super().__init__()
        self.failed = 0
        self.timed_out = 0
        self.failures: list[tuple[int, str]] = []


def batch(
    tokenizer: TokenizerLike,
    texts: Iterable[str],
    processes: int | None = None,
    *,
    on_error: OnError = "raise",
    time_limit: float | None = None,
) -> Batch:
    """The tokens of many texts, in their order.

    Args:
        tokenizer: a callable from a text to the list of its tokens.
        texts: the texts; they are read once.
        processes: processes that run the tokenizer, threads where the core has it; None for one per
            processor where it can be pickled and has no threads of its own, as Kiwi has; 0 for
            this one.
        on_error: what becomes of a text on which the tokenizer fails: "raise" ends it all, "skip"
            gives no tokens, "passthrough" splits it at blanks. The result counts them.
        time_limit: seconds that a text may take; a process that takes longer is ended and replaced,
            and the text has failed. None is the tokenizer's own limit, which those on a Java
            machine have.

    Raises:
        RuntimeError: a text failed, where ``on_error`` is "raise"; the message has its number, from
            0.

    Example:
        >>> batch(malvec.tokenizers.Okt(), ["영화가 좋다", "😀"], on_error="skip")
        [['영화', '가', '좋다'], ['😀']]
    """
    one_of("on_error", on_error, get_args(OnError))
    chosen = as_tokenizer(tokenizer)
    chosen.check()
    analysis = analysis_of(chosen, on_error, processes, time_limit, packed=False)
    result = Batch()
    with closing(tokenize_chunks(text_chunks(texts, _CHARACTERS), analysis)) as chunks:
        for chunk in chunks:
            if chunk.error is not None:
                number = len(result) + chunk.lines - 1
                raise failure(chunk, f"text {number:,}") from chunk.error
            result.failures += islice(
                ((len(result) + i, said) for i, said in chunk.failures), FEW - len(result.failures)
            )
            result.failed += chunk.failed
            result.timed_out += chunk.timed_out
            result += chunk.lists
    return result
