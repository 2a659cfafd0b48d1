"""Tags, questions to document vectors, and files."""

import os
import signal
import threading

import numpy as np
import pytest

import malvec as mv
from malvec.corpus.tags import Tags


def fit(tags=None, texts=("가 나 다", "나 다 라", "라 마", "마 바 가"), **arguments):
    corpus = mv.Corpus.from_texts(texts, min_count=1, keep_empty=True)
    return mv.Doc2Vec(dim=8, epochs=2, sample=0, threads=1).fit(corpus, tags, **arguments)


def test_tags_of_any_kind_keep_their_order():
    tags = [["둘", 2**62], "2", [2, "", -7], [np.int64(10**15), "둘", "둘"]]
    documents = fit(tags)
    assert list(documents) == ["둘", 2**62, "2", 2, "", -7, 10**15]
    assert documents.tags[-1] == 10**15
    assert documents.tags[:2] == ["둘", 2**62]
    assert [tag in documents for tag in (2, "2", 3, 2.0, None, True)] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    assert not np.array_equal(documents[2], documents["2"])
    assert documents[[2**62, ""]].shape == (2, 8)
    assert "7 tags" in repr(documents)


def test_without_tags_documents_are_numbered():
    documents = fit()
    assert list(documents) == [0, 1, 2, 3]
    assert np.array_equal(documents.matrix, fit(range(4)).matrix)


def test_numbers_of_any_size_take_no_more_room():
    large, _, rows = Tags.of(range(2**62, 2**62 + 100_000))
    spelled = large.spelled
    assert spelled.data.nbytes + spelled.offsets.nbytes + spelled.word_index.nbytes < 45 * len(
        large
    )
    assert np.array_equal(rows, np.arange(100_000))
    assert large.find(2**62 + 99_999) == 99_999
    shuffled = np.random.default_rng(0).permutation(5000) % 1700
    tags, _, rows = Tags.of(shuffled.tolist())
    assert list(tags) == list(dict.fromkeys(shuffled.tolist()))
    assert [tags[int(i)] for i in rows] == shuffled.tolist()


MISTAKES = [
    (["a", "b", "c"], ValueError, "3 tags were given for 4 documents"),
    ("abcd", TypeError, "not one str"),
    (["a", {}, "c", "d"], TypeError, "document 1: .*dict.*list"),
    (["a", "b", float("nan"), "d"], TypeError, "document 2: .*float"),
    (["a", "b", True, "d"], TypeError, "document 2: .*bool"),
    (["a", ("b", 1), "c", "d"], TypeError, "document 1: .*tuple"),
    (["a", "b", "c", [["d"]]], TypeError, "document 3: .*list"),
    ([[], [], [], []], ValueError, "no document has a tag"),
    ([], ValueError, "no document has a tag"),
]


@pytest.mark.parametrize(
    ("tags", "kind", "message"), MISTAKES, ids=[message for *_, message in MISTAKES]
)
def test_bad_tags_are_named(tags, kind, message):
    with pytest.raises(kind, match=message):
        fit(tags)


def test_lines_that_were_left_out_are_not_passed_over():
    corpus = mv.Corpus.from_texts(["가 나", "", "가 다"], min_count=1)
    with pytest.raises(ValueError, match=r"1 of 3 lines.*keep_empty=True"):
        mv.Doc2Vec(dim=4).fit(corpus)
    with pytest.raises(ValueError, match=r"3 tags were given for 2 documents.*keep_empty=True"):
        mv.Doc2Vec(dim=4).fit(corpus, ["a", "b", "c"])
    kept = mv.Corpus.from_texts(["가 나", "", "가 다"], min_count=1, keep_empty=True)
    documents = mv.Doc2Vec(dim=4, sample=0).fit(kept, ["a", "b", "c"])
    assert (not documents["b"].any(), documents["c"].any()) == (True, True)
    with pytest.raises(TypeError, match=r"Corpus\.from"):
        mv.Doc2Vec().fit([["가"]])


def test_concat_wants_equally_many_tags():
    corpus = mv.Corpus.from_texts(["가 나", "나 다"], min_count=1)
    with pytest.raises(ValueError, match=r"concat.*sentence 0 has 1"):
        mv.Doc2Vec(dim=4, dm=True, combine="concat").fit(corpus, ["a", ["b", "c"]])


def test_sentences_are_grouped_into_documents():
    grouped = fit(["a", ["b", "c"]], documents=[0, 3, 4])
    spread = fit([["a"], ["a"], ["a"], ["b", "c"]])
    assert np.array_equal(grouped.matrix, spread.matrix)
    assert grouped.report.documents == 2
    for bad, kind in (
        ([0, 3], ValueError),
        ([0, 5, 4], ValueError),
        ([0.5, 4], TypeError),
        ([], TypeError),
        ([1, 4], ValueError),
    ):
        with pytest.raises(kind, match="documents"):
            fit(["a"], documents=bad)


