"""Prints the instruction-set levels that this machine runs, best first, for the Makefile: "v3 v2",
or "base"."""

from __future__ import annotations

from malvec import _cpu_level

if __name__ == "__main__":
    best = _cpu_level.level()
    levels = ["v4", "v3", "v2"]
    print(*levels[levels.index(best) :] if best in levels else [best])
