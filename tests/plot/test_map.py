"""Maps: what is on them, their groups, and labels that neither collide nor are cut off."""

from __future__ import annotations

import importlib.util
import itertools

import numpy as np
import pytest
from scipy import sparse

import malvec as mv
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

matplotlib = pytest.importorskip("matplotlib")

from malvec.plot.colours import colour_of, shape_of  # noqa: E402
from malvec.plot.content_words import content_words  # noqa: E402
from malvec.plot.topic_map import distances, scaled  # noqa: E402

KINDS = 4


def planted(count=120, dim=8):
    """Words of four kinds, each kind in a direction of its own, long ones among them."""
    random = np.random.default_rng(0)
    words = [f"kind{i % KINDS}word{i}{'long' * (i % 5)}" for i in range(count)]
    rows = 0.3 * random.standard_normal((count, dim))
    rows[np.arange(count), np.arange(count) % KINDS] += 2
    return WordVectors(Vocab.from_words(words), rows.astype(np.float32))


def label_boxes(figure):
    """The box of every label, in pixels, as the renderer draws it."""
    from matplotlib.text import Text

    figure.draw_without_rendering()
    renderer = figure._get_renderer()
    texts = [text for text in figure.axes[0].texts if text.get_text()]
    return [Text.get_window_extent(text, renderer) for text in texts]


def check_labels(figure):
    boxes, axes = label_boxes(figure), figure.axes[0]
    edge = axes.get_window_extent()
    for box in boxes:
        assert box.x0 >= edge.x0
        assert box.y0 >= edge.y0
        assert box.x1 <= edge.x1
        assert box.y1 <= edge.y1
    for a, b in itertools.combinations(boxes, 2):
        assert not (a.x0 < b.x1 and a.x1 > b.x0 and a.y0 < b.y1 and a.y1 > b.y0)
    return len(boxes)


def told(figure):
    return figure.axes[0].get_xlabel()


def legend(figure):
    return [text.get_text() for each in figure.legends for text in each.get_texts()]


@pytest.mark.parametrize("method", ["pca", "tsne"])
@pytest.mark.parametrize("dpi", [100, 150])
def test_labels_do_not_collide_and_are_not_cut_off(method, dpi):
    figure = mv.plot.scatter(planted(), method=method)
    figure.set_dpi(dpi)
    written = check_labels(figure)
    assert written > 80
    assert told(figure).startswith("120 of 120 words, the most frequent without particles")
    assert (f"{written} of 120 labels" in told(figure)) == (written < 120)


def test_labels_without_a_place_are_counted():
    figure = mv.plot.scatter(planted(300), size=(3, 3))
    written = check_labels(figure)
    assert 0 < written < 200
    assert told(figure).endswith(f"; {written:,} of 200 labels have a place")


def test_a_label_far_from_its_point_is_tied_to_it():
    rows = np.zeros((40, 4), np.float32)
    rows[:, 0] = 1
    rows[:, 1] = 1e-4 * np.arange(40)
    figure = mv.plot.scatter(WordVectors(Vocab.from_words([f"word{i}" for i in range(40)]), rows))
    assert check_labels(figure) > 20
    assert any(text.arrow_patch for text in figure.axes[0].texts)


def test_groups_have_colours_shapes_and_typical_words():
    figure = mv.plot.scatter(planted(), groups=KINDS)
    names = legend(figure)
    assert len(names) == KINDS
    kinds = [{word[4] for word in name.split(", ")[:2]} for name in names]
    assert all(len(kind) == 1 for kind in kinds)
    assert set.union(*kinds) == set("0123")
    drawn = figure.axes[0].collections
    assert sum(len(each.get_offsets()) for each in drawn) == 120
    assert len({tuple(each.get_facecolor()[0]) for each in drawn}) == KINDS
    assert not legend(mv.plot.scatter(planted(), groups=1))
    assert len(legend(mv.plot.scatter(planted()))) == 8


def test_the_looks_of_49_groups_differ():
    assert len({(colour_of(i), shape_of(i)) for i in range(49)}) == 49


def test_groups_by_labels_and_by_name():
    vectors = planted(20)
    words = list(vectors.vocab)
    for groups in (["a", "b"] * 10, {word: "ab"[i % 2] for i, word in enumerate(words)}):
        figure = mv.plot.scatter(vectors, words, groups=groups)
        assert legend(figure) == ["a", "b"]
        points = figure.axes[0].collections[1].get_offsets()
        np.testing.assert_allclose(points[0], whole_map(vectors, words)[1], atol=1e-6)
    assert "no label" in legend(mv.plot.scatter(vectors, words, groups={words[0]: "a"}))
    other = mv.plot.scatter(vectors, [words[7], words[2]], groups=[*"aabaaaab", *"a" * 12])
    assert legend(other) == ["b"]
    with_a = mv.plot.scatter(vectors, [words[7], words[0]], groups=[*"aabaaaab", *"a" * 12])
    assert legend(with_a) == ["b", "a"]
    with pytest.raises(TypeError, match="a whole number is expected"):
        mv.plot.scatter(vectors, words, groups=2.5)
    with pytest.raises(TypeError, match="a label is a text"):
        mv.plot.scatter(vectors, words, groups=[[]] * 20)
    with pytest.raises(ValueError, match="3 labels for 20 words"):
        mv.plot.scatter(vectors, words, groups=["a"] * 3)
    with pytest.raises(TypeError, match="a list of labels"):
        mv.plot.scatter(vectors, words, groups="a")
    with pytest.raises(ValueError, match="at most 255"):
        mv.plot.scatter(planted(300), list(planted(300).vocab), groups=range(300))


