"""What the explorer does in a real browser, offline."""

from __future__ import annotations

import base64
import html
import re
import shutil
import subprocess
import urllib.parse

import numpy as np
import pytest
from made.explored import WORDS

from malvec.explore import ExplorerPage

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


def groups_of(page):
    packed = re.search(r'id="groups">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)[1]
    return list(base64.b64decode(packed))


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
        use_the_legend(tab, page)
        use_a_frame(browser, page, told)
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


def use_the_legend(tab, page):
    entries = tab.locator("#entries button")
    assert entries.count() == 12
    assert tab.locator("#every").is_hidden()
    tab.evaluate("document.getElementById('map').focus()")
    tab.keyboard.press("g")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")  # the second group alone
    pressed = [entries.nth(i).get_attribute("aria-pressed") for i in range(12)]
    assert pressed == ["false", "true", *["false"] * 10]
    assert tab.evaluate("explorer.shown()") == groups_of(page).count(1) < 100
    tab.locator("#every").click()
    assert tab.evaluate("explorer.shown()") == len(WORDS)
    entries.nth(3).click()
    tab.evaluate("document.getElementById('map').focus()")
    tab.keyboard.press("Escape")
    assert entries.nth(3).get_attribute("aria-pressed") == "false"


def use_a_frame(browser, page, told):
    """In a notebook: the script of the page runs, and does not see the notebook."""
    tab = browser.new_page()
    tab.on("pageerror", lambda error: told.append(str(error)))
    tab.set_content(ExplorerPage(page.read_text("utf-8"))._repr_html_())
    frame = tab.frames[1]
    frame.wait_for_selector("body[data-ready=yes]")
    tab.evaluate(
        "document.querySelector('iframe').style.height = '0'"
    )  # as in a cell that is folded
    tab.wait_for_timeout(80)
    tab.evaluate("document.querySelector('iframe').style.height = '600px'")
    tab.wait_for_timeout(80)
    assert all(map(np.isfinite, frame.evaluate("explorer.place('배우')")))
    frame.evaluate("explorer.ask('배우')")
    assert frame.text_content("#word") == "배우"
    frame.click("#close")
    assert frame.evaluate("window.origin") == "null"
