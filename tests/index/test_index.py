"""Indexes answer as a search through all floats does, whatever they are of, from memory and from a
file."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import malvec as mv
from malvec.storage import container

RNG = np.random.default_rng(3)
ROWS = RNG.standard_normal((400, 20)).astype(np.float32)
NAMES = [f"글 {i}" for i in range(400)]
TEXTS = ["봄 비 가 온다", "봄 꽃 이 핀다", "여름 비 가 온다", "가을 꽃 이 진다", "비 온다 ㅋㅋ"]


def words() -> mv.WordVectors:
    return mv.WordVectors(mv.Vocab.from_words(NAMES, range(400, 0, -1)), ROWS)


def corpus() -> mv.Corpus:
    return mv.Corpus.from_texts(TEXTS, tokenizer=mv.tokenizers.Whitespace(), min_count=1)


def encoder() -> mv.SentenceEncoder:
    vectors = mv.Skipgram(dim=8, epochs=2, threads=1, sample=0).fit(corpus())
    return mv.Mean(threads=1).fit(vectors)


def through_a_file(index: mv.Index, folder: Path) -> mv.Index:
    index.save(folder / "x.index")
    loaded: mv.Index = mv.load(folder / "x.index", verify=True)
    assert loaded.report == index.report
    assert repr(loaded) == repr(index)
    return loaded


def test_word_vectors(tmp_path: Path) -> None:
    vectors = words()
    built = mv.Index.build(vectors, threads=1)
    for index in (built, through_a_file(built, tmp_path)):
        assert (len(index), index.dim, index.names[7]) == (400, 20, "글 7")
        for how in ({}, {"where": ["글 1", "글 300"]}, {"restrict": 9}, {"exclude": "글 3"}):
            asked: dict[str, Any] = {"topn": 5, **how}
            assert index.most_similar("글 5", **asked) == vectors.most_similar("글 5", **asked)
        queries = ["글 1", ROWS[2], ["글 3", ROWS[4]]]
        assert index.most_similar_batch(queries, topn=4) == vectors.most_similar_batch(
            queries, topn=4
        )
        assert index.most_similar("글 1", negative=["글 2"]) == vectors.most_similar(
            "글 1", negative=["글 2"]
        )
        with pytest.raises(KeyError, match="없는 글"):
            index.most_similar("없는 글")


def test_a_file_of_words_opens_as_words_too(tmp_path: Path) -> None:
    vectors, path = words(), tmp_path / "x.index"
    mv.Index.build(vectors).save(path)
    opened = mv.WordVectors.load(path)
    assert opened.searchable.codes is not None
    assert opened.most_similar("글 9") == vectors.most_similar("글 9")
    assert dict(opened.metadata) == dict(vectors.metadata)
    opened.save(tmp_path / "plain.safetensors")
    assert not any(
        name.startswith("index.") for name in container.read(tmp_path / "plain.safetensors")[0]
    )
    with pytest.raises(mv.FormatError, match=r"holds an index, not document vectors: malvec\.load"):
        mv.DocVectors.load(path)


def test_an_encoder(tmp_path: Path) -> None:
    made = encoder()
    built = mv.Index.build(made)
    index = through_a_file(built, tmp_path)
    assert index.most_similar("봄") == made.vectors.most_similar("봄")
    opened = mv.SentenceEncoder.load(tmp_path / "x.index")
    assert np.array_equal(opened.encode(TEXTS), made.encode(TEXTS))
    assert np.array_equal(index.source.encode(TEXTS), made.encode(TEXTS))


def test_documents(tmp_path: Path) -> None:
    made = mv.Doc2Vec(dim=8, epochs=2, threads=1, sample=0).fit(corpus(), tags=["a", 1, 2, "b", 3])
    built = mv.Index.build(made)
    for index in (built, through_a_file(built, tmp_path)):
        for how in ({}, {"where": [1, "b"]}, {"exclude": [1]}, {"where": np.arange(5) > 2}):
            assert index.most_similar("a", **how) == made.most_similar("a", **how)
        assert index.most_similar_batch(["a", 1], topn=2) == [
            made.most_similar(tag, topn=2) for tag in ("a", 1)
        ]
    opened = mv.DocVectors.load(tmp_path / "x.index")
    assert np.array_equal(opened.infer(TEXTS), made.infer(TEXTS))


def test_a_matrix_with_names(tmp_path: Path) -> None:
    built = mv.Index.build(ROWS, NAMES)
    for index in (built, through_a_file(built, tmp_path)):
        assert index.most_similar("글 5", topn=4) == words().most_similar("글 5", topn=4)
        assert index.most_similar(["글 5", ROWS[7]], negative=["글 1"], exclude=["글 2"]) == (
            words().most_similar(["글 5", ROWS[7]], negative=["글 1"], exclude=["글 2"])
        )
        with pytest.raises(KeyError, match=r"none of 400 rows is '어떤 글'; .* with an encoder"):
            index.most_similar("어떤 글")
        with pytest.raises(TypeError, match="made of names and vectors"):
            index.most_similar(7)
    with pytest.raises(mv.FormatError, match=r"holds an index, not word vectors"):
        mv.WordVectors.load(tmp_path / "x.index")


def test_a_matrix_by_numbers(tmp_path: Path) -> None:
    built = mv.Index.build(ROWS)
    expected = [(int(name.split()[1]), score) for name, score in words().most_similar("글 5")]
    for index in (built, through_a_file(built, tmp_path)):
        assert index.most_similar(5) == expected
        assert index.most_similar(5, where=[9, 11], topn=5)[0][0] in (9, 11)
        for name in (400, -1, True, "5"):
            with pytest.raises((KeyError, TypeError)):
                index.most_similar(name)


def test_texts_are_asked_by_their_encoder(tmp_path: Path) -> None:
    made = encoder()
    built = mv.Index.build([*TEXTS, TEXTS[1], "", "  ", TEXTS[1]], encoder=made)
    assert (built.report.repeated, built.report.empty) == (2, 2)
    assert "2 names came again" in str(built.report)
    plain = made.encode(TEXTS)
    for index in (built, through_a_file(built, tmp_path)):
        assert list(index.names) == TEXTS
        found = index.most_similar("봄 비", topn=2)
        assert [TEXTS.index(name) for name, _ in found] == [
            i for i, _ in made.most_similar("봄 비", plain, topn=2)
        ]
        assert TEXTS[0] not in [name for name, _ in index.most_similar(TEXTS[0])]
        asked = ["봄 비", TEXTS[0], plain[3]]
        assert index.most_similar_batch(asked) == [index.most_similar(each) for each in asked]
        with pytest.raises(LookupError, match=r"^no word of '뷁뷁' has a vector"):
            index.most_similar("뷁뷁")
        with pytest.raises(LookupError, match="query 2: no word of '' has a vector"):
            index.most_similar_batch(["봄 비", TEXTS[0], ""])
        assert index.source is None
        assert np.array_equal(index.encoder.encode(TEXTS), plain)


def test_only_what_can_encode_has_an_encoder() -> None:
    made = encoder()
    assert mv.Index.build(made).encoder is made
    assert mv.Index.build(made.vectors).encoder is None
    assert mv.Index.build(ROWS, NAMES).encoder is None


def test_rows_without_components_are_refused() -> None:
    with pytest.raises(ValueError, match="no components"):
        mv.Index.build(np.zeros((20, 0)))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_rows_that_nothing_would_find_are_refused(bad: float) -> None:
    rows = ROWS.copy()
    rows[[7, 30], 3] = bad
    vectors = mv.WordVectors(mv.Vocab.from_words(NAMES), rows)
    for source, names in ((rows, None), (rows, NAMES), (vectors, None)):
        with pytest.raises(ValueError, match=r"2 rows are not finite, .* row 7 first"):
            mv.Index.build(source, names)


def test_an_encoder_of_other_rows_is_told() -> None:
    made = encoder()
    rows = made.encode(TEXTS)
    assert mv.Index.build(rows, TEXTS, encoder=made).encoder is made
    with pytest.warns(UserWarning, match="5 have other vectors than their rows"):
        mv.Index.build(-rows, TEXTS, encoder=made)


def test_texts_in_arrays_and_columns() -> None:
    made = encoder()
    expected = mv.Index.build(TEXTS, encoder=made).most_similar("봄 비")
    columns: list[Any] = [np.array(TEXTS), np.array(TEXTS, object), iter(TEXTS)]
    try:
        import pandas
    except ImportError:
        pass
    else:
        columns += [pandas.Series(TEXTS), pandas.Series(TEXTS, dtype="string")]
    for column in columns:
        assert mv.Index.build(column, encoder=made).most_similar("봄 비") == expected


def test_names_of_rows_that_say_the_same_are_kept_once() -> None:
    rows = np.stack([ROWS[0], ROWS[1], ROWS[0] * np.float32(1.00001), 0 * ROWS[0]])
    index = mv.Index.build(rows, ["가", "나", "가", ""])
    assert (list(index.names), index.report.repeated, index.report.empty) == (["가", "나"], 1, 1)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["가", "나", "가"], r"rows 0 and 2 are both called '가' and differ"),
        (["가", "나"], r"2 names for 3 rows"),
        (["가", "", "나"], r"row 1 has a vector, but no name"),
        (["가", 3, "나"], r"a name is a str, not int: 3"),
        ("가나다", r"names must be an iterable of str, not one str"),
        ({"가", "나", "다"}, r"a set, which has no order"),
    ],
)
def test_names_that_do_not_fit(names: Any, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        mv.Index.build(ROWS[:3], names)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mv.Index.build(words(), NAMES), "WordVectors has names of its own"),
        (lambda: mv.Index.build(ROWS, kind="ivf"), "kind='ivf': must be one of exact8, hnsw"),
        (lambda: mv.Index.build(ROWS, recall=1.5), "recall=1.5"),
        (lambda: mv.Index.build(ROWS, NAMES, encoder=encoder()), "vectors of 8 components"),
        (lambda: mv.Index.build("one text", encoder=encoder()), "not one str"),
        (lambda: mv.Index.build(TEXTS), "texts are indexed with encoder="),
        (lambda: mv.Index.build(ROWS, encoder=3), "encoder= is a SentenceEncoder, not int"),
        (lambda: mv.Index.build(TEXTS, encoder=words()), r"which Mean\(\).fit\(vectors\) or Sif"),
        (lambda: mv.Index.build(ROWS).most_similar(1, topn=10**30), "between 0 and 9,223,372,"),
        (lambda: mv.Index(ROWS), "made by Index.build or opened by Index.load"),
        (lambda: mv.Index.build(None), "a matrix is an array of numbers"),
        (lambda: mv.Index.build(ROWS[0]), r"shape \[rows, components\]"),
        (lambda: mv.Index.build(mv.vectors.compress(words(), "int8")), "are compressed"),
        (lambda: mv.Index.build(ROWS).most_similar_batch("가"), "use most_similar"),
        (lambda: mv.Index.build(ROWS).most_similar([]), "an empty query"),
        (lambda: mv.Index.build(ROWS).most_similar(ROWS[0][:3]), r"shape \(20,\), not \(3,\)"),
    ],
)
def test_what_cannot_be_built_or_asked(call: Any, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        call()


def test_of_a_list_only_the_first_item_is_looked_at() -> None:
    class Rows(list[Any]):
        def __iter__(self) -> Any:
            assert not self.begun, "read again"
            self.begun = True
            yield super().__getitem__(0)
            raise AssertionError("read to its end")

        begun = False

    with pytest.raises(TypeError, match="texts are indexed with encoder="):
        mv.Index.build(Rows(TEXTS))


def test_names_that_part_lines_stay_whole(tmp_path: Path) -> None:
    names = ["tab\there", "two\nlines", "nul\0", "\udcff"]
    index = through_a_file(mv.Index.build(ROWS[:4], names), tmp_path)
    assert {name for name, _ in index.most_similar(names[0])} == set(names[1:])


@pytest.mark.parametrize("rows", [0, 1, 15, 16, 17])
def test_small_ones(rows: int, tmp_path: Path) -> None:
    index = through_a_file(mv.Index.build(ROWS[:rows], NAMES[:rows]), tmp_path)
    assert len(index.most_similar(ROWS[0], topn=50)) == rows


def test_copies() -> None:
    index = mv.Index.build(ROWS, NAMES)
    for other in (copy.deepcopy(index), pickle.loads(pickle.dumps(index))):
        assert other.most_similar("글 5") == index.most_similar("글 5")
        assert other.report == index.report


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\u00a0\n"])
def test_a_name_that_shows_nothing_is_none(blank: str) -> None:
    rows = np.array([[1, 0], [0, 0], [0, 1]], np.float32)
    index = mv.Index.build(rows, ["x", blank, "y"])
    assert (list(index.names), index.report.empty) == (["x", "y"], 1)
    of_texts = mv.Index.build([*TEXTS, blank], encoder=encoder())
    assert (list(of_texts.names), of_texts.report.empty) == (TEXTS, 1)