def whole_map(vectors, words):
    figure = mv.plot.scatter(vectors, words, groups=1, labels=False)
    return np.asarray(figure.axes[0].collections[0].get_offsets())


def test_the_first_words_are_no_particles_and_have_letters():
    words = ["는", "을", ".", "123", "영화", "다", "재미"]
    vectors = WordVectors(Vocab.from_words(words), np.eye(7, dtype=np.float32))
    assert content_words(vectors, 5).tolist() == [4, 6]
    assert content_words(vectors, 1).tolist() == [4]
    only = WordVectors(Vocab.from_words(["는", "을"]), np.eye(2, dtype=np.float32))
    assert content_words(only, 5).tolist() == [0, 1]


@pytest.mark.skipif(importlib.util.find_spec("mecab") is None, reason="Mecab is not installed")
def test_tags_tell_particles_that_no_list_has():
    words = ["었", "습니다", "영화", "것", "저", "재미"]
    pipeline = mv.tokenizers.Pipeline(tokenizer=mv.tokenizers.Mecab())
    vectors = WordVectors(Vocab.from_words(words), np.eye(6, dtype=np.float32), pipeline=pipeline)
    assert [words[i] for i in content_words(vectors, 9)] == ["영화", "재미"]


@pytest.fixture(scope="module")
def corpus():
    film, fruit = ["film", "actor", "scene"], ["apple", "pear", "plum"]
    random = np.random.default_rng(0)
    lines = [list(random.choice((film, fruit)[i % 2], 6)) for i in range(80)]
    return mv.Corpus.from_tokens(lines, min_count=1)


def test_documents_by_label_and_by_group(corpus):
    tags = [f"doc{i}" for i in range(80)]
    documents = mv.Lsa(dim=4).fit(corpus, tags=tags)
    figure = mv.plot.scatter(documents, groups=["films", "fruits"] * 40)
    names = dict(name.split(": ") for name in legend(figure))
    assert set(names["films"].split(", ")) == {"film", "actor", "scene"}
    assert set(names["fruits"].split(", ")) == {"apple", "pear", "plum"}
    assert told(figure).startswith("80 of 80 documents; ")
    check_labels(figure)
    some = mv.plot.scatter(documents, ["doc3", "doc5"])
    assert {text.get_text() for text in some.axes[0].texts} >= {"doc3", "doc5"}
    with pytest.raises(KeyError, match="none"):
        mv.plot.scatter(documents, ["doc3", "none"])
    with pytest.raises(ValueError, match="named twice: doc3"):
        mv.plot.scatter(documents, ["doc3", "doc3"])
    vectors = mv.Doc2Vec(dim=4, epochs=2, sample=0, threads=1).fit(corpus, tags=tags)
    assert len(legend(mv.plot.scatter(vectors, 40, groups=2))) == 2


def test_texts_by_an_encoder_or_a_matrix(corpus):
    texts = ["film actor", "apple pear", "scene film", "plum apple"] * 5
    vectors = mv.Skipgram(dim=4, sample=0, threads=1).fit(corpus)
    encoder = mv.Mean().fit(vectors, tokenizer=mv.tokenizers.Whitespace())
    for model in (encoder, encoder.encode(texts)):
        figure = mv.plot.scatter(model, texts=texts, groups=["a", "b"] * 10, labels=False)
        first = next(name for name in legend(figure) if name.startswith("a: "))
        assert "film" in first
        assert "apple" not in first
    with pytest.raises(ValueError, match="goes with its texts: give texts="):
        mv.plot.scatter(encoder)
    with pytest.raises(ValueError, match="20 texts: a row for each"):
        mv.plot.scatter(np.zeros((3, 2)), texts=texts)
    with pytest.raises(TypeError, match="not one str"):
        mv.plot.scatter(np.zeros((3, 2)), texts="abc")
    with pytest.raises(TypeError, match="a matrix of numbers"):
        mv.plot.scatter(np.array([["a"], ["b"]]), texts=["a", "b"])
    with pytest.raises(ValueError, match="names of its own"):
        mv.plot.scatter(vectors, texts=texts)
    with pytest.raises(TypeError, match="Corpus cannot be drawn"):
        mv.plot.scatter(corpus)


