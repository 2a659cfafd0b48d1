"""The passport of a text: how it was cleaned and cut, for all that is made of it."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator, Mapping, Sized
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from malvec.errors import FormatError
from malvec.reports.frozen import FrozenDict
from malvec.runtime.progress import progress_bar
from malvec.text.normalizer import Normalizer
from malvec.text.texts import text_chunks
from malvec.tokenizers.described import from_description
from malvec.tokenizers.description import StoredTokenizer, core_tokenizer, describe
from malvec.tokenizers.plain import Whitespace
from malvec.tokenizers.tokenizer import Tokenizer, TokenizerLike, as_tokenizer

if TYPE_CHECKING:
    from malvec.tokenizers.running.chunks import Analysis, Chunk, TokenizedChunk

__all__ = ["Pipeline", "needed", "passport", "stored_pipeline"]


@dataclass(frozen=True)
class Pipeline:
    """How a text becomes tokens: it is cleaned, then cut. A corpus has one, and hands it on to
    counts, vectors, documents, encoders, in memory and in files; they cut new text by it.

    Args:
        normalizer: how text is cleaned; None leaves it as it is.
        tokenizer: a callable from a text to the list of its tokens.

    Example:
        >>> Pipeline(Normalizer(repeats=2)).tokens("영화 ㅋㅋㅋㅋ")
        ['영화', 'ㅋㅋ']
    """

    normalizer: Normalizer | None = field(default_factory=Normalizer)
    tokenizer: Tokenizer = field(default_factory=Whitespace)

    def __post_init__(self) -> None:
        if self.normalizer is not None and not isinstance(self.normalizer, Normalizer):
            raise TypeError(
                f"normalizer must be a malvec.Normalizer or None, not {self.normalizer!r:.60}"
            )
        object.__setattr__(self, "tokenizer", as_tokenizer(self.tokenizer))

    def clean(self, text: str) -> str:
        """The text, cleaned."""
        return text if self.normalizer is None else self.normalizer(text)

    def tokens(self, text: str) -> list[str]:
        """The tokens of a text.

        Raises:
            ValueError: the tokenizer was a callable that only its owner has; the message says what
                to pass.
        """
        return self.tokenizer(self.clean(text))

    def token_chunks(
        self,
        texts: Iterable[str],
        processes: int | None = None,
        *,
        progress: bool | None = None,
        what: str = "reading",
    ) -> Iterator[TokenizedChunk]:
        """The tokens of texts, packed for the core, in their order; no more than some chunks are
        read ahead.

        Args:
            texts: an iterable of str; a generator will do.
            processes: processes that run the tokenizer, 0 for this one. None: this one for few
                texts and for tokenizers that have threads of their own, as Kiwi has, else one per
                processor. A tokenizer that the core has is run by as many threads instead.
            progress: show a bar on stderr; None: on terminals, after two seconds.
            what: the job, as the bar names it.

        Raises:
            TypeError: a str instead of a list of them, or something that is not a str.
            RuntimeError: the tokenizer failed; the message has the number of the text, from 1.
        """
        from malvec.tokenizers.running.chunks import Analysis, failure
        from malvec.tokenizers.running.processes import analysis_of

        chunks = text_chunks(texts)
        first = list(islice(chunks, 2))
        few = processes is None and len(first) < 2
        analysis = (
            Analysis(self.tokenizer, core=core_tokenizer(self.tokenizer))
            if few
            else analysis_of(self.tokenizer, "raise", processes)
        )
        done, total = 0, len(texts) if isinstance(texts, Sized) else None
        with (
            closing(self.run(chain(first, chunks), analysis)) as results,
            progress_bar(total, what, " texts", progress and not few) as advance,
        ):
            for chunk in results:
                done += chunk.lines
                if chunk.error is not None:
                    raise failure(chunk, f"text {done:,}") from chunk.error
                advance(done)
                yield chunk

    def run(
        self, chunks: Iterable[Chunk], analysis: Analysis
    ) -> Generator[TokenizedChunk, None, None]:
        """Chunks of texts, or of lines as bytes, cleaned and tokenised as ``analysis`` says."""
        from malvec.tokenizers.running.processes import tokenize_chunks

        if analysis.core is not None and self.normalizer is not None:
            return tokenize_chunks(chunks, replace(analysis, cleaner=self.normalizer.core))
        return tokenize_chunks(map(self.clean_chunk, chunks), analysis)

    def clean_chunk(self, chunk: Chunk) -> Chunk:
        """Texts, or lines as bytes, cleaned all at once; one that vanishes stays a line."""
        if self.normalizer is None:
            return chunk
        if isinstance(chunk, bytes):
            if chunk.endswith(b"\n"):
                return self.normalizer.lines(chunk)
            last = self.normalizer.lines(chunk + b"\n").removesuffix(b"\n")
            return last if last and not last.endswith(b"\n") else last + b"\n"
        return [self.normalizer(text) for text in chunk]

    def ready(self) -> Pipeline:
        """The same pipeline, whose tokenizer is known to be there.

        Raises:
            ImportError: a package is missing; the message says what to install.
            ValueError: the tokenizer cannot be made from what a file says of it.
        """
        made = self.tokenizer
        if isinstance(made, StoredTokenizer):
            made = made.tokenizer
        made.check()
        return replace(self, tokenizer=made)

    def __reduce__(self) -> tuple[Any, ...]:
        """A pickle holds what a file does: a callable of the user's is left out."""
        return Pipeline, (self.normalizer, StoredTokenizer(json.dumps(describe(self.tokenizer))))

    def __copy__(self) -> Pipeline:
        return self

    def __deepcopy__(self, memo: object) -> Pipeline:
        return self

    def describe(self) -> dict[str, Any]:
        """Tokenizer and normaliser, for JSON.

        Example:
            >>> Pipeline(None).describe()
            {'tokenizer': {'name': 'whitespace'}, 'normalize': None}
        """
        normalizer = None if self.normalizer is None else self.normalizer.describe()
        return {"tokenizer": describe(self.tokenizer), "normalize": normalizer}

    @classmethod
    def from_description(cls, description: Mapping[str, Any]) -> Pipeline:
        """The pipeline that :meth:`describe` described.

        Raises:
            ValueError: the tokenizer was not one of malvec's own, or something is damaged.
        """
        described = description.get("normalize")
        normalizer = None if described is None else Normalizer.from_description(described)
        return cls(normalizer, from_description(description["tokenizer"]))


