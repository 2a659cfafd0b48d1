"""What all morphological analysers share: loading when first used, tags to keep, user words, and
text that none can read."""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from malvec.runtime.extras import how_to_install
from malvec.text.nfc import spans_as_written
from malvec.text.normalizer import composed_text
from malvec.tokenizers.analysers.engine import Engine, Loaded, cut_ahead
from malvec.tokenizers.analysers.lexicon import Lexicon, Morpheme, merge
from malvec.tokenizers.analysers.tags import UNREADABLE_TAG, as_tags, check_tags
from malvec.tokenizers.analysers.user_dictionary import UserDictionary, as_dictionary
from malvec.tokenizers.running.batches import Batch, batch
from malvec.tokenizers.running.chunks import OnError
from malvec.tokenizers.tokenizer import Tokenizer

__all__ = ["Analyser", "Engine", "checked_path", "eojeols_up_to", "require"]


@dataclass(frozen=True)
class Analyser(Tokenizer):
    """The interface of all analysers: call it for tokens, ``tagged`` and ``nouns`` for more,
    ``batch`` for many texts.

    Args:
        keep: tags to keep, by their beginnings, such as ("NN", "VV"); () keeps all.
    """

    keep: tuple[str, ...] = field(default=(), kw_only=True)

    NOUNS: ClassVar[tuple[str, ...]] = ("N",)
    TAGS: ClassVar[tuple[str, ...]] = ()
    # MeCab stops at NUL, and no analyser takes bytes that are not UTF-8: such stretches become
    # tokens as they are.
    UNREADABLE: ClassVar[re.Pattern[str]] = re.compile("[\0\ud800-\udfff]+")
    # finds whether a text needs more than the analyser
    SPECIAL: ClassVar[re.Pattern[str]] = UNREADABLE
    LONGEST: ClassVar[int] = 10_000  # characters at one go; longer texts are cut at blanks
    EOJEOLS: ClassVar[re.Pattern[str] | None] = None  # pieces in which no eojeol is too long

    def __post_init__(self) -> None:
        if hasattr(self, "user_dictionary"):
            object.__setattr__(self, "user_dictionary", self._words(self.user_dictionary))
        object.__setattr__(self, "keep", as_tags("keep", self.keep))
        if self.keep:  # the tags may have to be read from a dictionary
            check_tags("keep", self.keep, self.tags(), type(self).__name__)

    def _words(self, given: Any) -> Any:
        """What may be given as ``user_dictionary``, as it is kept."""
        return as_dictionary(given)

    @staticmethod
    def stored_words(settings: Any) -> Any:
        """The words of a user in a description."""
        return UserDictionary.stored(settings)

    def tags(self) -> tuple[str, ...]:
        """The tags that it can give; none where its dictionary may have any."""
        return self.TAGS

    def __call__(self, text: str) -> list[str]:
        """The tokens of a text."""
        loaded = self.__dict__.get("_loaded")
        if loaded is None or loaded.process != os.getpid():
            loaded = self._load()
        return self._tokens_by(loaded, text)

    def _tokens_by(self, loaded: Loaded, text: str) -> list[str]:
        text = composed_text(text)
        if len(text) <= self.LONGEST and self.SPECIAL.search(text) is None:
            return loaded.tokens(text)
        return [form for form, _, _, _ in self._around_unreadable(text, loaded.morphemes)]

    def tagged(self, text: str) -> list[tuple[str, str]]:
        """The tokens of a text with their tags."""
        return [
            (form, tag) for form, tag, _, _ in self._around_unreadable(text, self._load().morphemes)
        ]

    def nouns(self, text: str) -> list[str]:
        """The nouns of a text, whatever ``keep`` says."""
        everything = self._around_unreadable(text, self._load().every, keep=False)
        return [form for form, tag, _, _ in everything if tag.startswith(self.NOUNS)]

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Where each token begins and ends in the text, in characters.

        Raises:
            ValueError: the analyser gives no places, and its tokens, such as stems, do not spell
                the text.
        """
        found = list(self._around_unreadable(text, self._load().morphemes))
        if any(start < 0 for _, _, start, _ in found):
            tokens = " ".join(form for form, _, _, _ in found)
            raise ValueError(
                f"{type(self).__name__} gives tokens, such as stems, that do not spell the text and"
                f" have no offsets: {tokens:.80}"
            )
        return spans_as_written(text, [(start, end) for _, _, start, end in found])

    def batch(
        self,
        texts: Iterable[str],
        processes: int | None = None,
        *,
        on_error: OnError = "raise",
        time_limit: float | None = None,
    ) -> Batch:
        """The tokens of many texts, in their order, by several processes; see
        :func:`malvec.tokenizers.batch`."""
        return batch(self, texts, processes, on_error=on_error, time_limit=time_limit)

    def each(self, texts: Sequence[str]) -> Iterator[list[str]]:
        """The tokens of each text, by the analyser's own threads where it has some."""
        ahead = self._load().ahead
        if ahead is None:
            return super().each(texts)
        return cut_ahead(texts, ahead, self._tokens_by, alone=self)

    def check(self) -> None:
        """``ImportError`` that says what to install, unless the analyser is there; loads
        nothing."""
        raise NotImplementedError

    def load(self) -> None:
        """Loads the analyser into this process, so that the first text need not wait."""
        self("가")

    def _start(self) -> Engine:
        """Loads the analyser; user words are in it, or left to :meth:`_apply`."""
        raise NotImplementedError

    def _apply(self, engine: Engine, words: UserDictionary) -> Callable[[str], list[Morpheme]]:
        """Morphemes with the user words in one piece, for analysers that know them already and give
        places."""
        lexicon = Lexicon(words.tags)

        def morphemes(text: str) -> list[Morpheme]:
            found = engine.morphemes(text)
            return (
                merge(text, found, lexicon, cut=False)
                if all(start >= 0 for _, _, start, _ in found)
                else found
            )

        return morphemes

    def _load(self) -> Loaded:
        loaded = _load(self)
        object.__setattr__(self, "_loaded", loaded)
        return loaded

    def __getstate__(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def _around_unreadable(
        self, text: str, analyse: Callable[[str], list[Morpheme]], keep: bool = True
    ) -> Iterator[Morpheme]:
        """The morphemes of a text; stretches that no analyser can read become tokens as they are,
        blanks none at all."""
        text = composed_text(text)
        begin = 0
        unread = (match.span() for match in self.UNREADABLE.finditer(text))
        for start, end in (*unread, (len(text), len(text))):
            for first, last in self._cut(text, begin, start):
                yield from (
                    (form, tag, -1 if a < 0 else first + a, -1 if a < 0 else first + b)
                    for form, tag, a, b in analyse(text[first:last])
                )
            stretch = text[start:end].strip()
            if stretch and (not keep or not self.keep or UNREADABLE_TAG.startswith(self.keep)):
                where = text.index(stretch, start)
                yield stretch, UNREADABLE_TAG, where, where + len(stretch)
            begin = end

    def _cut(self, text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """A readable stretch in pieces that are not too long, cut behind blanks where there are
        any."""
        while begin < end:
            last = end
            if end - begin > self.LONGEST:
                last = (
                    max(text.rfind(blank, begin, begin + self.LONGEST) for blank in " \t\n\u3000")
                    + 1
                )
                last = last if last > begin else begin + self.LONGEST
            spans = (
                ((begin, last),)
                if self.EOJEOLS is None
                else (match.span() for match in self.EOJEOLS.finditer(text, begin, last))
            )
            yield from (span for span in spans if not text[slice(*span)].isspace())
            begin = last


def eojeols_up_to(length: int) -> re.Pattern[str]:
    """Finds stretches of whole eojeols that are not longer, and each piece of those that are."""
    return re.compile(rf"(?:\s*\S{{1,{length}}}(?!\S))+\s*|\s*\S{{{length}}}|\s+")


_MOST_LOADED = 8
_loaded: dict[Analyser, Loaded] = {}  # the latest last
_inherited: list[dict[Analyser, Loaded]] = []


def _keep_inherited() -> None:
    """In a fork nothing that the parent loaded is ever let go of: Kiwi would wait for threads that
    are not there."""
    _inherited.append(_loaded.copy())
    _loaded.clear()


os.register_at_fork(after_in_child=_keep_inherited)


def _load(analyser: Analyser) -> Loaded:
    found = _loaded.pop(analyser, None) or _fresh(analyser)
    _loaded[analyser] = found
    while len(_loaded) > _MOST_LOADED:
        del _loaded[next(iter(_loaded))]
    return found


def _fresh(analyser: Analyser) -> Loaded:
    analyser.check()
    return _settled(analyser, analyser._start())


def _settled(analyser: Analyser, engine: Engine) -> Loaded:
    words = getattr(analyser, "user_dictionary", None)
    every = (
        analyser._apply(engine, words)
        if isinstance(words, UserDictionary) and words
        else engine.morphemes
    )
    kept = analyser.keep

    def morphemes(text: str) -> list[Morpheme]:
        return [morpheme for morpheme in every(text) if morpheme[1].startswith(kept)]

    def tokens(text: str) -> list[str]:
        return [morpheme[0] for morpheme in chosen(text)]

    chosen = morphemes if kept else every
    direct = engine.tokens if engine.tokens is not None and chosen is engine.morphemes else tokens
    start = engine.ahead
    ahead = None if start is None else lambda texts: _settled(analyser, start(texts))
    return Loaded(os.getpid(), direct, chosen, every, ahead=ahead)


def checked_path(name: str, given: Any) -> str | None:
    """The path of a file or folder that an analyser opens, or None.

    Raises:
        TypeError: it is neither.
    """
    if given is not None and not isinstance(given, (str, os.PathLike)):
        raise TypeError(f"{name}={given!r:.60}: must be a path or None")
    return None if given is None else os.fspath(given)


def require(module: str, name: str, package: str, extra: str) -> None:
    """``ImportError`` that says what to install, unless there is such a module."""
    if importlib.util.find_spec(module) is None:
        raise ImportError(
            f"the tokenizer {name} needs {package}: {how_to_install(extra)}", name=module
        )
