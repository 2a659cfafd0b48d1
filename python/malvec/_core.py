"""The compiled core: one extension module per instruction-set level, and here the choice between
them.

The highest level that this processor runs is taken; the environment variable ``MALVEC_ISA`` (v2,
v3, v4) forces a lower one.
"""

from __future__ import annotations

import importlib
import os

from malvec import _cpu_level

_LEVELS = ("v2", "v3", "v4")


def _choose() -> str:
    best: str = _cpu_level.level()
    if best == "base":
        return best
    if best == "none":
        raise ImportError("malvec needs a processor with SSE4.2 (x86-64-v2, 2009 or later)")
    wanted = os.environ.get("MALVEC_ISA", best)
    if wanted not in _LEVELS:
        raise ImportError(f"MALVEC_ISA={wanted!r} is not one of {', '.join(_LEVELS)}")
    if _LEVELS.index(wanted) > _LEVELS.index(best):
        raise ImportError(f"MALVEC_ISA={wanted} asks for more than this processor has: {best}")
    return wanted


_module = importlib.import_module(f"malvec._core_{_choose()}")
globals().update({name: value for name, value in vars(_module).items() if not name.startswith("_")})
