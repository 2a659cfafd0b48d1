"""Latent semantic analysis: rows have tags, new texts fold in, mistakes are told."""

import numpy as np
import pytest
from made.films import FILMS, TEXTS, corpus_of

import malvec as mv


def test_the_analysis_is_that_of_numpy():
    lsa = mv.Lsa(dim=3, tolerance=1e-6).fit(corpus_of())
    weights = mv.counts.tfidf(mv.document_counts(corpus_of())).matrix.toarray()
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
    loaded = mv.documents.LatentSemantics.load(tmp_path / "l.safetensors", verify=True)
    assert loaded.report == lsa.report
    assert isinstance(loaded.report, mv.reports.SvdReport)
    assert np.array_equal(loaded.matrix, lsa.matrix)
    assert np.array_equal(loaded.infer("배우 음악"), lsa.infer("배우 음악"))
    with pytest.raises(mv.FormatError, match=r"LatentSemantics\.load"):
        mv.WordVectors.load(tmp_path / "l.safetensors")
    with pytest.raises(mv.FormatError, match="latent semantics, not a topic model"):
        mv.documents.TopicModel.load(tmp_path / "l.safetensors")


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
