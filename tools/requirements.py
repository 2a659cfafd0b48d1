"""Prints what malvec and some of its extras need, a line each, as pyproject.toml has it:
``python tools/requirements.py ko,test``."""

from __future__ import annotations

import sys
from pathlib import Path

try:
    import tomllib
except ImportError:  # Python 3.10
    from pip._vendor import tomli as tomllib

PROJECT = Path(__file__).parent.parent / "pyproject.toml"

if __name__ == "__main__":
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    needed = list(project["dependencies"])
    for extra in sys.argv[1].split(","):
        needed += project["optional-dependencies"][extra]
    print(*needed, sep="\n")
