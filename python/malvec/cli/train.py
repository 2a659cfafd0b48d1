"""``malvec train``: a command for every recipe."""

from __future__ import annotations

from malvec.cli import classify, space, train_cells, train_documents, train_subwords, train_tokens
from malvec.cli.train_command import train

__all__ = ["train"]

for kind in (train_tokens, train_documents, train_cells, train_subwords, classify, space):
    kind.register()
