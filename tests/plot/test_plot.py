"""Pictures: labels in any script are really drawn, no global state is touched, and what cannot be
drawn is told."""

from __future__ import annotations

import io
import sys
import warnings

import numpy as np
import pytest

import malvec as mv
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

matplotlib = pytest.importorskip("matplotlib")

from malvec.plot import fonts  # noqa: E402

LATIN = [
    "plain",
    "$x^2$",
    "a\tb",
    "half $",
    "new york",
    "back\\slash",
    "{brace}",
    "_low^high",
    "naïve",
    "Ωμέγα",
]
HANGUL = ["영화", "배우 $1", "감독\t님", "음악"]


def vectors_of(words):
    return WordVectors(
        Vocab.from_words(words),
        np.random.default_rng(0).standard_normal((len(words), 8)).astype(np.float32),
    )


def hangul_font():
    try:
        return fonts.find_hangul_font()
    except LookupError:
        return None


needs_hangul = pytest.mark.skipif(hangul_font() is None, reason="no font with Hangul is installed")


def drawn(figure):
    """The picture [height, width, 4]; a glyph that is missing would warn, and warnings are
    errors."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=60)
    from matplotlib.image import imread

    file.seek(0)
    return imread(file)


def texts(figure):
    return {
        text.get_text()
        for axes in figure.axes
        for text in [*axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels(), axes.title]
    }


def all_pictures(words):
    vectors = vectors_of(words)
    yield mv.plot.scatter(vectors, len(words), title=words[1])
    yield mv.plot.scatter(vectors, {words[1]: words[:2], words[2]: words[2:]}, method="tsne")
    yield mv.plot.heatmap(vectors, words, title=words[1])
    yield mv.plot.graph(vectors, words[:2], topn=2, title=words[1])
    yield mv.plot.curves({words[1]: [3, 2, 1.5], words[2]: [4, float("nan"), 2]}, title=words[1])


def test_latin_words_with_signs_of_formulas():
    for figure in all_pictures(LATIN):
        assert drawn(figure).std() > 0.01
        from matplotlib.text import Text

        signs = [text for text in figure.findobj(Text) if "$" in text.get_text()]
        assert signs
        assert not any(text.get_parse_math() for text in signs)
    assert "$x^2$" in texts(mv.plot.heatmap(vectors_of(LATIN), LATIN))
    assert "a\\tb" in texts(mv.plot.heatmap(vectors_of(LATIN), LATIN))


@needs_hangul
def test_hangul_is_drawn_and_is_not_the_missing_glyph():
    for figure in all_pictures(HANGUL):
        assert drawn(figure).std() > 0.01
    decomposed = [word.encode().decode() for word in ("\u110b\u1167\u11bc", "\u1112\u116a")]
    shown = texts(mv.plot.heatmap(vectors_of(decomposed), decomposed))
    assert {"영", "화"} <= shown
    from matplotlib.ft2font import FT2Font

    face = FT2Font(hangul_font())
    assert face.get_char_index(ord("가")) != 0
    one, other = (
        drawn(mv.plot.heatmap(vectors_of([word]), [word], values=False)) for word in ("가", "뷁")
    )
    # two boxes would look the same
    assert one.shape != other.shape or not np.array_equal(one, other)


@needs_hangul
def test_emoji_beside_hangul():
    words = ["영화🎬", "재미"]
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        figure = mv.plot.heatmap(vectors_of(words), words)
        drawn(figure)
    missing = [str(each.message) for each in told]
    assert all("U+1F3AC" in message and "□" in message for message in missing)
    assert len(missing) <= 1
    assert ("영화□" if missing else "영화🎬") in texts(figure)


def test_without_a_font_for_hangul_it_is_told_how_to_get_one(monkeypatch):
    monkeypatch.setattr(fonts, "_installed", lambda: {"dejavusans": fonts_path()})
    with pytest.raises(LookupError, match=r"HANGUL_FONTS.*apt install fonts-nanum"):
        mv.plot.scatter(vectors_of(HANGUL), 4)
    drawn(mv.plot.scatter(vectors_of(LATIN), 4))  # none is needed
    with pytest.raises(LookupError, match="no such file"):
        mv.plot.scatter(vectors_of(LATIN), 4, font="Nowhere Sans")


def fonts_path():
    from matplotlib import get_data_path

    return f"{get_data_path()}/fonts/ttf/DejaVuSans.ttf"


def test_a_font_by_its_path_and_by_its_name(tmp_path):
    drawn(mv.plot.heatmap(vectors_of(LATIN), LATIN, font=fonts_path()))
    drawn(mv.plot.heatmap(vectors_of(LATIN), LATIN, font="DejaVu Serif"))
    (tmp_path / "no.ttf").write_bytes(b"no font")
    with pytest.raises(LookupError, match="not a font"):
        mv.plot.heatmap(vectors_of(LATIN), LATIN, font=str(tmp_path / "no.ttf"))


def test_no_global_state():
    before = (
        dict(matplotlib.rcParams),
        matplotlib.get_backend(auto_select=False),
        len(matplotlib.font_manager.fontManager.ttflist),
    )
    loaded = "matplotlib.pyplot" in sys.modules
    for figure in all_pictures(LATIN):
        drawn(figure)
    after = (
        dict(matplotlib.rcParams),
        matplotlib.get_backend(auto_select=False),
        len(matplotlib.font_manager.fontManager.ttflist),
    )
    assert after == before
    assert ("matplotlib.pyplot" in sys.modules) == loaded


def test_vectors_are_not_changed():
    vectors = vectors_of(LATIN)
    before = vectors.matrix.tobytes()
    mv.plot.scatter(vectors, LATIN, method="tsne")
    mv.plot.heatmap(vectors, 3, LATIN[:2])
    mv.plot.graph(vectors, LATIN[0], topn=3)
    assert vectors.matrix.tobytes() == before


def test_a_scatter_puts_words_where_the_layout_says():
    vectors = vectors_of(LATIN)
    figure = mv.plot.scatter(vectors, LATIN)
    points = np.array(figure.axes[0].collections[0].get_offsets())
    unit = vectors.matrix / np.linalg.norm(vectors.matrix, axis=1, keepdims=True)
    np.testing.assert_allclose(points, mv.Pca(dim=2).fit(unit).transform(unit), atol=1e-6)
    assert not {
        text.get_text() for text in mv.plot.scatter(vectors, LATIN, labels=False).axes[0].texts
    }


def test_a_heat_map_shows_cosines():
    vectors = vectors_of(LATIN)
    image = mv.plot.heatmap(vectors, LATIN[:3], LATIN[:2]).axes[0].images[0].get_array()
    assert image.shape == (3, 2)
    assert image[2, 1] == pytest.approx(vectors.similarity(LATIN[2], LATIN[1]), abs=1e-6)


def test_a_graph_holds_the_neighbours():
    vectors = vectors_of(LATIN)
    shown = {
        text.get_text() for text in mv.plot.graph(vectors, LATIN[0], topn=3, depth=1).axes[0].texts
    }
    assert shown == {
        fonts.printable(word) for word, _ in vectors.most_similar(LATIN[0], topn=3)
    } | {LATIN[0]}


def test_curves_of_a_report():
    corpus = mv.Corpus.from_texts(["a b c d", "b c d a"] * 30)
    vectors = mv.Skipgram(dim=8, epochs=3, threads=1, sample=0).fit(corpus)
    for given in (
        vectors,
        vectors.report,
        {"losses": list(vectors.report.losses)},
        {"one": vectors.report},
    ):
        line = mv.plot.curves(given).axes[0].lines[0]
        np.testing.assert_allclose(line.get_ydata(), vectors.report.losses)
        assert list(line.get_xdata()) == [1, 2, 3]
    for bad, message in (
        (vectors_of(LATIN), "has no losses"),
        ([], "without a loss"),
        ({}, "no reports"),
        ([1, -1], "zero or less"),
    ):
        with pytest.raises(ValueError, match=message):
            mv.plot.curves(bad, logarithmic=True)


def test_words_that_are_not_there():
    vectors = vectors_of(LATIN)
    with pytest.raises(KeyError, match="'none'"):
        mv.plot.scatter(vectors, ["plain", "none"])
    with pytest.raises(ValueError, match="twice: 'plain'"):
        mv.plot.scatter(vectors, ["plain", "plain"])
    with pytest.raises(TypeError, match="a list of words"):
        mv.plot.scatter(vectors, "plain")
    with pytest.raises(ValueError, match="at least two"):
        mv.plot.scatter(vectors, ["plain"])
    with pytest.raises(ValueError, match="method='umap'"):
        mv.plot.scatter(vectors, 5, method="umap")


def test_without_matplotlib_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    vectors = vectors_of(LATIN)
    for draw in (mv.plot.scatter, mv.plot.heatmap, mv.plot.graph):
        with pytest.raises(
            ImportError, match=r"a picture needs matplotlib: pip install 'malvec\[plot\]'"
        ):
            draw(vectors, LATIN[:3])
    with pytest.raises(ImportError, match="plot"):
        mv.plot.curves([1, 2])
