"""The words that all commands share: one name for a thing, with one meaning."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

from malvec.cli.options import option
from malvec.cli.outcome import show

__all__ = ["Reported", "Run"]


@dataclass(frozen=True, kw_only=True)
class Run:
    """What every command has."""

    section: ClassVar[str] = "Every command"
    kept: ClassVar[bool] = False
    """Whether the options are written beside the output, so that the run can be repeated."""

    config: Path | None = option(
        "TOML file of options; those that are given here count more", default=None
    )
    quiet: bool = option("no progress, no summary", "--quiet", "-q", default=False)
    progress: Literal["auto", "off"] = option(
        "auto: what lasts shows a bar on a terminal, lines in a log", default="auto"
    )
    log_level: Literal["debug", "info", "warning", "error"] = option(
        "least weight of lines that are logged on stderr", default="info"
    )

    @property
    def shown(self) -> bool | None:
        """The argument ``progress`` of malvec's functions."""
        return False if self.quiet or self.progress == "off" else None


@dataclass(frozen=True, kw_only=True)
class Reported(Run):
    """Commands that make something and report on it."""

    json: bool = option("print the report as JSON on stdout", "--json", default=False)

    def tell(self, report: Any, output: Path) -> None:
        """Prints the report, and where the result is."""
        if self.json:
            print(report.to_json())
        if not self.quiet:
            show(f"{report}\nsaved {output}")
