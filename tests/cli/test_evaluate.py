"""`malvec evaluate` with all its sets, two models and the report; `malvec explore`, `malvec plot`,
export for the projector."""

from __future__ import annotations

import html.parser
import json
import re
from pathlib import Path

import numpy as np
import pytest
from command_line import malvec

import malvec as mv
from malvec.evaluate.html_report import ReportEntry, save_html
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

WORDS = ["봄", "여름", "가을", "겨울", "사과", "포도", "딸기", "서울", "부산", "인천", "<b>&", "a"]


def write(path, text):
    path.write_text(text, "utf-8")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("evaluate")
    random = np.random.default_rng(0)
    rows = np.repeat(np.eye(4, 12) * 3, [4, 3, 3, 2], axis=0)
    vocab = Vocab.from_words(WORDS, np.arange(30, 30 - len(WORDS), -1).astype(np.uint64))
    for name, noise in (("one", 0.3), ("two", 1.0)):
        matrix = (rows + noise * random.standard_normal(rows.shape)).astype(np.float32)
        WordVectors(vocab, matrix, metadata={"tokenizer": '{"name": "whitespace"}'}).save(
            path / f"{name}.safetensors"
        )
    write(
        path / "pairs.tsv",
        "봄\t여름\t9\n사과\t포도\t8\n봄\t서울\t1\n사과\t인천\t2\n겨울\t<script>\t3\n가을\t딸기\t1.5\n",
    )
    write(
        path / "questions.txt",
        ": 철\n봄 여름 사과 포도\n봄 가을 사과 딸기\n: <곳>\n봄 여름 서울 부산\n",
    )
    kinds = {"철": WORDS[:4], "과일": WORDS[4:7], "곳": WORDS[7:10]}
    write(
        path / "kinds.csv",
        "".join(f"{word},{kind}\n" for kind, words in kinds.items() for word in words),
    )
    write(path / "odd.txt", ": 철\n봄\n여름\n가을\n\n사과\n서울\n")
    pairs = "a\t5\t봄 여름\t가을 겨울\na\t1\t봄\t사과\nb\t4\t서울\t부산\nb\t0\t딸기\t인천\n"
    write(path / "sts.tsv", f"genre\tscore\tsentence1\tsentence2\n{pairs}")
    return path


FLAGS = {
    "similarity": "pairs.tsv",
    "analogy": "questions.txt",
    "categories": "kinds.csv",
    "outliers": "odd.txt",
    "sentences": "sts.tsv",
}


def flags(folder):
    return [text for kind, name in FLAGS.items() for text in (f"--{kind}", folder / name)]


def test_all_sets_of_one_model(folder):
    path = folder / "one.safetensors"
    rows = [
        line.split("\t")
        for line in malvec("evaluate", path, *flags(folder)).stdout.splitlines()[1:]
    ]
    assert [(row[0], row[1]) for row in rows] == [(name, kind) for kind, name in FLAGS.items()]
    vectors = mv.load(path)
    found = json.loads(malvec("evaluate", path, *flags(folder), "--json").stdout)
    for row, record, (kind, name) in zip(rows, found, FLAGS.items(), strict=True):
        expected = getattr(mv.evaluate, kind)(vectors, folder / name)
        assert record["score"] == pytest.approx(expected.score)
        assert float(row[2]) == pytest.approx(expected.score, abs=1e-4)
        assert (int(row[5]), int(row[6])) == (expected.known, expected.total)
        assert "outcomes" not in record
    assert [part["name"] for part in found[1]["sections"]] == ["철", "<곳>"]
    assert found[0]["missing_words"] == ["<script>"]


def test_two_models(folder):
    models = [folder / "one.safetensors", folder / "two.safetensors"]
    done = malvec("evaluate", *models, *flags(folder))
    rows = [line.split("\t") for line in done.stdout.splitlines()[1:]]
    results = [mv.evaluate.similarity(mv.load(path), folder / "pairs.tsv") for path in models]
    test = mv.evaluate.compare(*results)
    expected = [test.first, test.second, test.difference, test.low, test.high, test.p]
    assert [float(text) for text in rows[0][2:8]] == pytest.approx(expected, abs=1e-4)
    assert "of 10 neighbours shared" in done.stderr
    found = json.loads(
        malvec("evaluate", *models, "--similarity", folder / "pairs.tsv", "--json").stdout
    )
    assert [record.get("model") for record in found[:2]] == [0, 1]
    assert found[2]["difference"] == pytest.approx(test.difference)
    assert found[-1]["kind"] == "neighbours"


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.text = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize("models", [1, 2])
def test_the_report_as_a_page(folder, tmp_path, models):
    paths = [folder / f"{name}.safetensors" for name in ("one", "two")[:models]]
    malvec("evaluate", *paths, *flags(folder), "--html", tmp_path / "r.html")
    text = (tmp_path / "r.html").read_text("utf-8")
    page = Page(text)
    assert page.tags.count("svg") == page.tags.count("section") == 5
    assert page.tags.count("rect") >= models * 12
    assert "script" not in page.tags
    assert "b" in page.tags
    assert not re.search(r"https?:|\bsrc=|\burl\(|@import|<link", text)
    shown = "".join(page.text)
    for expected in (
        "철",
        "<곳>",
        "<script>",
        "pairs.tsv",
        "5 of 6",
        *[path.name for path in paths],
    ):
        assert expected in shown
    result = mv.evaluate.similarity(mv.load(paths[0]), folder / "pairs.tsv")
    assert f"{result.score:.3f}" in shown
    assert f"{result.low:.3f} … {result.high:.3f}" in shown


