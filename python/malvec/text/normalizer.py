"""Cleaning of text before it is split into words: Unicode's form NFC always, the rest on demand.

``text/normalize.h`` and ``text/cleaner.h`` of the core have the rules.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from malvec import _core
from malvec.runtime.arguments import check_flag, check_knobs, one_of, whole
from malvec.text.nfc import to_nfc
from malvec.text.texts import checked_text

__all__ = ["NFC", "Normalizer", "compose", "composed_text", "normalize"]

_KEPT = ("hangul", "hangul+digits", "text")
_MOST_REPEATS = (1 << 32) - 1


@dataclass(frozen=True)
class Normalizer:
    """A callable from text to cleaned text; text that is clean already comes back as it is. Twice
    is the same as once. More than 30 combining marks on a letter are parted by a joiner that is not
    seen (:mod:`malvec.text.nfc`), so that no text takes hours.

    Args:
        repeats: a run of one letter such as ㅋ or ㅠ, or of one sign, is cut to that many;
            syllables, digits and the letters of words are never cut. None leaves them.
        emoticons: 앜ㅋㅋ becomes 아ㅋㅋㅋ and ㅋ쿠ㅜㅜ becomes ㅋㅋㅜㅜㅜ, told from the word
            before them; no letter is lost. A final ㅋ stays in 부엌 and 녘.
        halfwidth: full-width ASCII and half-width letters become those of ordinary width.
        html: entities become characters, tags vanish (``<br />`` and other blocks become a space).
            Only HTML's own names are tags, so that ``<영화 제목>`` stays; the text between
            ``<script>`` and ``</script>`` stays too.
        controls: control, zero-width and direction characters vanish, blanks of other kinds and
            fillers of Hangul become spaces. Joiners of emoji stay. Behind a byte that is not UTF-8,
            what vanishes leaves a space, tags too, so that no two bytes become a character.
        emoji: emoji vanish, flags, keycaps and sequences too; between two words they leave a space.
            Signs of text such as ★ and ♥ stay.
        keys: words of Latin letters that were typed with the Korean keyboard off become what was
            meant: dkssud becomes 안녕. A word turns where all its keys make whole syllables, which
            those of some English words do too (``the`` is 솓): for text that is Korean.
        squeeze: runs of blanks become one space, at both ends of a line none.
        only: ``"hangul"``, ``"hangul+digits"`` or ``"text"`` (with Latin letters and
            ``.,?!"'-()[]{}``): all else becomes a space.

    Raises:
        TypeError: a flag is neither True nor False, ``repeats`` no whole number.
        ValueError: ``repeats`` is below 1, or ``only`` is something else.

    Example:
        >>> Normalizer(repeats=2, html=True)("스토리ㅋㅋㅋㅋ<br />최고!!!!!")
        '스토리ㅋㅋ 최고!!'
    """

    repeats: int | None = None
    emoticons: bool = False
    halfwidth: bool = False
    html: bool = False
    controls: bool = False
    squeeze: bool = False
    only: str | None = None
    emoji: bool = False
    keys: bool = False

    if not TYPE_CHECKING:  # checkers see the steps

        def __new__(cls, *steps: Any, **named: Any) -> Any:
            """``TypeError`` for steps that do not exist."""
            check_knobs(cls, named, [each.name for each in fields(cls)])
            return super().__new__(cls)

    def __post_init__(self) -> None:
        for flag in ("emoticons", "halfwidth", "html", "controls", "squeeze", "emoji", "keys"):
            check_flag(flag, getattr(self, flag))
            object.__setattr__(self, flag, bool(getattr(self, flag)))
        if self.repeats is not None:
            object.__setattr__(self, "repeats", whole("repeats", self.repeats, 1, _MOST_REPEATS))
        if self.only is not None:
            one_of("only", self.only, _KEPT)
        _compiled(self)

    def __call__(self, text: str) -> str:
        """The text, cleaned; ``TypeError`` where it is no str."""
        return _compiled(self).text(checked_text(text))

    @property
    def core(self) -> _core.TextCleaner:
        """The same as the core has it."""
        return _compiled(self)

    def lines(self, block: bytes) -> bytes:
        """Lines of UTF-8, cleaned all at once; newlines are never touched, bytes that are not UTF-8
        stay."""
        return _compiled(self).bytes(block)

    def describe(self) -> dict[str, Any]:
        """The settings, for JSON."""
        return {"form": "NFC", **asdict(self)}

    @classmethod
    def from_description(cls, description: Mapping[str, Any]) -> Normalizer:
        """The normalizer that :meth:`describe` described.

        Raises:
            ValueError: another Unicode form, or a setting that is not known.
        """
        if not isinstance(description, Mapping):
            raise ValueError(f"not the description of a Normalizer: {description!r:.60}")
        try:
            made = cls.from_json(json.dumps(dict(description)))
        except (TypeError, RecursionError) as error:
            raise ValueError(f"not the description of a Normalizer: {error}") from None
        assert made is not None
        return made

    @classmethod
    def from_json(cls, description: str) -> Normalizer | None:
        """The same of JSON, as files keep it; None where it is null. ``FormatError`` where it
        describes none."""
        knobs = _core.normalizer_knobs(description)
        if knobs is None:
            return None
        return cls(**knobs | {"repeats": knobs["repeats"] or None, "only": knobs["only"] or None})


def normalize(text: str, **settings: Any) -> str:
    """The text cleaned by ``Normalizer(**settings)``.

    Example:
        >>> normalize("아ㅋㅋㅋ앜ㅋㅋ", repeats=2, emoticons=True)
        '아ㅋㅋ아ㅋㅋ'
    """
    return Normalizer(**settings)(text)


def composed_text(text: str) -> str:
    """The text in form NFC, as tokenizers take it; ``TypeError`` where it is no str."""
    return to_nfc(checked_text(text))


def compose(block: bytes) -> bytes:
    """UTF-8 in form NFC; bytes that are not UTF-8 stay."""
    return _core.bytes_to_nfc(block)


@lru_cache(maxsize=64)
def _compiled(settings: Normalizer) -> _core.TextCleaner:
    knobs = asdict(settings)
    return _core.TextCleaner(
        knobs | {"repeats": settings.repeats or 0, "only": settings.only or ""}
    )


NFC = Normalizer()
"""Unicode's form NFC, and nothing else."""
