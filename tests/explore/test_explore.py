"""The explorer: what is in the page, and what it does in a real browser, offline."""

from __future__ import annotations

import base64
import html.parser
import json
import re
import shutil
import subprocess
import urllib.parse
from pathlib import Path

import numpy as np
import pytest

import malvec as mv
from malvec.explore import safe_json
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

WORDS = [
    *(
        "영화",
        "영혼",
        "배우",
        "</script><b>x",
        "a\tb",
        "line\u2028end",
        "say \"hi\" 'you'",
        "🎬",
        "$x$",
        "& &amp; &lt;",
        "<!--",
        "]]>",
        "Paris",
    ),
    *("__proto__", "constructor", "x - y", "\\u003c", "{{data}}", "${1}", "각"),
    *(f"w{i}" for i in range(180)),
]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)
needs_browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


@pytest.fixture(scope="module")
def vectors():
    matrix = np.random.default_rng(0).standard_normal((len(WORDS), 24)).astype(np.float32)
    matrix[40] = 0
    counts = np.arange(2 * len(WORDS), len(WORDS), -1).astype(np.uint64)
    return WordVectors(Vocab.from_words(WORDS, counts), matrix)


@pytest.fixture(scope="module")
def points():
    return np.random.default_rng(1).random((len(WORDS), 2)).astype(np.float32)


@pytest.fixture(scope="module")
def page(vectors, points, tmp_path_factory):
    path = tmp_path_factory.mktemp("explorer") / "explorer.html"
    mv.save_explorer(vectors, path, points=points, title="영화 </title> & co")
    return path


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
    assert "500/500" in capsys.readouterr().err
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


def opened(page, text, profile):
    """The page as it stands after a word was asked for by its address: the card's word, and
    (neighbour, cosine)."""
    address = page.as_uri() + "#word=" + urllib.parse.quote(text, safe="")
    command = [
        BROWSER,
        *FLAGS,
        f"--user-data-dir={profile}",
        "--virtual-time-budget=3000",
        "--dump-dom",
        address,
    ]
    dom = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout.decode(
        "utf-8"
    )
    assert 'data-ready="yes"' in dom
    card = re.search(r'<h2 id="word">(.*?)</h2>', dom, re.DOTALL)[1]
    near = re.findall(
        r'<b title="[^"]*">(.*?)</b>.*?<em>(.*?)</em>', dom.partition('id="near"')[2], re.DOTALL
    )
    return html.unescape(card), [(html.unescape(word), float(score)) for word, score in near], dom


@needs_browser
def test_words_by_the_address(page, vectors, tmp_path):
    asked = ["</script><b>x", "영화"]
    card, near, _ = opened(page, " + ".join(asked), tmp_path)
    assert card == " + ".join(asked)
    expected = dict(vectors.most_similar(asked, topn=len(WORDS)))
    shown = {name.replace("␉", "\t").replace("␤", "\u2028"): score for name, score in near}
    assert len(shown) == 24
    assert list(shown.values()) == sorted(shown.values(), reverse=True)
    for name, score in shown.items():
        assert score == pytest.approx(expected[name], abs=0.01)
    assert min(shown.values()) > sorted(expected.values(), reverse=True)[23] - 0.02


@needs_browser
def test_search_mouse_keys_and_no_network(page, vectors):
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, args=list(FLAGS[1:]))
        tab = browser.new_page(viewport={"width": 1200, "height": 800}, reduced_motion="reduce")
        told, asked = [], []
        tab.on("console", lambda message: told.append(message.text))
        tab.on("pageerror", lambda error: told.append(str(error)))
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(page.as_uri())
        shown = lambda: tab.text_content("#word")  # noqa: E731
        look_up(tab, shown)
        use_the_mouse(tab, shown)
        use_the_keys(tab, shown)
        assert told == []
        assert {url.partition("#")[0] for url in asked} == {page.as_uri()}
        browser.close()


def look_up(tab, shown):
    hits = lambda: tab.locator("#hits li span:first-child").all_text_contents()  # noqa: E731
    tab.fill("#search", "영")
    assert hits() == ["영화", "영혼"]
    tab.fill("#search", "여")  # a syllable that is still being typed
    assert hits() == ["영화", "영혼"]
    tab.fill("#search", "ㅇㅎ")
    assert hits() == ["영화", "영혼"]
    tab.press("#search", "ArrowDown")
    tab.press("#search", "Enter")
    assert shown() == "영혼"
    tab.fill("#search", "영")
    composing = "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true})"
    tab.evaluate(f"document.getElementById('search').dispatchEvent({composing})")
    assert shown() == "영혼"  # Enter ended the syllable, not the search
    tab.fill("#search", "paris")
    tab.press("#search", "Enter")
    assert shown() == "Paris"
    tab.fill("#search", "w1 - w2 + w3")
    tab.press("#search", "Enter")
    assert shown() == "w1 - w2 + w3"
    tab.fill("#search", "x - y")
    tab.press("#search", "Enter")
    assert shown() == "x - y"  # a word, although it looks like a sum
    tab.fill("#search", "nowhere")
    tab.press("#search", "Enter")
    assert "nowhere" in tab.text_content("#told")
    for word in ("__proto__", "constructor", "a\tb", "</script><b>x"):
        tab.evaluate("(word) => explorer.ask(word)", word)
        assert shown() == word.replace("\t", "␉")


def use_the_mouse(tab, shown):
    tab.evaluate("explorer.ask('배우')")
    tab.locator("#near button").nth(2).click()
    third = tab.locator("#near button b").nth(0).text_content()
    assert shown() != "배우"
    assert third
    tab.click("#close")
    assert tab.locator("#card").is_hidden()
    tab.click("#all")
    place = lambda word: np.array(tab.evaluate(f"explorer.place('{word}')"))  # noqa: E731
    pointer = place("w77").round()
    before = [place(word) - pointer for word in ("w77", "w78")]
    tab.mouse.move(*pointer)
    for _ in range(8):
        tab.mouse.wheel(0, -200)
    tab.wait_for_timeout(60)
    after = [place(word) - pointer for word in ("w77", "w78")]
    factor = np.hypot(*after[1]) / np.hypot(*before[1])
    assert factor > 5
    # the place below the pointer stays there
    np.testing.assert_allclose(after, factor * np.array(before), atol=0.01)
    tab.mouse.click(*place("w77"))
    assert shown() == "w77"
    x, y = place("w77")
    tab.mouse.move(700, 700)
    tab.mouse.down()
    tab.mouse.move(760, 640, steps=3)
    tab.mouse.up()
    assert shown() == "w77"  # dragging chooses nothing
    assert place("w77").tolist() == pytest.approx([x + 60, y - 60], abs=6)


def use_the_keys(tab, shown):
    tab.evaluate("explorer.ask('w5')")
    tab.go_back()
    assert shown() == "w77"
    tab.evaluate("document.getElementById('map').focus()")
    tab.keyboard.press("0")
    before = tab.evaluate("explorer.place('w5')")
    tab.keyboard.press("ArrowRight")
    assert tab.evaluate("explorer.place('w5')")[0] == pytest.approx(before[0] - 80, abs=0.5)
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.id") == "search"
    tab.keyboard.press("Escape")
    assert tab.locator("#card").is_hidden()


def test_a_title_with_half_a_character(tmp_path: Path) -> None:
    words = mv.WordVectors(mv.Vocab.from_words("abc"), np.eye(3, dtype=np.float32))
    mv.save_explorer(words, tmp_path / "e.html", title="\ud800 영화")
    assert "<title>? 영화</title>" in (tmp_path / "e.html").read_text("utf-8")
