"""One HTML page of a model: a map of its words, documents, texts or factors, search, neighbours; it
needs no server and no network."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.explore.page import ExplorerPage
from malvec.plot.groups import Grouping, Groups, grouped
from malvec.plot.items import Drawable, Items, Side, items_of
from malvec.plot.places import Method, project
from malvec.reports.html import html_text

__all__ = ["ExplorerPage", "save_explorer"]

Floats = npt.NDArray[np.float32]
_MOST = 400_000_000  # bytes of base64: browsers hold no longer strings
_TO_FILE, _TO_NOTEBOOK = 50_000, 10_000
_GROUPS = 12


def save_explorer(
    model: Drawable,
    path: str | os.PathLike[str] | None = None,
    *,
    words: int | Sequence[Any] | None = None,
    texts: Iterable[str] | None = None,
    groups: Grouping = None,
    side: Side = "columns",
    method: Method = "tsne",
    points: npt.NDArray[Any] | None = None,
    title: str | None = None,
    seed: int = 0,
    threads: int | None = None,
    progress: bool | None = None,
) -> ExplorerPage:
    """Writes a self-contained HTML page on which words, documents, texts or factors can be
    searched, zoomed into, filtered by group, and asked for their neighbours. A notebook shows it.

    The page holds the vectors, scaled to 8 bits per component, so that neighbours and sums such as
    ``왕 - 남자 + 여자`` are computed in the browser, exactly up to about 0.005 of a cosine. It
    takes ``words * dim * 4 / 3`` bytes: 7 MB for 50,000 words of dim 100. ``page.html#word=희망``
    opens it at a word.

    Args:
        model: word vectors, document vectors, topics (documents in the colours of their main
            topics), factors; or a sentence encoder or a plain matrix [n, dim] with ``texts``. It is
            not changed.
        path: where; appears whole or not at all. None writes no file.
        words: how many, the first ones, of words the most frequent; or which words, tags or names;
            None for 50,000, without a path 10,000.
        texts: of each row of a matrix, or those to encode.
        groups: colours: how many, by k-means over the vectors; the label of each; or name -> label.
            None for main topics where there are topics, else for twelve. The page tells what is
            typical of each.
        side: of factors, what is shown.
        method: the map by ``"tsne"`` (``malvec.Tsne``: about a minute for 50,000 words) or by
            ``"pca"`` (at once).
        points: a map of yours instead, [words, 2].
        title: of the page; None for one that says what is on it.
        seed: of the groups.
        threads: None for all that this process may use.
        progress: show a bar of t-SNE on stderr; None: on terminals, after two seconds.

    Raises:
        KeyError: a word, tag or name is not there.
        TypeError: nothing of this kind can be shown.
        ValueError: less than two words, points of another shape, texts missing, or more than a
            browser can hold.

    Example:
        >>> page = save_explorer(vectors, "explorer.html", words=50_000)
        >>> page = save_explorer(encoder, texts=texts[:300], groups=labels[:300], method="pca")
    """
    usual = _TO_NOTEBOOK if path is None else _TO_FILE
    items = items_of(model, usual if words is None else words, texts=texts, side=side)
    _check_size(items)
    by_itself = groups is None and items.groups is None
    found = grouped(items, _GROUPS if by_itself else groups, seed=seed)
    places = (
        project(items.rows, method, threads=threads, progress=progress)
        if points is None
        else _checked_points(points, len(items.names))
    )
    ranked = items.noun == "words" and not isinstance(words, Sequence)
    page = ExplorerPage(_page(_Content(items, found, places, ranked), title))
    if path is not None:
        page.save(path)
    return page


@dataclass(frozen=True)
class _Content:
    """What is on a page; ``ranked``: in the order of how frequent it is."""

    items: Items
    groups: Groups
    points: Floats
    ranked: bool


def _page(content: _Content, title: str | None) -> str:
    items, count = content.items, len(content.items.names)
    data = {
        "words": items.names,
        "counts": items.counts,
        "dim": items.rows.shape[1],
        "groupNames": content.groups.names,
        "ranked": content.ranked,
        "noun": items.noun,
    }
    parts = {
        "title": html_text(title if title is not None else f"{count:,} {items.noun}"),
        "facts": html_text(
            f"{count:,} of {items.total:,} {items.noun}, {items.rows.shape[1]} components"
        ),
        "noun": html_text(items.noun),
        "style": _file("page.css"),
        "script": _file("page.js"),
        "data": safe_json(data),
        "points": _packed(_square(content.points)),
        "groups": _packed(content.groups.of.astype(np.uint8)),
        "rows": _packed(_bytes(items.rows)),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], _file("page.html"))


def _check_size(items: Items) -> None:
    """``ValueError`` where a page cannot hold the items, or there are too few."""
    count, dim = items.rows.shape
    if count < 2:
        raise ValueError(f"{count} {items.noun}: a map needs at least two")
    if count * dim * 4 // 3 > _MOST or sum(map(len, items.names)) > _MOST // 4:
        raise ValueError(
            f"{count:,} {items.noun} of {dim} components are more than a browser can hold: take"
            " fewer"
        )


def safe_json(value: object) -> str:
    """JSON that may stand inside a script element: nothing in it can end the element or the line,
    and lone surrogates are escaped.

    Example:
        >>> safe_json(["</script>"])
        '["\\\\u003c/script\\\\u003e"]'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return re.sub(
        "[<>&\u2028\u2029\x7f\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text
    )


def _checked_points(points: npt.NDArray[Any], count: int) -> Floats:
    places = np.asarray(points, np.float32)
    if places.shape != (count, 2) or not np.isfinite(places).all():
        raise ValueError(
            f"points of shape {places.shape}: finite numbers [{count}, 2] are needed, a point per"
            " word"
        )
    return places


def _file(name: str) -> str:
    return (files(__name__) / name).read_text("utf-8")


def _packed(array: npt.NDArray[Any]) -> str:
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii")


def _square(points: Floats) -> npt.NDArray[np.uint16]:
    """Points in the square 0 .. 65535, both axes to one scale, the middle in the middle;
    little-endian."""
    low, high = points.min(axis=0).astype(np.float64), points.max(axis=0).astype(np.float64)
    side = float((high - low).max()) or 1.0
    return np.asarray(
        np.rint(65535 * (0.5 + (points - (low + high) / 2) / side)).clip(0, 65535), "<u2"
    )


def _bytes(rows: Floats) -> npt.NDArray[np.int8]:
    """Every row scaled so that its largest component is 127; a row of zeros stays."""
    most = np.abs(rows).max(axis=1, keepdims=True)
    return np.rint(rows * (127 / np.where(most > 0, most, 1))).astype(np.int8)