def test_a_report_of_wrong_parts(tmp_path, folder):
    result = mv.evaluate.similarity(mv.load(folder / "one.safetensors"), folder / "pairs.tsv")
    with pytest.raises(ValueError, match="x: 1 results for 2 models"):
        save_html(tmp_path / "r.html", ["a", "b"], [ReportEntry("x", (result,))])
    with pytest.raises(ValueError, match="3 models"):
        save_html(tmp_path / "r.html", ["a", "b", "c"], [])
    assert not (tmp_path / "r.html").exists()


def test_a_bad_set_is_told_with_its_line_and_the_others_go_on(folder, tmp_path):
    bad = write(tmp_path / "bad.csv", "봄,철\n여름\n")
    one = write(tmp_path / "one.tsv", "봄\t여름\t3\n")
    model = folder / "one.safetensors"
    done = malvec(
        "evaluate",
        model,
        "--categories",
        bad,
        "--similarity",
        one,
        "--outliers",
        folder / "odd.txt",
        check=1,
    )
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == ["set", "odd.txt"]
    assert "bad.csv, line 2" in done.stderr
    assert "one.tsv: 1 of 1 word pairs are known, too few" in done.stderr
    malvec(
        "evaluate",
        model,
        "--outliers",
        folder / "odd.txt",
        "--html",
        tmp_path / "no" / "r.html",
        check=1,
    )


def test_explore(folder, tmp_path):
    page = tmp_path / "e.html"
    done = malvec("explore", folder / "one.safetensors", "-o", page, "--restrict", 10, "-q")
    assert (done.stdout, done.stderr) == ("", "")
    assert "<title>one</title>" in page.read_text("utf-8")
    assert '"봄"' in page.read_text("utf-8")
    malvec("explore", folder / "one.safetensors", "-o", page, "--method", "umap", check=2)
    assert "Example: malvec explore" in malvec("explore", "--help").stdout


def test_the_projector(folder, tmp_path):
    malvec("convert", folder / "one.safetensors", tmp_path / "p", "--to", "projector")
    assert (tmp_path / "p" / "metadata.tsv").read_text("utf-8").splitlines()[:2] == [
        "word\tcount",
        "봄\t30",
    ]
    malvec("convert", tmp_path / "p", tmp_path / "v.bin", "--from", "projector", check=2)


