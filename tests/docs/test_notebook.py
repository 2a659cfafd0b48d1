"""A notebook that is executed holds tables, pictures and the explorer."""

from __future__ import annotations

import base64
import importlib.util
from typing import Any

import pytest

NEEDED = ("nbformat", "nbclient", "ipykernel", "matplotlib")
lacking = [name for name in NEEDED if importlib.util.find_spec(name) is None]
pytestmark = pytest.mark.skipif(bool(lacking), reason=f"not installed: {', '.join(lacking)}")

CELLS = [
    "import numpy as np, malvec as mv\n"
    "words = ['spring', 'summer', '<b>', 'autumn']\n"
    "vectors = mv.WordVectors(mv.Vocab.from_words(words), np.eye(4, dtype=np.float32))",
    "vectors",
    "vectors.most_similar('spring')",
    "mv.plot.scatter(vectors)",
    "mv.save_explorer(vectors, method='pca')",
]


@pytest.fixture(scope="module")
def shown() -> list[dict[str, Any]]:
    """What each cell but the first shows, by type."""
    import nbclient
    import nbformat

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    done = nbclient.NotebookClient(notebook, timeout=120).execute()
    return [dict(cell.outputs[-1].data) for cell in done.cells[1:]]


def test_an_executed_notebook_holds_them(shown: list[dict[str, Any]]) -> None:
    vectors, found, figure, explorer = shown
    for table in (vectors, found):
        assert table["text/html"].startswith("<table>")
        assert "&lt;b&gt;" in table["text/html"]
        assert "<b>" not in table["text/html"]
    assert found["text/plain"].startswith("[('")
    assert base64.b64decode(figure["image/png"]).startswith(b"\x89PNG")
    assert explorer["text/html"].startswith('<iframe sandbox="allow-scripts"')
