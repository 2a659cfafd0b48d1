"""The corpus: word ids in the order of the text, where sentences start, the vocabulary, and a
report of what was left out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from malvec.corpus import corpus_file
from malvec.corpus.build import Encoded, encode, encode_ids
from malvec.corpus.ids import decode_sentences, read_only, with_counts
from malvec.corpus.reading import Options, read_files, read_texts, read_token_lists
from malvec.corpus.report import CorpusReport
from malvec.reports.card import HtmlCard
from malvec.text.normalizer import NFC, Normalizer
from malvec.text.sources import Paths, find_sources, listed_paths
from malvec.tokenizers import Pipeline, TokenizerLike
from malvec.tokenizers.pipeline import needed
from malvec.tokenizers.plain import TokenLists
from malvec.tokenizers.running.processes import OnError
from malvec.vocab import Vocab, check_vocab

__all__ = ["Corpus"]


class Corpus(HtmlCard):
    """Sentences as word ids. Made by ``from_files``, ``from_texts``, ``from_tokens``, ``from_ids``
    or ``load``.

    Attributes:
        ids: the ids of all kept tokens in the order of the text, uint32 [tokens].
        offsets: where each sentence starts in ``ids``, and at last where the last one ends, uint64
            [sentences + 1].
        vocab: the words by id, with how often they occur in this corpus.
        report: what was read, kept and dropped, a :class:`CorpusReport`.
        pipeline: how text was cleaned and cut, a :class:`malvec.tokenizers.Pipeline`, which all
            that is made of the corpus has too.

    Example:
        >>> corpus = Corpus.from_texts(["영화 가 재미 있다", "영화 는 길다"], min_count=1)
        >>> len(corpus), corpus.sentence(1), corpus.vocab[0]
        (2, ['영화', '는', '길다'], '영화')
    """

    def __init__(
        self,
        ids: npt.NDArray[np.uint32],
        offsets: npt.NDArray[np.uint64],
        vocab: Vocab,
        *,
        report: CorpusReport | None = None,
        pipeline: Pipeline | None = None,
    ) -> None:
        check_vocab(vocab)
        self.ids, self.offsets = read_only(ids), read_only(offsets)
        self.vocab = vocab if vocab.counts is not None else with_counts(vocab, ids)
        self.report = report or CorpusReport(
            tokens=len(ids), kept=len(ids), sentences=len(offsets) - 1, words=len(vocab)
        )
        self.pipeline = pipeline or Pipeline(None, TokenLists())

    @classmethod
    def from_files(
        cls,
        paths: Paths,
        *,
        tokenizer: TokenizerLike | None = None,
        min_count: int = 5,
        max_vocab: int | None = None,
        vocab: Vocab | None = None,
        threads: int | None = None,
        processes: int | None = None,
        store: str | os.PathLike[str] | None = None,
        keep_empty: bool = False,
        on_error: OnError = "raise",
        time_limit: float | None = None,
        progress: bool | None = None,
        normalizer: Normalizer | None = NFC,
        encoding: str | None = None,
    ) -> Corpus:
        """The corpus of text files, each line a sentence.

        Args:
            paths: a path, a directory (all files below), a pattern such as ``"news/*.txt.gz"``,
                ``"-"`` for standard input, or several of them. Files may be packed by gzip, bzip2,
                xz or zstd. Single bytes that are not UTF-8 survive as they are.
            tokenizer: a callable from a text to the list of its tokens; None splits at blanks.
            min_count: words that occur less often are dropped.
            max_vocab: no more than so many words, the most frequent ones; None for no limit.
            vocab: the words to keep, under their ids there; ``min_count`` and ``max_vocab`` are not
                looked at then. Counts are those of this corpus.
            threads: threads of the core; None for one per processor.
            processes: processes that run the tokenizer; None for one per processor where it can be
                pickled, 0 for this one. A tokenizer that the core has runs in its threads instead.
            store: a file to build the corpus in, for text that is larger than the memory, opened
                as by :meth:`load`. Temporary files beside it take up to three times its size.
            keep_empty: keep lines without a kept token, so that sentence i is line i.
            on_error: what becomes of a line on which the tokenizer fails: "raise" ends it all,
                "skip" leaves the line out, "passthrough" splits it at blanks. The report counts
                them and names the first.
            time_limit: seconds that the tokenizer may take for a line, in processes of its own; a
                line that takes longer has failed. None is the tokenizer's own limit, which those
                on a Java machine have.
            progress: show a bar on stderr; None: on terminals, after two seconds.
            normalizer: how text is cleaned, and words that are asked for later; Unicode's form NFC
                by default, None for text as it is.
            encoding: of the files, such as ``"cp949"`` or ``"utf-16"``; None is UTF-8.

        Raises:
            OSError: a file is missing or cannot be read; found before any is read.
            FormatError: a file is not text, damaged, or seems to be in another encoding.
            ValueError: there are no tokens, or none is kept.

        Example:
            >>> mecab = malvec.tokenizers.Mecab()
            >>> corpus = Corpus.from_files("reviews.txt", tokenizer=mecab, min_count=10)
        """
        options = Options(
            pipeline=needed(Pipeline(normalizer), tokenizer, "these texts"),
            min_count=min_count,
            max_vocab=max_vocab,
            vocab=vocab,
            threads=threads,
            processes=processes,
            store=store,
            keep_empty=keep_empty,
            on_error=on_error,
            time_limit=time_limit,
            progress=progress,
        )
        given = listed_paths(paths)
        with read_files(find_sources(given, encoding), given, options) as reading:
            return cls._of(encode(reading), store)

    @classmethod
    def from_texts(
        cls,
        texts: Iterable[str],
        *,
        tokenizer: TokenizerLike | None = None,
        min_count: int = 5,
        max_vocab: int | None = None,
        vocab: Vocab | None = None,
        threads: int | None = None,
        processes: int | None = None,
        store: str | os.PathLike[str] | None = None,
        keep_empty: bool = False,
        on_error: OnError = "raise",
        time_limit: float | None = None,
        progress: bool | None = None,
        normalizer: Normalizer | None = NFC,
    ) -> Corpus:
        """The corpus of strings, each a sentence (newlines within are blanks); they are read once,
        so a generator will do.

        The knobs are those of :meth:`from_files`.

        Raises:
            TypeError: something is not a str.
            ValueError: there are no tokens, or none is kept; the iterator was spent.

        Example:
            >>> table = [{"review": "좋은 영화"}, {"review": "영화가 좋은 날"}]
            >>> Corpus.from_texts((row["review"] for row in table), min_count=2)
            Corpus(2 sentences, 2 tokens, 1 words)
        """
        options = Options(
            pipeline=needed(Pipeline(normalizer), tokenizer, "these texts"),
            min_count=min_count,
            max_vocab=max_vocab,
            vocab=vocab,
            threads=threads,
            processes=processes,
            store=store,
            keep_empty=keep_empty,
            on_error=on_error,
            time_limit=time_limit,
            progress=progress,
        )
        with read_texts(texts, options) as reading:
            return cls._of(encode(reading), store)

    @classmethod
    def from_tokens(
        cls,
        sentences: Iterable[Iterable[str]],
        *,
        min_count: int = 5,
        max_vocab: int | None = None,
        vocab: Vocab | None = None,
        threads: int | None = None,
        store: str | os.PathLike[str] | None = None,
        keep_empty: bool = False,
        progress: bool | None = None,
    ) -> Corpus:
        """The corpus of token lists; tokens may hold anything, blanks too. They are read once, so a
        generator will do.

        The knobs are those of :meth:`from_files`.

        Raises:
            TypeError: a str stands where a list of str is expected, or a token is not a str.
            ValueError: there are no tokens, or none is kept; the iterator was spent.

        Example:
            >>> Corpus.from_tokens([["New York", "is", "large"], ["so", "is", "서울"]], min_count=1)
            Corpus(2 sentences, 6 tokens, 5 words)
        """
        options = Options(
            min_count=min_count,
            max_vocab=max_vocab,
            vocab=vocab,
            threads=threads,
            store=store,
            keep_empty=keep_empty,
            progress=progress,
        )
        with read_token_lists(sentences, options) as reading:
            return cls._of(encode(reading), store)

    @classmethod
    def from_ids(cls, ids: npt.ArrayLike, offsets: npt.ArrayLike | None, vocab: Vocab) -> Corpus:
        """The corpus of word ids made elsewhere.

        Args:
            ids: all ids one after another [tokens] with ``offsets``, or a list of lists of ids with
                ``offsets=None``.
            offsets: where each sentence starts, and the end of the last one [sentences + 1].
            vocab: the words; their counts are counted anew.

        Raises:
            TypeError: ``vocab`` is no Vocab.
            ValueError: an id that the vocabulary lacks or that is no whole number, offsets that do
                not fit, no tokens.

        Example:
            >>> Corpus.from_ids([[0, 1], [1, 1]], None, Vocab.from_words(["영화", "배우"]))
            Corpus(2 sentences, 4 tokens, 2 words)
        """
        return cls._of(encode_ids(ids, offsets, vocab))

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, verify: bool = False) -> Corpus:
        """The corpus that :meth:`save` wrote; its arrays are read-only views of the mapped file.

        If another program cuts the file while it is open here, reading the lost part ends the
        process (SIGBUS); replacing it is safe.

        Args:
            path: the file.
            verify: read it all once and compare checksums, ids and offsets.

        Raises:
            FormatError: the file is cut, damaged or something else.
            OSError: it cannot be opened.
        """
        return cls._of(corpus_file.read(path, verify))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the corpus as one ``.safetensors`` file that appears whole or not at all.

        Raises:
            OSError: the disk refused.

        Example:
            >>> corpus.save("reviews.corpus.safetensors")
        """
        corpus_file.write(
            path, self.ids, self.offsets, self.vocab, report=self.report, pipeline=self.pipeline
        )

    def sentence(self, i: int) -> list[str]:
        """The words of one sentence; negative numbers count from the end; or ``IndexError``."""
        if not -len(self) <= i < len(self):
            raise IndexError(f"sentence {i} of {len(self)}")
        begin, end = self.offsets[i % len(self) :][:2].tolist()
        return [self.vocab[id] for id in self.ids[begin:end].tolist()]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __iter__(self) -> Iterator[list[str]]:
        return decode_sentences(self.ids, self.offsets, list(self.vocab))

    def __repr__(self) -> str:
        words = len(self.vocab)
        return f"Corpus({len(self):,} sentences, {len(self.ids):,} tokens, {words:,} words)"

    @classmethod
    def _of(cls, encoded: Encoded, store: str | os.PathLike[str] | None = None) -> Corpus:
        corpus = cls(**vars(encoded))
        if store is not None:
            corpus.save(store)
        return corpus if store is None else cls.load(store)
