"""Indexes: vectors with a structure beside them that answers sooner."""

from typing import TYPE_CHECKING

from malvec.lazy import lazily

if TYPE_CHECKING:
    from malvec.index.index import Index
    from malvec.index.report import IndexReport
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "index": "Index",
            "report": "IndexReport",
        },
    )

__all__ = ["Index", "IndexReport"]
