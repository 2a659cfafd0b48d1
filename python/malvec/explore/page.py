"""A page of HTML that stands by itself: written to a file, or shown in a notebook."""

from __future__ import annotations

import html
import os

from malvec.storage.atomic import replacing

__all__ = ["ExplorerPage"]

_MOST_SHOWN = 40_000_000  # characters that a notebook can be asked to hold


class ExplorerPage:
    """What :func:`malvec.save_explorer` made. A notebook shows it in a frame that may run its own
    script and reach nothing else.

    Attributes:
        html: the page.

    Example:
        >>> page = mv.save_explorer(vectors, method="pca")
        >>> page.save("explorer.html")
        >>> page
        ExplorerPage(0.0 MB)
    """

    def __init__(self, html: str) -> None:
        self.html = html

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the page; it appears whole or not at all."""
        with replacing(path) as file:
            file.write(self.html.encode("utf-8"))

    def __repr__(self) -> str:
        return f"ExplorerPage({len(self.html) / 1e6:.1f} MB)"

    def _repr_html_(self) -> str:
        if len(self.html) > _MOST_SHOWN:
            return (
                f"<p>{html.escape(repr(self))} is too large for a notebook: take fewer words, or"
                " save() it and open the file in a browser.</p>"
            )
        return (
            '<iframe sandbox="allow-scripts" style="width: 100%; height: 640px; border: 1px solid'
            f' #d8d4cc; border-radius: 8px" srcdoc="{html.escape(self.html)}"></iframe>'
        )
