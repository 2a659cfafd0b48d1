"""One HTML page of a model: a map of its words, search, neighbours; it needs no server and no
network."""

from __future__ import annotations

import base64
import html
import json
import os
import re
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.evaluate.clustering import kmeans, nearest_centre
from malvec.plot.places import Method, chosen_words, project
from malvec.runtime.arguments import whole
from malvec.storage.atomic import replacing
from malvec.vectors.word_vectors import WordVectors

__all__ = ["save_explorer"]

Floats = npt.NDArray[np.float32]
_MOST = 400_000_000  # bytes of base64: browsers hold no longer strings
_SAMPLE = 10_000  # rows that the groups are found from


def save_explorer(
    vectors: WordVectors,
    path: str | os.PathLike[str],
    *,
    words: int | Sequence[str] = 50_000,
    method: Method = "tsne",
    points: npt.NDArray[Any] | None = None,
    groups: int = 12,
    title: str | None = None,
    seed: int = 0,
    threads: int | None = None,
    progress: bool | None = None,
) -> None:
    """Writes a self-contained HTML page on which words can be searched, zoomed into, and asked for
    their neighbours.

    The page holds the vectors, scaled to 8 bits per component, so that neighbours and sums such as
    ``왕 - 남자 + 여자`` are computed in the browser, exactly up to about 0.005 of a cosine. It
    takes ``words * dim * 4 / 3`` bytes: 7 MB for 50,000 words of dim 100. ``page.html#word=희망``
    opens it at a word.

    Args:
        vectors: the model; not changed.
        path: where; appears whole or not at all.
        words: how many, the most frequent first, or which.
        method: the map by ``"tsne"`` (``malvec.Tsne``: about a minute for 50,000 words) or by
            ``"pca"`` (at once).
        points: a map of yours instead, [words, 2].
        groups: colours, by k-means over the vectors; they are not named.
        title: of the page; None for one that says what the vectors are.
        seed: of the groups.
        threads: None for all that this process may use.
        progress: show a bar of t-SNE on stderr; None: on terminals, after two seconds.

    Raises:
        KeyError: a word is not there.
        ValueError: less than two words, points of another shape, or more than a browser can hold.

    Example:
        >>> save_explorer(vectors, "explorer.html", words=50_000)
    """
    ids = chosen_words(vectors, words)
    whole("groups", groups, 1, 255)
    whole("seed", seed)
    rows = _rows(vectors, ids)
    map_points = (
        project(rows, method, threads=threads, progress=progress)
        if points is None
        else _checked_points(points, len(ids))
    )
    counts = None if vectors.counts is None else vectors.counts[ids].tolist()
    colours = min(groups, len(ids))
    data = {"words": [vectors.vocab[i] for i in ids.tolist()], "counts": counts, "dim": vectors.dim}
    data |= {"colours": colours, "ranked": isinstance(words, int)}
    parts = {
        "title": html.escape(title if title is not None else f"{len(ids):,} words"),
        "facts": html.escape(f"{len(ids):,} of {len(vectors):,} words, {vectors.dim} components"),
        "style": _file("page.css"),
        "script": _file("page.js"),
        "data": safe_json(data),
        "points": _packed(_square(map_points)),
        "groups": _packed(_groups(rows, colours, seed)),
        "rows": _packed(_bytes(rows)),
    }
    page = re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], _file("page.html"))
    with replacing(path) as file:
        file.write(page.encode("utf-8", "replace"))


def _rows(vectors: WordVectors, ids: npt.NDArray[np.int64]) -> Floats:
    """The vectors of the words; ``ValueError`` where a page cannot hold them."""
    if len(ids) < 2:
        raise ValueError(f"{len(ids)} words: a map needs at least two")
    if len(ids) * vectors.dim * 4 // 3 > _MOST:
        raise ValueError(
            f"{len(ids):,} words of {vectors.dim} components are more than a browser can hold: take"
            " fewer words"
        )
    rows = np.asarray(vectors.matrix[ids], np.float32)
    finite = np.isfinite(rows).all(axis=1)
    if not finite.all():
        word = vectors.vocab[int(ids[finite.argmin()])]
        raise ValueError(f"the vector of {word!r} is not finite")
    return rows


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


def _groups(rows: Floats, groups: int, seed: int) -> npt.NDArray[np.uint8]:
    """The group of every row by the nearest centre of k-means over unit vectors."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit = rows / np.where(lengths > 0, lengths, 1)
    drawn = np.random.default_rng(seed).choice(len(unit), min(len(unit), _SAMPLE), replace=False)
    _, centres = kmeans(unit[np.sort(drawn)], groups, restarts=1, rounds=40, seed=seed)
    return nearest_centre(unit, centres)[0].astype(np.uint8)


def _bytes(rows: Floats) -> npt.NDArray[np.int8]:
    """Every row scaled so that its largest component is 127; a row of zeros stays."""
    most = np.abs(rows).max(axis=1, keepdims=True)
    return np.rint(rows * (127 / np.where(most > 0, most, 1))).astype(np.int8)
