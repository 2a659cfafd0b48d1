"""Counts by document and latent semantic analysis: rows have tags, new texts fold in, mistakes are
told."""

import numpy as np
import pytest
from typer.testing import CliRunner

import malvec as mv
from malvec.cli import app

TEXTS = [
    "배우 연기 배우",
    "연기 감독",
    "음악 노래 음악",
    "노래 가수",
    "",
    "배우 감독 연기",
    "가수 음악",
]
FILMS = ["극", "극", "곡", "곡", "곡", 7, "곡"]


def corpus_of(texts=TEXTS, **how):
    return mv.Corpus.from_texts(texts, min_count=1, keep_empty=True, **how)


def dense(cells):
    return {
        name: dict(zip(cells.column_names, row, strict=True))
        for name, row in zip(cells.rows, cells.matrix.toarray(), strict=True)
    }


def test_counts_of_what_shares_a_tag_are_added_up():
    cells = mv.document_counts(corpus_of(), FILMS)
    assert list(cells.rows) == ["극", "곡", "7"]
    counts = dense(cells)
    assert {word: n for word, n in counts["극"].items() if n} == {"배우": 2, "연기": 2, "감독": 1}
    assert {word: n for word, n in counts["곡"].items() if n} == {"음악": 3, "노래": 2, "가수": 2}
    assert np.array_equal(np.diff(cells.offsets), [3, 3, 3])
    assert (mv.document_counts(corpus_of()).matrix.sum(axis=0) == cells.matrix.sum(axis=0)).all()


def test_sentences_with_several_tags_or_none():
    counts = dense(mv.document_counts(corpus_of(["가 나", "나", "다"]), [["ㄱ", "ㄴ"], "ㄴ", []]))
    assert counts == {"ㄱ": {"나": 1, "가": 1, "다": 0}, "ㄴ": {"나": 2, "가": 1, "다": 0}}


def test_documents_of_several_sentences():
    cells = mv.document_counts(corpus_of(), documents=[0, 2, 4, 7])
    assert list(cells.rows) == ["0", "1", "2"]
    assert cells.matrix.sum(axis=1).tolist() == [5, 5, 5]
    named = mv.document_counts(corpus_of(), ["a", "b", "a"], documents=[0, 2, 4, 7])
    assert named.matrix.sum(axis=1).tolist() == [10, 5]


def test_without_tags_counts_are_as_before():
    assert isinstance(mv.document_counts(corpus_of()), mv.Counts)
    assert mv.document_counts(corpus_of()).rows is None


def test_counts_that_cannot_be(tmp_path):
    with pytest.raises(ValueError, match="2 tags were given for 7"):
        mv.document_counts(corpus_of(), ["a", "b"])
    with pytest.raises(ValueError, match="number 2 and the string"):
        mv.document_counts(corpus_of(), [2, "2", 3, 4, 5, 6, 7])
    with pytest.raises(ValueError, match="path="):
        mv.document_counts(corpus_of(), FILMS, path=tmp_path / "c.safetensors")
    with pytest.raises(TypeError, match=r"malvec\.Corpus"):
        mv.document_counts(TEXTS, FILMS)


def test_the_short_path_gives_vectors_by_tag():
    films = [f"{'극곡'[k % 2]}{k}" for k in range(6)]
    texts = ["배우 연기", "노래 음악", "연기 감독 배우", "음악 가수", "감독 배우", "가수 노래 음악"]
    vectors = mv.Svd(dim=2, power=1).fit(mv.tfidf(mv.document_counts(corpus_of(texts), films)))
    assert {word[0] for word, _ in vectors.most_similar("극0", topn=2)} == {"극"}


def test_the_analysis_is_that_of_numpy():
    lsa = mv.Lsa(dim=3, tolerance=1e-6).fit(corpus_of())
    weights = mv.tfidf(mv.document_counts(corpus_of())).matrix.toarray()
    u, s, vt = np.linalg.svd(weights, full_matrices=False)
    assert np.allclose(lsa.matrix @ lsa.matrix.T, (u[:, :3] * s[:3] ** 2) @ u[:, :3].T, atol=1e-4)
    assert np.allclose(np.abs(weights @ vt[:3].T), np.abs(lsa.matrix), atol=1e-4)


