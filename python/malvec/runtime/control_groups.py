"""What the control groups of Linux leave of memory and processors: those of a container, a batch
job or a service.

Version 2 has one tree of groups, version 1 a tree per controller. A limit holds for all groups
below the one that has it, so each of them is looked at, from the group of this process upwards.
Where a container does not see the tree above it, that is what is mounted as the root.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

__all__ = ["free_memory", "processors"]

_ROOT = Path("/")
_TREES = "sys/fs/cgroup"
_UNLIMITED = 1 << 60  # version 1 says nearly 2^63


class _MemoryFiles(NamedTuple):
    """What a version calls the limit, what is used, and the cached files that give way."""

    limit: str
    used: str
    cached: str


_MEMORY = {
    "": _MemoryFiles("memory.max", "memory.current", "inactive_file"),
    "memory": _MemoryFiles("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
}
"""By controller; version 2 has none."""


def free_memory(root: Path = _ROOT) -> int | None:
    """The bytes that the limits leave to this process; None where there is none. Files in the cache
    that nobody uses give way, so they count as free.

    Args:
        root: the folder of ``proc`` and ``sys``.
    """
    left = [
        _free(group, files)
        for controller, files in _MEMORY.items()
        for group in _groups(root, controller)
    ]
    return min((free for free in left if free is not None), default=None)


@cache
def processors(root: Path = _ROOT) -> int | None:
    """The number of processors whose time the quotas leave, rounded up; None where there is no
    quota. Looked up once.

    Args:
        root: the folder of ``proc`` and ``sys``.
    """
    quotas = [_quota(group) for group in _groups(root, "")]
    quotas += [_first_quota(group) for group in _groups(root, "cpu")]
    return min((quota for quota in quotas if quota is not None), default=None)


def _groups(root: Path, controller: str) -> Iterator[Path]:
    """The folders of this process' group in the tree of a controller and of all groups above."""
    try:
        lines = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controller in controllers.split(","):
            group = PurePosixPath(path)
            for part in (group, *group.parents):
                if ".." not in part.parts:  # above what this process sees
                    yield root / _TREES / controllers / part.relative_to("/")


def _free(group: Path, files: _MemoryFiles) -> int | None:
    try:
        limit = (group / files.limit).read_text().strip()
        if limit == "max" or int(limit) >= _UNLIMITED:
            return None
        used = int((group / files.used).read_text())
        stat = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
        return max(0, int(limit) - used + int(stat.get(files.cached, 0)))
    except (OSError, ValueError):
        return None


def _quota(group: Path) -> int | None:
    """The quota of version 2: ``50000 100000``, microseconds of how many, or ``max 100000``."""
    try:
        return _rounded_up(*(group / "cpu.max").read_text().split())
    except (OSError, ValueError, TypeError):
        return None


def _first_quota(group: Path) -> int | None:
    """The quota of version 1, in two files; -1 for none."""
    try:
        return _rounded_up(
            (group / "cpu.cfs_quota_us").read_text(), (group / "cpu.cfs_period_us").read_text()
        )
    except (OSError, ValueError):
        return None


def _rounded_up(quota: str, period: str) -> int | None:
    return max(1, -(-int(quota) // int(period))) if quota != "max" and int(quota) > 0 else None