def test_pictures(folder, tmp_path):
    pytest.importorskip("matplotlib")
    model = folder / "one.safetensors"
    font = ("--font", "DejaVu Sans")
    malvec(
        "plot", "scatter", model, "a", "<b>&", "-o", tmp_path / "s.png", "--method", "tsne", *font
    )
    malvec("plot", "heatmap", model, "a", "<b>&", "-o", tmp_path / "h.svg", *font)
    assert (tmp_path / "s.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (tmp_path / "h.svg").read_text("utf-8")
    corpus = mv.Corpus.from_texts(["a b c d", "b c d a"] * 20)
    mv.Skipgram(dim=8, epochs=2, threads=1, sample=0).fit(corpus).save(tmp_path / "v.safetensors")
    malvec("plot", "graph", tmp_path / "v.safetensors", "a", "-o", tmp_path / "g.png", "-n", 2)
    malvec("plot", "curve", tmp_path / "v.safetensors", "-o", tmp_path / "c.png")
    assert "no report" in malvec("plot", "curve", model, "-o", tmp_path / "x.png", check=1).stderr
    assert (
        "'none'"
        in malvec("plot", "scatter", model, "a", "none", "-o", tmp_path / "x.png", check=1).stderr
    )
    malvec("plot", "scatter", model, "-o", tmp_path / "x.txt", check=2)
    assert not (tmp_path / "x.png").exists()
    malvec("plot", "scatter", model, "-o", tmp_path / "x.png", "--method", "umap", check=2)
    for name in ("scatter", "topics", "heatmap", "graph", "curve"):
        assert f"Example: malvec plot {name}" in malvec("plot", name, "--help").stdout


def test_pictures_of_documents_texts_topics_and_factors(tmp_path):
    pytest.importorskip("matplotlib")
    corpus = mv.Corpus.from_texts(["film actor", "apple pear"] * 20, min_count=1)
    documents, factors, encoder = (tmp_path / f"{name}.safetensors" for name in "dfe")
    mv.Lsa(dim=2).fit(corpus, tags=list(range(40))).save(documents)
    mv.Als(dim=2, threads=1).fit(mv.document_counts(corpus)).save(factors)
    mv.Mean().fit(mv.Skipgram(dim=4, sample=0, threads=1).fit(corpus)).save(encoder)
    texts, labels = tmp_path / "texts.txt", tmp_path / "labels.txt"
    texts.write_text("film actor\napple pear\n" * 5)
    labels.write_text("<a>\nb\n" * 5)
    np.save(tmp_path / "rows.npy", np.random.default_rng(0).random((10, 3), np.float32))
    (tmp_path / "bad.npy").write_text("none")
    drawn = tmp_path / "x.svg"
    malvec("plot", "scatter", documents, "3", "5", "7", "-o", drawn)
    malvec("plot", "heatmap", documents, "3", "5", "-o", drawn)
    malvec("plot", "heatmap", encoder, "film", "apple", "-o", drawn)
    malvec("plot", "graph", documents, "3", "--topn", 2, "-o", drawn)
    malvec("plot", "curve", factors, "-o", drawn)
    malvec("plot", "scatter", factors, "-o", drawn)
    malvec("plot", "scatter", factors, "1", "2", "--side", "rows", "-o", drawn)
    malvec("encode", encoder, texts, "-o", tmp_path / "rows.safetensors")
    for rows in (encoder, tmp_path / "rows.npy", tmp_path / "rows.safetensors"):
        malvec("plot", "scatter", rows, "--texts", texts, "--labels", labels, "-o", drawn)
        assert "<svg" in drawn.read_text("utf-8")
        page = tmp_path / "page.html"
        malvec("explore", rows, "--texts", texts, "--labels", labels, "-o", page, "-q")
        assert '"\\u003ca\\u003e' in page.read_text("utf-8")
    both = ("--labels", labels, "--groups", 2, "-o", drawn)
    assert "two ways" in malvec("plot", "scatter", documents, *both, check=2).stderr
    damaged = malvec("plot", "scatter", tmp_path / "bad.npy", "-o", drawn, check=1).stderr
    assert "seems to be text" in damaged
    assert "not LatentSem" in malvec("plot", "topics", documents, "-o", drawn, check=1).stderr


def test_sentences_are_judged_by_the_encoder_of_the_file(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    words = mv.WordVectors(
        Vocab.from_words(list("abcdefgh"), [9, 8, 7, 6, 5, 4, 3, 2]),
        rng.normal(size=(8, 5)).astype(np.float32),
    )
    texts = [" ".join(rng.choice(list("abcdefgh"), 3)) for _ in range(60)]
    pairs = tmp_path / "pairs.tsv"
    rows = (
        f"{a}\t{b}\t{i % 6}" for i, (a, b) in enumerate(zip(texts[::2], texts[1::2], strict=True))
    )
    pairs.write_text("sentence1\tsentence2\tscore\n" + "\n".join(rows) + "\n", "utf-8")
    encoder = mv.Sif().fit(words, texts, tokenizer=mv.tokenizers.Whitespace())
    files = tmp_path / "v.safetensors", tmp_path / "e.safetensors"
    words.save(files[0])
    encoder.save(files[1])
    plain, fitted = (
        malvec("evaluate", file, "--sentences", pairs, "--json").stdout for file in files
    )
    assert json.loads(fitted)[0]["score"] == pytest.approx(
        mv.evaluate.sentences(encoder, pairs).score
    )
    assert json.loads(plain)[0]["score"] == pytest.approx(mv.evaluate.sentences(words, pairs).score)
    assert fitted != plain


def test_sentences_are_cut_as_is_wished(tmp_path: Path) -> None:
    vectors, pairs = tmp_path / "v.safetensors", tmp_path / "pairs.tsv"
    words = mv.Vocab.from_words(["봄", "꽃", "눈", "겨"])
    rows = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
    mv.WordVectors(words, rows).save(vectors)
    pairs.write_text("봄꽃\t꽃봄\t5\n봄눈\t겨눈\t3\n꽃\t눈겨\t1\n")
    told = ("evaluate", vectors, "--sentences", pairs, "--json")
    (found,) = json.loads(malvec(*told, "--tokenizer", "characters").stdout)
    encoder = mv.Mean(unit_length=True).fit(mv.load(vectors), tokenizer=mv.tokenizers.Characters())
    assert found["score"] == mv.evaluate.sentences(encoder, pairs).score
    assert "--keep-tags goes with --tokenizer" in malvec(*told, "--keep-tags", "N", check=2).stderr
