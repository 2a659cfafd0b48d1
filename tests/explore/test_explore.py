"""The explorer: what is in the page, in a file and in a notebook."""

from __future__ import annotations

import base64
import html.parser
import importlib.resources
import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from made.explored import WORDS

import malvec as mv
from malvec.explore import ExplorerPage, safe_json
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab


def element(page, name):
    return re.search(rf'id="{name}">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)[1]


def test_the_page_holds_the_model(page, vectors, points):
    data = json.loads(element(page, "data"))
    assert data["words"] == WORDS
    assert data["counts"] == vectors.counts.tolist()
    rows = (
        np.frombuffer(base64.b64decode(element(page, "rows")), np.int8)
        .reshape(len(WORDS), 24)
        .astype(np.float64)
    )
    unit = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    exact = vectors.normalized().matrix.astype(np.float64)
    assert np.abs(unit @ unit.T - exact @ exact.T).max() < 0.01
    placed = np.frombuffer(base64.b64decode(element(page, "points")), "<u2").reshape(-1, 2) / 65535
    assert placed.min() >= 0
    assert placed.max() <= 1
    assert abs(np.corrcoef(placed[:, 0], points[:, 0])[0, 1]) == pytest.approx(1, abs=1e-6)
    groups = np.frombuffer(base64.b64decode(element(page, "groups")), np.uint8)
    assert set(groups.tolist()) == set(range(12))


def test_the_page_needs_nothing_else(page):
    text = page.read_text("utf-8")
    assert "default-src 'none'" in text
    assert not re.search(r"https?:|\bsrc=|\burl\(|@import|<link", text)
    assert "<title>영화 &lt;/title&gt; &amp; co</title>" in text

    class Tags(html.parser.HTMLParser):
        seen = ()

        def handle_starttag(self, tag, attrs):
            self.seen += (tag,)

    tags = Tags()
    tags.feed(text)
    assert tags.seen.count("script") == 5
    assert "b" not in tags.seen
    for name in ("page.js", "page.css"):
        assert f"{{{{{name}}}}}" not in text


def test_json_that_ends_no_script():
    odd = ["</script>", "<!--", "\u2028\u2029", "\udcff", "&", '"\\', "\x00\x7f", "한"]
    packed = safe_json(odd)
    assert json.loads(packed) == odd
    assert not set("<>&\u2028\u2029\udcff\x00") & set(packed)
    packed.encode("utf-8")


def test_words_and_layouts(vectors, tmp_path, capsys):
    mv.save_explorer(vectors, tmp_path / "a.html", words=["영화", "배우", "w3"], method="pca")
    assert json.loads(element(tmp_path / "a.html", "data"))["words"] == ["영화", "배우", "w3"]
    before = vectors.matrix.tobytes()
    mv.save_explorer(vectors, tmp_path / "b.html", words=60, progress=True)
    assert len(json.loads(element(tmp_path / "b.html", "data"))["words"]) == 60
    assert "t-SNE: 100%" in capsys.readouterr().err
    assert vectors.matrix.tobytes() == before
    for arguments, error, message in (
        ({"words": ["영화"]}, ValueError, "at least two"),
        ({"words": ["영화", "none"]}, KeyError, "'none'"),
        ({"points": np.zeros((3, 2))}, ValueError, r"points of shape \(3, 2\)"),
        ({"points": np.full((len(WORDS), 2), np.nan)}, ValueError, "finite"),
        ({"method": "umap"}, ValueError, "method='umap'"),
        ({"groups": 0}, ValueError, "groups=0"),
    ):
        with pytest.raises(error, match=message):
            mv.save_explorer(vectors, tmp_path / "c.html", **arguments)
    bad = WordVectors(Vocab.from_words(["a", "나"]), np.array([[1, 2], [np.nan, 0]], np.float32))
    with pytest.raises(ValueError, match="the vector of '나' is not finite"):
        mv.save_explorer(bad, tmp_path / "c.html", method="pca")
    assert not (tmp_path / "c.html").exists()


def data_of(page):
    return json.loads(re.search(r'id="data">(.*?)</script>', page.html, re.DOTALL)[1])


def groups_of(page):
    packed = re.search(r'id="groups">(.*?)</script>', page.html, re.DOTALL)[1]
    return list(base64.b64decode(packed))


def test_groups_have_names(vectors):
    page = mv.save_explorer(vectors, method="pca")
    names = data_of(page)["groupNames"]
    assert len(names) == 12
    words = {word for name in names for word in name.split(", ")}
    assert words <= {word for word in WORDS if any(map(str.isalpha, word))}
    labels = ["</script>", "b"] * (len(WORDS) // 2)
    labelled = mv.save_explorer(vectors, groups=labels, method="pca")
    assert data_of(labelled)["groupNames"] == ["</script>", "b"]
    assert groups_of(labelled) == [0, 1] * (len(WORDS) // 2)


def test_documents_texts_and_factors():
    texts = ["film actor", "apple pear", "scene film", "plum apple"] * 10
    corpus = mv.Corpus.from_texts(texts, min_count=1)
    documents = mv.save_explorer(mv.Lsa(dim=3).fit(corpus, tags=list(range(40))), groups=2)
    told = data_of(documents)
    assert told["words"] == [str(i) for i in range(40)]
    assert (told["noun"], told["ranked"], told["counts"]) == ("documents", False, None)
    encoder = mv.Mean().fit(mv.Skipgram(dim=4, sample=0, threads=1).fit(corpus))
    page = mv.save_explorer(encoder, texts=texts, groups=["a", "b"] * 20, method="pca")
    assert data_of(page)["words"] == texts
    assert data_of(page)["groupNames"][0].startswith("a: ")
    factors = mv.Als(dim=2, threads=1).fit(mv.document_counts(corpus))
    assert "apple" in data_of(mv.save_explorer(factors, method="pca"))["words"]
    assert data_of(mv.save_explorer(factors, side="rows", method="pca"))["words"][39] == "39"
    with pytest.raises(TypeError, match="Corpus cannot be drawn"):
        mv.save_explorer(corpus)
    with pytest.raises(ValueError, match="goes with its texts: give texts="):
        mv.save_explorer(encoder)


def test_a_title_with_half_a_character(tmp_path: Path) -> None:
    words = mv.WordVectors(mv.Vocab.from_words(list("abc")), np.eye(3, dtype=np.float32))
    mv.save_explorer(words, tmp_path / "e.html", title="\ud800 영화")
    assert "<title>? 영화</title>" in (tmp_path / "e.html").read_text("utf-8")


def test_topics_are_the_groups_of_documents():
    pytest.importorskip("tomotopy")
    corpus = mv.Corpus.from_tokens([["film", "actor"], ["apple", "pear"]] * 20, min_count=1)
    model = mv.Lda(topics=2, iterations=50, threads=1).fit(corpus)
    page = mv.save_explorer(model, method="pca")
    assert [name[:8] for name in data_of(page)["groupNames"]] == ["topic 0:", "topic 1:"]
    assert groups_of(page) == model.matrix.argmax(axis=1).tolist()


def test_a_notebook_shows_the_page_in_a_frame_that_reaches_nothing(vectors):
    page = mv.save_explorer(vectors, method="pca", title="</iframe><b>")
    shown = page._repr_html_()

    class Frames(html.parser.HTMLParser):
        seen = ()

        def handle_starttag(self, tag, attrs):
            self.seen += ((tag, dict(attrs)),)

    frames = Frames()
    frames.feed(shown)
    ((tag, attributes),) = frames.seen
    assert tag == "iframe"
    assert attributes["sandbox"] == "allow-scripts"
    assert attributes["srcdoc"] == page.html
    assert repr(page) == "ExplorerPage(0.0 MB)"
    large = ExplorerPage("x" * 41_000_000)._repr_html_()
    assert "too large for a notebook" in large
    assert len(large) < 500


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_the_script_is_javascript(tmp_path):
    script = importlib.resources.files("malvec.explore") / "page.js"
    path = tmp_path / "page.js"
    path.write_text(script.read_text("utf-8"), "utf-8")
    subprocess.run(["node", "--check", path], check=True, timeout=60)