def needed(pipeline: Pipeline | None, tokenizer: TokenizerLike | None, whose: str) -> Pipeline:
    """The pipeline that new text goes through: with another tokenizer where one is given.

    Raises:
        ValueError: there is none; the message says what to pass.
    """
    if tokenizer is not None:
        pipeline = replace(pipeline or Pipeline(None), tokenizer=as_tokenizer(tokenizer))
    if pipeline is None:
        raise ValueError(
            f"{whose} do not say how their text was tokenised: pass tokenizer=, such as"
            " malvec.tokenizers.Mecab()"
        )
    return pipeline.ready()


def passport(
    pipeline: Pipeline | None, metadata: Mapping[str, str] | None
) -> tuple[Pipeline | None, Mapping[str, str]]:
    """The pipeline and the metadata of a thing that is made of text: what one of them says of the
    pipeline, the other says too."""
    if pipeline is None:
        return stored_pipeline(metadata or {}), FrozenDict(metadata or {})
    described = {name: json.dumps(value) for name, value in pipeline.describe().items()}
    return pipeline, FrozenDict({**(metadata or {}), **described})


def stored_pipeline(metadata: Mapping[str, str]) -> Pipeline | None:
    """The pipeline in the metadata of a file, its tokenizer made when first used; None where they
    do not tell.

    Raises:
        FormatError: the cleaning is damaged.
    """
    try:
        normalizer = Normalizer.from_json(metadata.get("normalize", "null"))
    except (TypeError, ValueError) as error:
        raise FormatError(f"metadata 'normalize' is damaged: {error}") from None
    if "tokenizer" not in metadata and normalizer is None:
        return None
    return Pipeline(normalizer, StoredTokenizer(metadata.get("tokenizer", "null")))
