"""What a count may take: memory, threads, a directory for temporary files, and where its result
goes."""

from __future__ import annotations

import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from malvec.runtime.machine import available_memory, available_threads, parse_memory
from malvec.storage.kinds import check_name

__all__ = ["CountOptions"]


@dataclass(frozen=True, kw_only=True)
class CountOptions:
    """The options that change what a count takes, never its result; see :func:`malvec.count`."""

    memory: int | str = "4GiB"
    threads: int | None = None
    progress: bool | None = None
    directory: str | os.PathLike[str] | None = None
    path: str | os.PathLike[str] | None = None

    def as_dict(self) -> dict[str, Any]:
        """As :func:`malvec.count` takes them."""
        return asdict(self)

    def native(self) -> dict[str, Any]:
        """As the core takes them. Of the memory no more than what is free."""
        if self.path is not None:
            check_name(self.path, "counts")
        wanted, free = parse_memory(self.memory), available_memory()
        beside = None if self.path is None else Path(os.path.realpath(self.path)).parent
        directory = os.fspath(self.directory or beside or tempfile.gettempdir())
        if not os.path.isdir(directory):
            raise NotADirectoryError(20, "is no directory for temporary files", directory)
        return {
            "memory": wanted if free is None else min(wanted, free),
            "threads": available_threads(self.threads),
            "directory": directory,
        }