def test_neighbours_and_similarity():
    documents = fit(["a", "b", "c", 4])
    names = [tag for tag, _ in documents.most_similar("a")]
    assert sorted(map(str, names)) == ["4", "b", "c"]
    assert documents.most_similar("a", exclude="b", topn=1)[0][0] != "b"
    assert {tag for tag, _ in documents.most_similar(("a", "b"), exclude=[4])} == {"c"}
    tag, score = documents.most_similar(documents["b"], topn=1)[0]
    assert (tag, score) == ("b", pytest.approx(1, abs=1e-5))
    assert documents.similarity("a", documents["a"]) == pytest.approx(1)
    assert documents.distance("a", "b") == 1 - documents.similarity("a", "b")
    assert documents.similarity("a", "b") == pytest.approx(
        dict(documents.most_similar("a"))["b"], abs=1e-5
    )
    with pytest.raises(KeyError, match="'zz'"):
        documents.most_similar("zz")
    with pytest.raises(KeyError, match=r"'4'; there is 4"):
        documents["4"]
    with pytest.raises(ValueError, match="shape"):
        documents.most_similar(np.ones(3))
    with pytest.raises(ValueError, match="finite"):
        documents.most_similar(np.full(8, np.nan))
    with pytest.raises(ValueError, match="empty query"):
        documents.most_similar([])
    with pytest.raises(TypeError, match="asked for by a name"):
        documents[1.5]
    with pytest.raises(TypeError, match="a question is made of"):
        documents.most_similar(None)
    assert documents.most_similar("a", exclude="zz") == documents.most_similar("a")
    for topn, error in ((-1, ValueError), (1.5, TypeError), (None, TypeError)):
        with pytest.raises(error, match="topn="):
            documents.most_similar("a", topn=topn)
    assert documents.most_similar("a", topn=0) == []


@pytest.mark.parametrize(
    "knobs", [{}, {"dm": True}, {"dm": True, "combine": "concat"}, {"loss": "hs"}], ids=str
)
def test_files_give_everything_back(knobs, tmp_path):
    texts = ["가 나 다", "나 다 라", "", "마 바 가"]
    corpus = mv.Corpus.from_texts(texts, min_count=1, keep_empty=True)
    fourth = "😀" if "combine" in knobs else ["에이", "😀"]
    documents = mv.Doc2Vec(dim=6, epochs=2, sample=0, **knobs).fit(
        corpus, ["에이", 2**62, "c", fourth]
    )
    documents.save(tmp_path / "d.safetensors")
    again = mv.DocVectors.load(tmp_path / "d.safetensors", verify=True)
    assert list(again) == list(documents)
    assert np.array_equal(again.matrix, documents.matrix)
    assert again.report == documents.report
    assert np.array_equal(again.infer(texts), documents.infer(texts))
    assert again.most_similar("에이") == documents.most_similar("에이")
    assert (again.word_vectors is None) == (documents.word_vectors is None)
    again.save(tmp_path / "again.safetensors")
    assert (tmp_path / "again.safetensors").read_bytes() == (
        tmp_path / "d.safetensors"
    ).read_bytes()


def test_files_of_another_kind_are_named(tmp_path):
    documents = fit()
    documents.save(tmp_path / "d.safetensors")
    with pytest.raises(mv.FormatError, match=r"DocVectors\.load"):
        mv.WordVectors.load(tmp_path / "d.safetensors")
    mv.WordVectors(mv.Vocab.from_words(["a"]), np.ones((1, 4), np.float32)).save(
        tmp_path / "w.safetensors"
    )
    with pytest.raises(mv.FormatError, match="not document vectors"):
        mv.DocVectors.load(tmp_path / "w.safetensors")
    whole = (tmp_path / "d.safetensors").read_bytes()
    (tmp_path / "cut.safetensors").write_bytes(whole[:-40])
    with pytest.raises(mv.FormatError, match="cut"):
        mv.DocVectors.load(tmp_path / "cut.safetensors")


def test_ctrl_c_gives_what_was_learnt():
    timer = threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT))
    corpus = mv.Corpus.from_texts(["가 나 다 라"] * 5000, min_count=1)
    timer.start()
    with pytest.raises(mv.Interrupted) as caught:
        mv.Doc2Vec(dim=50, epochs=100_000, sample=0).fit(corpus)
    assert isinstance(caught.value.result, mv.DocVectors)
    assert caught.value.result.report.stopped
