"""The compiled core: its two parts as one module.

``_core_text`` holds text and corpora and is compiled once. Models, search and linear algebra are
compiled once per instruction-set level, and the highest one is taken that was built and that this
processor runs. The environment variable ``MALVEC_ISA`` (v2, v3, v4) forces a lower one.
"""

from __future__ import annotations

import importlib
import os
from importlib.util import find_spec

from malvec import _cpu_level

_LEVELS = ("v2", "v3", "v4")


def _choose() -> str:
    best: str = _cpu_level.level()
    if best == "base":
        return best
    if best == "none":
        raise ImportError("malvec needs a processor with SSE4.2 (x86-64-v2, 2009 or later)")
    runnable = _LEVELS[: _LEVELS.index(best) + 1]
    wanted = os.environ.get("MALVEC_ISA")
    if wanted is not None and wanted not in _LEVELS:
        raise ImportError(f"MALVEC_ISA={wanted!r} is not one of {', '.join(_LEVELS)}")
    if wanted is not None and wanted not in runnable:
        raise ImportError(f"MALVEC_ISA={wanted} asks for more than this processor has: {best}")
    built = [level for level in runnable if find_spec(f"malvec._core_{level}")]
    if wanted is not None and wanted not in built:
        raise ImportError(f"MALVEC_ISA={wanted} was not built; there is {', '.join(built)}")
    if not built:
        raise ImportError(
            f"malvec was built for a newer processor; this one runs {best}: build it again here"
        )
    return wanted or built[-1]


_text = importlib.import_module("malvec._core_text")
_numeric = importlib.import_module(f"malvec._core_{_choose()}")
for _part in (_text, _numeric):
    globals().update(
        {name: value for name, value in vars(_part).items() if not name.startswith("_")}
    )
