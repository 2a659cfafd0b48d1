"""Recipes of sub-word units: BPE, Unigram, WordPiece, trained by Hugging Face ``tokenizers`` in a
process of its own."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from malvec.runtime.arguments import check_flag, number, one_of, whole
from malvec.runtime.progress import is_told, progress_bar
from malvec.runtime.recipe import Recipe, knob
from malvec.text.texts import TextSource
from malvec.tokenizers.subwords.bert import SPECIAL
from malvec.tokenizers.subwords.subword_tokenizer import SubwordTokenizer, require_tokenizers
from malvec.tokenizers.subwords.training.process import run_trainer
from malvec.tokenizers.subwords.training.report import SubwordReport
from malvec.tokenizers.subwords.training.texts import Feed

__all__ = ["Bpe", "SubwordRecipe", "Unigram", "WordPiece"]

_FORMS = ("nfc", "nfkc", "nfd", "nfkd", "none")
_MOST_UNITS = 1 << 24


@dataclass(frozen=True, kw_only=True)
class SubwordRecipe(Recipe):
    """The knobs that all units share."""

    _model: ClassVar[str]
    _splits: ClassVar[tuple[str, ...]]
    _trainer_knobs: ClassVar[tuple[str, ...]]

    vocab_size: int = knob(30_000, "units in the vocabulary, special ones counted")
    split: str = knob("metaspace", "how words are found")
    special_tokens: tuple[str, ...] = knob(
        (), "units that are never cut, first in the vocabulary; the unknown unit is always there"
    )
    unknown: str = knob("<unk>", "the unit for characters that the vocabulary lacks")
    normalization: Literal["nfc", "nfkc", "nfd", "nfkd", "none"] = knob(
        "nfc", "nfc, nfkc, nfd (Hangul as jamo), nfkd, or none: what is done to a text first"
    )
    lowercase: bool = knob(False, "lower case first")
    max_word: int = knob(
        64,
        "longer words are cut there for training, never when used: bounds the memory for text"
        " without blanks",
    )
    max_texts: int | None = knob(
        None, "train on a random sample of so many texts; by default on all"
    )
    seed: int = knob(1, "seed of the sample")

    def __post_init__(self) -> None:
        super().__post_init__()
        self._settle({"special_tokens": _checked_tokens(self.special_tokens)})
        whole("vocab_size", self.vocab_size, 1, _MOST_UNITS)
        whole("max_word", self.max_word, 2, 10_000)
        whole("seed", self.seed, 0, 1 << 63)
        if self.max_texts is not None:
            whole("max_texts", self.max_texts, 1)
        check_flag("lowercase", self.lowercase)
        _checked_tokens((self.unknown,), "unknown")
        one_of("normalization", self.normalization, _FORMS)
        one_of("split", self.split, self._splits)

    def fit(
        self, source: TextSource, *, encoding: str | None = None, progress: bool | None = None
    ) -> SubwordTokenizer:
        """Trains units on texts, which are read once, as a stream. Ctrl-C ends it at once.

        The same text gives the same :class:`Bpe` on every run, unless ``limit_alphabet`` is given.
        There, and in the other recipes, the library takes what is equally frequent in an order of
        its own: the rarest units, or the last digits of scores, may differ.

        Memory: what the library keeps is every distinct word, at most ``max_word`` characters of
        each, with its count.

        Args:
            source: a path (file, directory, pattern, packed or not; a text per line), several as
                ``pathlib.Path``, or an iterable of texts.
            encoding: of files, such as ``"cp949"``; None is UTF-8.
            progress: show bars on stderr; None: on terminals, after two seconds.

        Returns:
            The tokenizer, with a :class:`malvec.tokenizers.subwords.training.SubwordReport` in
            ``report``.

        Raises:
            ImportError: ``tokenizers`` is not installed.
            ValueError: there is no text, or the characters alone are more than ``vocab_size``.
            MemoryError: the training process was killed.

        Example:
            >>> bpe = malvec.Bpe(vocab_size=2000).fit("reviews.txt")
            >>> corpus = malvec.Corpus.from_files("reviews.txt", tokenizer=bpe)
        """
        require_tokenizers()
        started = time.perf_counter()
        feed = Feed(source, self.max_word, self.max_texts, self.seed, encoding=encoding)
        with progress_bar(None, "reading", " texts", progress) as advance:
            answer = run_trainer(self._settings(progress), feed.batches(advance))
        units = self._units(feed, answer)
        report = SubwordReport(
            self.describe(),
            texts=feed.texts,
            used=feed.used,
            characters=feed.characters,
            cut=feed.cut,
            units=len(units),
            unknown=_unknown_share(
                units, None if self.split == "bytes" else self.unknown, feed.first
            ),
            seconds=time.perf_counter() - started,
            peak_memory=answer["peak_memory"],
        )
        return SubwordTokenizer(answer["json"], report)

    def _units(self, feed: Feed, answer: Mapping[str, Any]) -> SubwordTokenizer:
        """The tokenizer of an answer; ``ValueError`` where there is none."""
        if feed.blank:
            raise ValueError("there is no text to train on, or nothing but blanks")
        if "error" in answer:
            advice = (
                ": a larger vocab_size is needed, or rarer characters left out of the text"
                if "chars" in answer["error"]
                else ""
            )
            raise ValueError(f"vocab_size={self.vocab_size}: {answer['error']}{advice}")
        units = SubwordTokenizer(answer["json"])
        if len(units) > self.vocab_size:
            raise ValueError(
                f"vocab_size={self.vocab_size}: the single characters alone are {len(units):,}"
                " units; raise it, or leave rare characters out with limit_alphabet"
            )
        return units

    def _settings(self, progress: bool | None) -> dict[str, Any]:
        """What ``trainer.py`` takes."""
        special = list(self.special_tokens)
        if self.split != "bytes" and self.unknown not in special:
            special.insert(0, self.unknown)
        trainer = {
            name: getattr(self, name)
            for name in ("vocab_size", *self._trainer_knobs)
            if getattr(self, name) is not None
        }
        return {
            **dataclasses.asdict(self),
            "model": self._model,
            "special_tokens": special,
            "trainer": trainer,
            "progress": is_told(progress),
        }


@dataclass(frozen=True, kw_only=True)
class Bpe(SubwordRecipe):
    """Byte-pair encoding: the most frequent pair becomes a unit, again and again (Sennrich et al.,
    2016).

    ``split="bytes"`` works on the bytes of UTF-8, so that nothing is ever unknown; its units are
    spelled in a sign per byte. Character coverage, as SentencePiece has it, is ``limit_alphabet``
    here: the number of characters instead of their share.

    Raises:
        ValueError, TypeError: a knob that cannot be; it is named.

    Example:
        >>> malvec.Bpe(vocab_size=2000).fit(texts)("영화가 재미있었다")
        ['▁영화가', '▁재미있', '었다']
    """

    _model: ClassVar[str] = "BPE"
    _splits: ClassVar[tuple[str, ...]] = ("metaspace", "bytes")
    _trainer_knobs: ClassVar[tuple[str, ...]] = (
        "min_frequency",
        "limit_alphabet",
        "max_token_length",
    )

    split: str = knob(
        "metaspace", "metaspace: ▁ begins a word; bytes: the bytes of UTF-8, as GPT-2"
    )
    min_frequency: int = knob(2, "rarer pairs are not joined")
    limit_alphabet: int | None = knob(
        None, "at most so many single characters, the most frequent ones; the rest is unknown"
    )
    max_token_length: int | None = knob(None, "longest unit, in characters")

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_wholes(self, "min_frequency", "limit_alphabet", "max_token_length")


@dataclass(frozen=True, kw_only=True)
class Unigram(SubwordRecipe):
    """Unigram language model: of many units those are kept that the text is most probable with
    (Kudo, 2018).

    Slow, and all of its text is held in memory: give it ``max_texts``. Every character of the text
    is in the vocabulary.

    Raises:
        ValueError, TypeError: a knob that cannot be; it is named.

    Example:
        >>> malvec.Unigram(vocab_size=8000, max_texts=50_000).fit("reviews.txt")
        SubwordTokenizer(Unigram, 8,000 units)
    """

    _model: ClassVar[str] = "Unigram"
    _splits: ClassVar[tuple[str, ...]] = ("metaspace",)
    _trainer_knobs: ClassVar[tuple[str, ...]] = (
        "shrinking_factor",
        "max_piece_length",
        "n_sub_iterations",
    )

    vocab_size: int = knob(8000, "units in the vocabulary, special ones counted")
    split: str = knob("metaspace", "metaspace: ▁ begins a word")
    shrinking_factor: float = knob(0.75, "share of the units that each round keeps")
    max_piece_length: int = knob(16, "longest unit, in characters")
    n_sub_iterations: int = knob(2, "steps of expectation-maximisation in a round")

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_wholes(self, "max_piece_length", "n_sub_iterations")
        number("shrinking_factor", self.shrinking_factor, above=0, below=1)


@dataclass(frozen=True, kw_only=True)
class WordPiece(SubwordRecipe):
    """BERT's units, ``##`` inside a word: found by joining pairs as BPE does, used longest first
    (Schuster & Nakajima, 2012).

    A word that cannot be put together, or has more than ``max_input_chars_per_word`` characters, is
    the unknown unit as a whole.

    Raises:
        ValueError, TypeError: a knob that cannot be; it is named.

    Example:
        >>> malvec.WordPiece(vocab_size=8000).fit("reviews.txt")("영화가 재미있다!")
        ['영화가', '재미있다', '!']
    """

    _model: ClassVar[str] = "WordPiece"
    _splits: ClassVar[tuple[str, ...]] = ("bert", "whitespace")
    _trainer_knobs: ClassVar[tuple[str, ...]] = ("min_frequency", "limit_alphabet")

    split: str = knob(
        "bert", "bert: words end at blanks, punctuation and CJK signs; whitespace: at blanks only"
    )
    unknown: str = knob("[UNK]", "the unit for words that the vocabulary cannot make")
    special_tokens: tuple[str, ...] = knob(
        SPECIAL, "units that are never cut, first in the vocabulary"
    )
    min_frequency: int = knob(2, "rarer pairs are not joined")
    limit_alphabet: int | None = knob(
        None, "at most so many single characters, the most frequent ones; the rest is unknown"
    )
    max_input_chars_per_word: int = knob(100, "longer words are unknown")

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_wholes(self, "min_frequency", "limit_alphabet", "max_input_chars_per_word")


def _check_wholes(recipe: SubwordRecipe, *names: str) -> None:
    for name in names:
        value = getattr(recipe, name)
        if value is not None:
            whole(name, value, 1, 1 << 31)


def _checked_tokens(tokens: Any, name: str = "special_tokens") -> tuple[str, ...]:
    if isinstance(tokens, str) or not isinstance(tokens, Iterable):
        raise TypeError(f"{name}={tokens!r:.60}: must be a tuple of str")
    for token in tokens:
        if not isinstance(token, str) or not token:
            raise TypeError(f"{name}: special units must be text, but one is {token!r:.60}")
        token.encode()  # ValueError for a lone surrogate
    return tuple(dict.fromkeys(tokens))


def _unknown_share(units: SubwordTokenizer, unknown: str | None, texts: list[str]) -> float:
    number = None if unknown is None else units.backend.token_to_id(unknown)
    total = sum(map(len, texts))
    encodings = units.backend.encode_batch(texts, add_special_tokens=False)
    lost = sum(
        end - begin
        for found in encodings
        for unit, (begin, end) in zip(found.ids, found.offsets, strict=True)
        if unit == number
    )
    return lost / total if total else 0.0
