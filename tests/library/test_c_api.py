"""The C interface gives what Python gives, bit by bit."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made import c_api
from made.c_api import CError, CModel
from made.subword_vectors import subword_vectors

import malvec as mv
from benchmarks.own.sparse_model import write_sparse
from malvec.storage import container

OLD = Path(__file__).parent.parent / "data" / "old"
HELD = ("word_vectors", "sentence_encoder", "text_classifier", "language_model")
TEXTS = [
    "재미있는 영화 영화 감독",
    "",
    "없던단어 영화관에서 ㅋㅋㅋㅋ",
    unicodedata.normalize("NFD", "영화 배우"),
    "hello\nhell \t영화",
    "  \u3000 영화\u00a0배우 ",
    "&lt;b&gt;영화&amp;감독<br/>배우",
]


def vectors_of(model: Any) -> mv.WordVectors:
    return getattr(model, "vectors", model)


def kind_of(path: Path) -> str | None:
    metadata = container.read(path)[1]
    return metadata.get("kind")


FILES = [path for path in sorted(OLD.glob("*.safetensors"))]


def opened(path: Path) -> mv.WordVectors | None:
    """The word vectors in a file; None where there are none."""
    held = vectors_of(mv.load(path))
    return held if isinstance(held, mv.WordVectors) else None


@pytest.fixture(params=["char", "jamo", "jamo+char", "pruned", "unit", "plain"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[mv.WordVectors, CModel]:
    """Vectors of Python, and their file opened by C."""
    units = request.param if request.param in ("char", "jamo", "jamo+char") else "jamo"
    vectors = subword_vectors(units)[0]
    table = vectors.subword_table
    if request.param == "pruned":
        table = table.pruned(vectors.vocab.part(0, 3))
    if request.param in ("pruned", "plain"):
        table = table if request.param == "pruned" else None
        vectors = mv.WordVectors(vectors.vocab, vectors.matrix, subwords=table)
    if request.param == "unit":
        vectors = vectors.normalized()
    vectors.save(tmp_path / "vectors.safetensors")
    return vectors, CModel(tmp_path / "vectors.safetensors")


WORDS = [
    "영화",
    "없던단어",
    "영화관에서",
    "ㅋㅋㅋㅋㅋ",
    "hell",
    "\udcff",
    "👨‍👩‍👧",
    "\ud800",
    "a" * 999,
]
WORDS += [unicodedata.normalize("NFD", word) for word in ("영화", "감독", "값")]


def same_words(vectors: mv.WordVectors, model: CModel) -> None:
    """Facts, words and look-ups agree."""
    counts = vectors.vocab.counts
    assert (model.fact(c_api.WORDS), model.dim) == vectors.shape
    assert model.fact(c_api.SUBWORDS) == (vectors.subword_table is not None)
    assert model.fact(c_api.COUNTS) == (counts is not None)
    for i in {0, len(vectors) // 2, len(vectors) - 1}:
        count = 0 if counts is None else int(counts[i])
        assert model.word(i) == (vectors.vocab[i], count)
    for word in [*WORDS, *vectors.vocab[:50]]:
        assert model.find(word) == vectors._find(word), word


def same_vectors(vectors: mv.WordVectors, model: CModel) -> None:
    words = [*WORDS, *vectors.vocab[:9]]
    known = [w for w in words if w in vectors or vectors.subword_table is not None]
    found, ids = model.vectors(known)
    assert found.tobytes() == vectors[known].tobytes()
    assert ids.tolist() == [vectors._find(word) for word in known]
    none, ids = model.vectors(["", " \u3164"])
    assert ids.tolist() == [-2, -2]
    assert not none.any()


def same_answers(vectors: mv.WordVectors, model: CModel) -> None:
    a, b, c = vectors.vocab[:3]
    assert model.similar([a]) == vectors.most_similar(a)
    assert model.similar([a, b], [c], topn=3) == vectors.most_similar([a, b], negative=[c], topn=3)
    how = {"topn": 5, "restrict_rows": 4}
    assert model.similar([b], **how) == vectors.most_similar(b, topn=5, restrict=4)
    for number, method in enumerate(("3cosadd", "3cosmul")):
        expected = vectors.analogy(a, b, c, topn=4, method=method)
        assert model.analogy([a, b, c], number, topn=4) == expected
    assert model.similarity(a, b) == vectors.similarity(a, b)
    if vectors.subword_table is not None:
        assert model.similar(["없던단어"], topn=4) == vectors.most_similar("없던단어", topn=4)


def test_it_gives_what_python_gives(pair: tuple[mv.WordVectors, CModel]) -> None:
    vectors, model = pair
    with model:
        same_words(vectors, model)
        same_vectors(vectors, model)
        same_answers(vectors, model)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_old_files_with_word_vectors_open_and_answer_alike(path: Path) -> None:
    vectors = opened(path)
    if vectors is None:
        with pytest.raises(CError, match="not word vectors") as told:
            CModel(path)
        assert told.value.code == c_api.FORMAT
        return
    with CModel(path, c_api.VERIFY) as model:
        same_words(vectors, model)
        same_vectors(vectors, model)
        same_answers(vectors, model)


@pytest.mark.parametrize("path", sorted(OLD.glob("encoder_*.safetensors")), ids=lambda p: p.stem)
def test_encoders_give_the_same_bits(path: Path) -> None:
    encoder = mv.SentenceEncoder.load(path)
    tokens = [text.split() for text in TEXTS]
    with CModel(path) as model:
        assert model.fact(c_api.ENCODER) == model.fact(c_api.TOKENIZER) == 1
        for threads in (1, 3):
            texts, empty = model.encode(TEXTS * 40, threads)
            assert texts.tobytes() == encoder.encode(TEXTS * 40).tobytes()
            assert empty == int((~texts.any(axis=1)).sum())
        assert model.encode_tokens(tokens)[0].tobytes() == encoder.encode_tokens(tokens).tobytes()
        cut, _ = model.encode_cut(TEXTS, encoder.pipeline.tokenizer)
        assert cut.tobytes() == encoder.encode(TEXTS).tobytes()
        with pytest.raises(CError) as told:
            model.encode_cut(TEXTS, lambda text: None)
        assert told.value.code == c_api.STOPPED


def test_known_tokens_stand_for_a_word_that_was_not_seen(tmp_path: Path) -> None:
    rows = np.random.default_rng(2).standard_normal((5, 8), np.float32)
    pipeline = mv.tokenizers.Pipeline(tokenizer=mv.tokenizers.Characters())
    for counts in (None, [9000, 200, 30, 20, 1]):
        vocab = mv.Vocab.from_words(list("영화감독님"), counts)
        vectors = mv.WordVectors(vocab, rows, pipeline=pipeline)
        vectors._told_of_parts = True
        vectors.save(tmp_path / "v.safetensors")
        with CModel(tmp_path / "v.safetensors") as model:
            found, ids = model.vectors(["영화", "배우", "감배"])
            assert ids.tolist() == [-1, -2, -2]
            assert found[0].tobytes() == vectors["영화"].tobytes()
            assert model.vectors(["영화"], 0)[1].tolist() == [-2]
            assert model.similar(["영화"]) == vectors.most_similar("영화")
            expected = vectors.analogy("영화", "감", "독님", method="3cosmul")
            assert model.analogy(["영화", "감", "독님"], 1) == expected
            with pytest.raises(CError, match="배우"):
                model.similar(["배우"])


def test_nearest_leaves_out_what_is_excluded_or_not_allowed(tmp_path: Path) -> None:
    vectors = subword_vectors()[0]
    vectors.save(tmp_path / "v.safetensors")
    with CModel(tmp_path / "v.safetensors") as model:
        queries = np.ascontiguousarray(vectors.matrix[:2])
        ids, scores = model.nearest(queries, topn=9)
        assert ids[:, :7].min() == 0
        assert (ids[:, 7:] == -1).all()
        assert np.isneginf(scores[:, 7:]).all()
        offsets, left_out = np.array([0, 1, 3], np.uint64), np.array([0, 1, 2], np.int64)
        ids, _ = model.nearest(queries, left_out, offsets, topn=7)
        assert 0 not in ids[0]
        assert set(ids[1].tolist()) == {0, 3, 4, 5, 6, -1}
        allowed = np.array([0b101], np.uint64)
        ids, _ = model.nearest(queries, allowed=c_api.pointer(allowed), topn=7)
        assert set(ids[1].tolist()) == {0, 2, -1}


def test_metadata_and_fingerprint(tmp_path: Path) -> None:
    with CModel(OLD / "word_vectors.safetensors") as model:
        expected = container.read(OLD / "word_vectors.safetensors")[1]
        assert json.loads(model.metadata("recipe")) == json.loads(expected["recipe"])
        assert model.fact(c_api.BYTES) == (OLD / "word_vectors.safetensors").stat().st_size
        with CModel(OLD / "glove_vectors.safetensors") as other:
            assert model.fact(c_api.FINGERPRINT) != other.fact(c_api.FINGERPRINT)
        with pytest.raises(CError) as told:
            model.metadata("no such key")
        assert told.value.code == c_api.NOT_FOUND


def test_mistakes_get_a_code_and_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CError, match="no_such_file") as told:
        CModel(tmp_path / "no_such_file")
    assert told.value.code == c_api.IO
    (tmp_path / "text").write_text("not a model")
    with pytest.raises(CError) as told:
        CModel(tmp_path / "text")
    assert told.value.code == c_api.FORMAT
    with pytest.raises(CError, match="flags") as told:
        CModel(OLD / "word_vectors.safetensors", 64)
    assert told.value.code == c_api.INVALID
    with CModel(OLD / "word_vectors.safetensors") as model:
        for code, call in (
            (c_api.NOT_FOUND, lambda: model.similar(["없던단어"])),
            (c_api.UNSUPPORTED, lambda: model.encode(["영화"])),
            (c_api.INVALID, lambda: model.word(10**9)),
            (c_api.INVALID, lambda: model.fact(77)),
            (c_api.INVALID, lambda: model.similar([])),
            (c_api.INVALID, lambda: model.nearest(np.full((1, model.dim), np.nan, np.float32))),
        ):
            with pytest.raises(CError, match=r"[a-z]") as told:
                call()
            assert told.value.code == code, told.value


def test_it_takes_the_level_that_python_takes() -> None:
    assert c_api.loaded().malvec_isa().decode() == mv._core._choose()
    assert c_api.loaded().malvec_version().decode() == mv.__version__


def test_a_search_is_stopped_by_its_caller(tmp_path: Path) -> None:
    vectors = mv.WordVectors(
        mv.Vocab.from_words(str(i) for i in range(200_000)),
        np.random.default_rng(0).standard_normal((200_000, 64), np.float32),
    )
    vectors.save(tmp_path / "v.safetensors")
    with CModel(tmp_path / "v.safetensors") as model:
        stop = c_api.KEEP_GOING(lambda state: 0)
        queries = np.ascontiguousarray(vectors.matrix[:4000])
        with pytest.raises(CError) as told:
            model.nearest(queries, keep_going=stop, threads=1)
        assert told.value.code == c_api.STOPPED


def test_comparing_checksums_is_stopped_by_its_caller(tmp_path: Path) -> None:
    write_sparse(tmp_path / "v.safetensors", 2 * 10**9)
    stop = c_api.KEEP_GOING(lambda state: 0)
    with pytest.raises(CError) as told:
        CModel(tmp_path / "v.safetensors", c_api.VERIFY, keep_going=stop)
    assert told.value.code == c_api.STOPPED


def test_an_index_of_words_has_codes_and_the_same_answers(tmp_path: Path) -> None:
    vectors = subword_vectors()[0]
    index = mv.Index.build(vectors)
    index.save(tmp_path / "words.index")
    with CModel(tmp_path / "words.index") as model:
        assert model.fact(c_api.INDEX) == 1
        same_words(vectors, model)
        same_answers(vectors, model)


def test_an_index_of_texts_has_their_names_and_the_encoder(tmp_path: Path) -> None:
    encoder = mv.SentenceEncoder.load(OLD / "encoder_sif.safetensors")
    texts = sorted({" ".join(encoder.vectors.vocab[i : i + 4]) for i in range(40)})
    mv.Index.build(texts, encoder=encoder).save(tmp_path / "texts.index")
    index = mv.Index.load(tmp_path / "texts.index")
    with CModel(tmp_path / "texts.index", c_api.VERIFY) as model:
        assert model.fact(c_api.WORDS) == len(texts)
        assert model.find(texts[3]) == 3
        asked, _ = model.encode(["낱말1 낱말2"])
        assert asked.tobytes() == encoder.encode(["낱말1 낱말2"]).tobytes()
        found = model.named(*model.nearest(asked, topn=5))
        assert found == index.most_similar(asked[0], topn=5)


def test_an_index_without_names_is_asked_by_vectors(tmp_path: Path) -> None:
    rows = np.random.default_rng(3).standard_normal((300, 20), np.float32)
    mv.Index.build(rows).save(tmp_path / "rows.index")
    index = mv.Index.load(tmp_path / "rows.index")
    with CModel(tmp_path / "rows.index", c_api.VERIFY) as model:
        assert (model.fact(c_api.WORDS), model.fact(c_api.ROWS), model.find("0")) == (0, 300, -1)
        ids, scores = model.nearest(rows[:1], topn=4)
        found = index.most_similar(rows[0], topn=4)
        assert list(zip(ids[0].tolist(), scores[0].tolist(), strict=True)) == found
        with pytest.raises(CError, match="there are 0") as told:
            model.word(0)
        assert told.value.code == c_api.INVALID