def test_cosines_and_neighbours_of_documents(corpus):
    documents = mv.Lsa(dim=4).fit(corpus, tags=list(range(80)))
    cosines = mv.plot.heatmap(documents, [0, 2], [1]).axes[0].images[0].get_array()
    np.testing.assert_allclose(cosines[1, 0], documents.similarity(2, 1), atol=1e-5)
    figure = mv.plot.graph(documents, 3, topn=3, depth=1)
    names = {text.get_text() for text in figure.axes[0].texts}
    assert names == {"3", *(str(tag) for tag, _ in documents.most_similar(3, topn=3))}
    with pytest.raises(KeyError, match="99"):
        mv.plot.graph(documents, 99)


def test_names_of_a_graph_do_not_collide():
    figure = mv.plot.graph(planted(), "kind1word1long", topn=8, depth=2)
    assert check_labels(figure) == len(figure.axes[0].collections[1].get_offsets()) > 10
    crowded = mv.plot.graph(planted(), "kind1word1long", topn=20, depth=3, size=(3, 3))
    assert f"{check_labels(crowded)} of " in crowded.get_supxlabel()


def test_a_vector_that_is_not_finite_is_named():
    vectors = WordVectors(Vocab.from_words(["a", "나"]), np.array([[1, 2], [np.nan, 0]], "f4"))
    for draw in (mv.plot.scatter, mv.plot.heatmap):
        with pytest.raises(ValueError, match="vector of '나' is not finite"):
            draw(vectors, ["a", "나"])


def test_rows_that_are_equal_zero_or_huge():
    words = [f"word{i}" for i in range(30)]
    for rows in (np.ones((30, 4)), np.zeros((30, 4)), 1e30 * np.eye(30)):
        figure = mv.plot.scatter(WordVectors(Vocab.from_words(words), rows.astype(np.float32)))
        assert np.isfinite(figure.axes[0].collections[0].get_offsets()).all()
    equal = mv.Corpus.from_tokens([["a", "b"]] * 30, min_count=1)
    mv.plot.scatter(mv.Lsa(dim=1).fit(equal), groups=3)
    with pytest.raises(ValueError, match="size=0"):
        mv.plot.scatter(planted(), size=(0, 5))


def test_a_long_title_is_broken_and_not_cut_off():
    figure = mv.plot.scatter(planted(30), title="a long title " * 20, size=(5, 5))
    figure.draw_without_rendering()
    box = figure.axes[0].title.get_window_extent(figure._get_renderer())
    assert box.x0 >= 0
    assert box.x1 <= figure.bbox.x1


def test_factors(corpus):
    names = [f"song{i}" for i in range(6)]
    ratings = np.random.default_rng(0).random((9, 6)) * (np.arange(54).reshape(9, 6) % 3 > 0)
    cells = sparse.csr_array(ratings)
    factors = mv.Als(dim=3, threads=1).fit(cells, column_names=names)
    figure = mv.plot.scatter(factors)
    assert {text.get_text() for text in figure.axes[0].texts} >= set(names)
    assert told(mv.plot.scatter(factors, side="rows")).startswith("9 of 9 rows")
    with pytest.raises(ValueError, match="side='users'"):
        mv.plot.scatter(factors, side="users")


def test_topics_on_a_map(corpus):
    pytest.importorskip("tomotopy")
    model = mv.Lda(topics=3, iterations=50, threads=1).fit(corpus)
    figure = mv.plot.topics(model)
    assert check_labels(figure) == 3
    assert {text.get_text()[:2] for text in figure.axes[0].texts} == {"0:", "1:", "2:"}
    areas = figure.axes[0].collections[0].get_sizes()
    np.testing.assert_allclose(areas / areas.sum(), model.matrix.sum(axis=0) / 80, rtol=1e-4)
    none = mv.documents.TopicModel(
        model.tags, np.zeros_like(model.matrix), model.vocab, model.output, alpha=model.alpha
    )
    assert legend(mv.plot.scatter(none, labels=False)) == ["no topic"]
    names = legend(mv.plot.scatter(model, labels=False))
    assert all(name.startswith("topic ") for name in names)
    with pytest.raises(TypeError, match="not Corpus"):
        mv.plot.topics(corpus)


def test_distances_of_topics_are_those_of_jensen_and_shannon():
    rows = np.array([[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]])
    np.testing.assert_allclose(distances(rows), [[0, 0, 1], [0, 0, 1], [1, 1, 0]], atol=1e-12)
    points = scaled(np.array([[0, 3, 5], [3, 0, 4], [5, 4, 0.0]]))
    found = np.linalg.norm(points[:, None] - points[None], axis=2)
    np.testing.assert_allclose(found, [[0, 3, 5], [3, 0, 4], [5, 4, 0]], atol=1e-9)


def test_a_figure_is_written_as_png_and_svg_and_shown_in_a_notebook(tmp_path):
    figure = mv.plot.scatter(planted(40))
    figure.savefig(tmp_path / "a.svg")
    assert "<svg" in (tmp_path / "a.svg").read_text("utf-8")
    for picture in (figure, mv.plot.heatmap(planted(40), 5), mv.plot.curves([2, 1])):
        assert picture._repr_png_().startswith(b"\x89PNG")
