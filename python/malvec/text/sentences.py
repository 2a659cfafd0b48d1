"""Sentences of Korean and English text, by rules; ``cpp/text/sentences.h`` has them."""

from __future__ import annotations

from malvec import _core
from malvec.text.texts import checked_text

__all__ = ["sentence_spans", "split_sentences"]


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, without the blanks between them; nothing else is lost.

    A line end always ends one, as do stops (``. ! ? …``) unless they belong to an abbreviation, a
    number, a name, or to a quotation that goes on. In Korean a clear ending does too where a blank
    follows and no stop (``했습니다 그런데``). Emoticons belong to the sentence before them.

    Args:
        text: a text of any length; hard-wrapped lines of prose are to be joined before.

    Raises:
        TypeError: it is no str.

    Example:
        >>> split_sentences("재밌어요ㅋㅋ 또 봐야지! Dr. No는 3.5점. “다시는 안 본다.”라고 했다.")
        ['재밌어요ㅋㅋ', '또 봐야지!', 'Dr. No는 3.5점.', '“다시는 안 본다.”라고 했다.']
    """
    return _core.split_sentences(checked_text(text))


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where each of :func:`split_sentences` begins and ends in the text, in characters.

    Raises:
        TypeError: it is no str.

    Example:
        >>> sentence_spans("좋다. 또 봐야지")
        [(0, 3), (4, 9)]
    """
    return _core.sentence_spans(checked_text(text))
