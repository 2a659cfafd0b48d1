"""Pictures of vectors and trainings, as matplotlib figures; nothing is shown, and no global setting
is touched.

Needs the extra ``plot``. ``figure.savefig("x.png")`` writes one, a notebook shows it by itself;
labels in Korean use a font that has Hangul, see ``fonts``.
"""

from typing import TYPE_CHECKING

from malvec.lazy import lazily

if TYPE_CHECKING:
    from malvec.plot.fonts import HANGUL_FONTS, find_hangul_font
    from malvec.plot.losses import curves
    from malvec.plot.map import scatter
    from malvec.plot.neighbour_graph import graph
    from malvec.plot.similarity_table import heatmap
    from malvec.plot.topic_map import topics
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "fonts": "HANGUL_FONTS find_hangul_font",
            "losses": "curves",
            "map": "scatter",
            "neighbour_graph": "graph",
            "similarity_table": "heatmap",
            "topic_map": "topics",
        },
    )

__all__ = ["HANGUL_FONTS", "curves", "find_hangul_font", "graph", "heatmap", "scatter", "topics"]
