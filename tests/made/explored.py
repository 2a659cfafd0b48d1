"""Words for the explorer that a page must not take for anything else."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = [
    *(
        "영화",
        "영혼",
        "배우",
        "</script><b>x",
        "a\tb",
        "line\u2028end",
        "say \"hi\" 'you'",
        "🎬",
        "$x$",
        "& &amp; &lt;",
        "<!--",
        "]]>",
        "Paris",
    ),
    *("__proto__", "constructor", "x - y", "\\u003c", "{{data}}", "${1}", "각"),
    *(f"w{i}" for i in range(180)),
]