@pytest.mark.parametrize("knobs", [{}, {"power": 0.5}, {"power": 0}, {"sublinear": True}])
def test_folding_in_a_known_text_gives_its_vector(knobs):
    lsa = mv.Lsa(dim=3, tolerance=1e-6, **knobs).fit(corpus_of())
    assert np.abs(lsa.infer(TEXTS) - lsa.matrix).max() < 1e-4
    assert not lsa[4].any()
    assert np.array_equal(lsa.infer(TEXTS[0]), lsa.infer(TEXTS)[0])
    assert np.allclose(lsa.infer(TEXTS * 20), np.tile(lsa.infer(TEXTS), (20, 1)), atol=1e-6)
    assert not lsa.infer(["모르는 말", ""]).any()
    assert lsa.infer([]).shape == (0, 3)


def test_texts_are_cleaned_as_the_corpus_was():
    normalizer = mv.Normalizer(repeats=2)
    texts = ["좋아 ㅋㅋㅋㅋㅋ", "싫어 ㅠㅠㅠㅠ", "좋아 ㅋㅋ"]
    corpus = corpus_of(texts, normalizer=normalizer)
    for made in (
        mv.Lsa(dim=2).fit(corpus),
        mv.Doc2Vec(dim=4, epochs=1, sample=0, threads=1).fit(corpus),
    ):
        assert np.array_equal(made.infer("ㅋㅋㅋㅋㅋㅋㅋ"), made.infer("ㅋㅋ"))
        assert made.infer("ㅋㅋㅋㅋㅋㅋㅋ").any()
        assert np.allclose(made.infer(["ㅋㅋㅋㅋ"] * 100), made.infer("ㅋㅋ"), atol=1e-6)


def test_neighbours_and_files(tmp_path):
    lsa = mv.Lsa(dim=2).fit(corpus_of(), tags=FILMS)
    assert [tag for tag, _ in lsa.most_similar("극", topn=1)] == [7]
    assert lsa.most_similar(lsa.infer("노래 가수"), topn=1)[0][0] == "곡"
    lsa.save(tmp_path / "l.safetensors")
    loaded = mv.LatentSemantics.load(tmp_path / "l.safetensors", verify=True)
    assert loaded.report == lsa.report
    assert isinstance(loaded.report, mv.SvdReport)
    assert np.array_equal(loaded.matrix, lsa.matrix)
    assert np.array_equal(loaded.infer("배우 음악"), lsa.infer("배우 음악"))
    with pytest.raises(mv.FormatError, match=r"LatentSemantics\.load"):
        mv.load(tmp_path / "l.safetensors")
    with pytest.raises(mv.FormatError, match="latent_semantics"):
        mv.TopicModel.load(tmp_path / "l.safetensors")


def test_documents_that_cannot_be():
    with pytest.raises(ValueError, match="one document"):
        mv.Lsa(dim=1).fit(corpus_of(["가 나"]))
    with pytest.raises(ValueError, match="dim=5"):
        mv.Lsa(dim=5).fit(corpus_of(["가 나", "나 다"]))
    with pytest.raises(ValueError, match="3 tags were given"):
        mv.Lsa(dim=1).fit(corpus_of(), tags=["a", "b", "c"])
    with pytest.raises(TypeError, match="sublinear"):
        mv.Lsa(sublinear=1)
    with pytest.raises(ValueError, match="dim"):
        mv.Lsa(dim=0)


def test_the_command_line(tmp_path):
    (tmp_path / "d.txt").write_text("\n".join(TEXTS), "utf-8")
    (tmp_path / "t.txt").write_text("\n".join(map(str, FILMS)), "utf-8")
    out = str(tmp_path / "l.safetensors")
    command = [
        "train",
        "lsa",
        "-i",
        str(tmp_path / "d.txt"),
        "--tags",
        str(tmp_path / "t.txt"),
        "-o",
        out,
        "--min-count",
        "1",
        "--dim",
        "2",
    ]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    near = CliRunner().invoke(app, ["similar", out, "극", "--json", "-n", "1"])
    assert '"word": "7"' in near.output, near.output
    assert CliRunner().invoke(app, ["similar", out, "극", "--restrict", "5"]).exit_code == 2
    assert "singular values" in CliRunner().invoke(app, ["info", out]).output


def test_document_vectors_are_opened_by_similar_and_info(tmp_path):
    path = tmp_path / "d.safetensors"
    mv.Doc2Vec(dim=4, epochs=1, sample=0, threads=1).fit(corpus_of(), range(len(TEXTS))).save(path)
    near = CliRunner().invoke(app, ["similar", str(path), "3", "-n", "2"])
    assert near.exit_code == 0, near.output
    assert len(near.output.splitlines()) in (2, 3)
    assert "first tags" in CliRunner().invoke(app, ["info", str(path)]).output
