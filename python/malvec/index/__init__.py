"""Indexes: vectors with a structure beside them that answers sooner."""

from malvec.index.index import Index
from malvec.index.report import IndexReport

__all__ = ["Index", "IndexReport"]
