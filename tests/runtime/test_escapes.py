"""Characters that cannot be seen, spelled out."""

from __future__ import annotations

from malvec.runtime.escapes import visible


def test_nothing_steers_a_terminal() -> None:
    assert visible("\x1b]0;title\x07\x9b31m\u202e\u2028\udcff\t\r\n\x7f") == (
        r"\u001b]0;title\u0007\u009b31m\u202e\u2028\xff\t\r\n\u007f"
    )


def test_text_stays_as_it_is() -> None:
    for text in ("영화 배우", "ㅋㅋ\u200d\u200c", "café e\u0301", "\u00ad\u3164", "👩\u200d👩"):
        assert visible(text) == text
