"""Looks at processes that tests have started."""

from __future__ import annotations

from pathlib import Path


def is_running(process: str) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"  # dead, but its new parent has not looked
