"""WordVectors: questions, saving and opening, pickling, damage."""

from __future__ import annotations

import dataclasses
import json
import os
import pickle
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from malvec import _core, container
from malvec.errors import FormatError
from malvec.unknown_word import UnknownWordError
from malvec.vectors import WordVectors, load
from malvec.vocab import Vocab
from reference import search as slow

WORDS = ["왕", "여왕", "남자", "여자", "도시", "e\u0301", "\udcff\udcfe", "a b", "zero", *(f"w{i}" for i in range(91))]


@dataclasses.dataclass
class Report:
    loss: list[float]


@pytest.fixture
def vectors():
    matrix = np.random.default_rng(3).standard_normal((100, 20)).astype(np.float32)
    matrix[WORDS.index("zero")] = 0
    matrix[1] = matrix[0] - matrix[2] + matrix[3]
    counts = np.arange(100, 0, -1, dtype=np.uint64)
    vocab = Vocab.from_words(WORDS, counts.tolist())
    return WordVectors(vocab, matrix, report=Report([1.5]), metadata={"recipe": '{"dim": 20}'}, output=matrix * 2)


@pytest.fixture
def path(vectors, tmp_path):
    vectors.save(tmp_path / "v.safetensors")
    return tmp_path / "v.safetensors"


def test_look_ups(vectors):
    assert len(vectors) == 100
    assert vectors.dim == 20
    assert "왕" in vectors
    assert 3 not in vectors
    assert list(vectors) == WORDS == list(vectors.words)
    np.testing.assert_array_equal(vectors["여자"], vectors.matrix[3])
    np.testing.assert_array_equal(vectors[["왕", "도시"]], vectors.matrix[[0, 4]])
    assert vectors[[]].shape == (0, 20)
    assert vectors.counts[0] == 100
    with pytest.raises(TypeError):
        vectors[3]
    with pytest.raises(ValueError, match="read-only"):
        vectors["왕"][0] = 1


def test_unknown_words_are_explained(vectors):
    with pytest.raises(KeyError, match=r"W7.*similar: w7"):
        vectors["W7"]
    with pytest.raises(UnknownWordError) as caught:
        vectors.most_similar("é")  # composed; the vocabulary has it decomposed
    assert caught.value.similar()[0] == "e\u0301"
    assert "w7" in str(pickle.loads(pickle.dumps(UnknownWordError("W7", vectors.words))))


def names(vectors, ids):
    return [vectors.words[i] for i in ids]


def test_most_similar_matches_brute_force(vectors):
    matrix, unit = vectors.matrix, slow.unit(vectors.matrix)
    cases = [
        ("왕", (), unit[0], [0]),
        (["왕", "여자"], ("남자",), unit[0] + unit[3] - unit[2], [0, 2, 3]),
        (matrix[4], (), unit[4], []),
        (matrix[4].tolist(), (), unit[4], []),
        (["왕", matrix[9]], (matrix[5],), unit[0] + unit[9] - unit[5], [0]),
        ([], ("왕",), -unit[0], [0]),
        (["왕", "왕"], "도시", 2 * unit[0] - unit[4], [0, 4]),
    ]
    for query, negative, target, hidden in cases:
        found = vectors.most_similar(query, negative=negative, topn=5)
        scores = slow.cosines(matrix, target[None])[0]
        assert [word for word, _ in found] == names(vectors, slow.best(scores, 5, hidden))
        np.testing.assert_allclose(
            [score for _, score in found], sorted(scores[[vectors.words.find(w) for w, _ in found]])[::-1], atol=1e-5
        )


def test_most_similar_options(vectors):
    assert vectors.most_similar("왕", topn=0) == []
    assert len(vectors.most_similar("왕", topn=1000)) == 99
    assert {word for word, _ in vectors.most_similar("왕", restrict=3, topn=9)} == {"여왕", "남자"}
    assert "도시" not in [word for word, _ in vectors.most_similar("왕", exclude=["도시"], topn=99)]
    assert vectors.most_similar("왕", threads=1) == vectors.most_similar("왕", threads=4)
    for query, error in (
        ("none", KeyError),
        (np.ones(3), ValueError),
        (np.full(20, np.nan), ValueError),
        ([], ValueError),
        ([["왕"]], ValueError),
    ):
        with pytest.raises(error):
            vectors.most_similar(query)


def test_batches_equal_single_questions(vectors):
    queries = [*WORDS[:50], ["왕", "도시"], vectors.matrix[7]]
    batch = vectors.most_similar_batch(queries, topn=4)
    for query, found in zip(queries, batch, strict=True):
        single = vectors.most_similar(query, topn=4)
        assert [word for word, _ in found] == [word for word, _ in single]
        np.testing.assert_allclose([s for _, s in found], [s for _, s in single], atol=1e-6)
    assert vectors.most_similar_batch([]) == []
    assert vectors.most_similar_batch(vectors.matrix[:2], topn=1)[0][0][0] == "왕"
    with pytest.raises(TypeError):
        vectors.most_similar_batch("왕")


def test_similarity_and_analogy(vectors):
    assert vectors.similarity("왕", "왕") == pytest.approx(1)
    assert vectors.similarity("왕", "zero") == 0
    assert vectors.similarity("왕", vectors["도시"]) == pytest.approx(slow.cosines(vectors.matrix, vectors.matrix[:1])[0, 4], abs=1e-6)
    ids = [2, 0, 3]
    for method, scores in (
        ("3cosadd", slow.cosines(vectors.matrix, (slow.unit(vectors.matrix)[ids] * [[-1], [1], [1]]).sum(0)[None])[0]),
        ("3cosmul", slow.products(vectors.matrix, vectors.matrix[ids][None], (-1, 1, 1))[0]),
    ):
        found = vectors.analogy("남자", "왕", "여자", method=method, topn=3)
        assert [word for word, _ in found] == names(vectors, slow.best(scores, 3, ids))
        assert found[0][0] == "여왕"
        assert found[0][1] == pytest.approx(scores[1], rel=1e-4)
    with pytest.raises(ValueError, match="method"):
        vectors.analogy("왕", "왕", "왕", method="x")


def test_normalized(vectors):
    unit = vectors.normalized()
    lengths = np.linalg.norm(unit.matrix, axis=1)
    assert lengths[WORDS.index("zero")] == 0
    np.testing.assert_allclose(np.delete(lengths, WORDS.index("zero")), 1, rtol=1e-6)
    assert [w for w, _ in unit.most_similar("왕")] == [w for w, _ in vectors.most_similar("왕")]
    assert unit.report is vectors.report


def test_wrong_shapes():
    vocab = Vocab.from_words(["a", "b"])
    for matrix in (np.zeros((3, 2)), np.zeros(2), np.zeros((2, 2, 2))):
        with pytest.raises(ValueError, match="shape"):
            WordVectors(vocab, matrix)
    with pytest.raises(ValueError, match="output"):
        WordVectors(vocab, np.zeros((2, 2)), output=np.zeros((1, 2)))
    assert WordVectors(vocab, np.eye(2)[:, ::-1]).most_similar("a", topn=1) == [("b", 0)]


def test_the_matrix_is_never_copied():
    matrix = _core.matrix(10, 5)
    matrix[:] = 1
    vectors = WordVectors(Vocab.from_words(map(str, range(10))), matrix)
    vectors.most_similar("3")
    assert np.shares_memory(vectors.matrix, matrix)


def test_save_and_load(vectors, path):
    opened = load(path, verify=True)
    assert list(opened) == WORDS
    np.testing.assert_array_equal(opened.matrix, vectors.matrix)
    np.testing.assert_array_equal(opened.output, vectors.output)
    np.testing.assert_array_equal(opened.counts, vectors.counts)
    assert opened.report == {"loss": [1.5]}
    assert dict(opened.metadata) == {"recipe": '{"dim": 20}'}
    assert opened.most_similar("왕") == vectors.most_similar("왕")
    assert "\udcff\udcfe" in opened
    _, metadata = container.read(path)
    assert metadata["kind"] == "word_vectors"
    assert metadata["format"] == "malvec"
    assert not opened.matrix.flags.owndata


def test_saving_an_opened_file_over_itself(path):
    before = path.read_bytes()
    opened = load(path)
    opened.save(path)
    assert path.read_bytes() == before
    assert opened["왕"].shape == (20,)


def test_without_counts_report_or_rows(tmp_path):
    WordVectors(Vocab.from_words([]), np.zeros((0, 4), np.float32)).save(tmp_path / "x")
    opened = load(tmp_path / "x", verify=True)
    assert len(opened) == 0
    assert opened.counts is None
    assert opened.report is None
    assert opened.most_similar(np.ones(4)) == []


def test_readable_by_safetensors(vectors, path):
    reader = pytest.importorskip("safetensors.numpy")
    np.testing.assert_array_equal(reader.load_file(path)["vectors"], vectors.matrix)


def test_pickles_by_path_or_by_arrays(vectors, path):
    opened = load(path)
    data = pickle.dumps(opened)
    assert len(data) < 1000
    assert pickle.loads(data).most_similar("왕") == opened.most_similar("왕")
    copied = pickle.loads(pickle.dumps(vectors, protocol=5))
    np.testing.assert_array_equal(copied.matrix, vectors.matrix)
    assert list(copied) == WORDS
    assert copied.report == vectors.report
    vectors.normalized().save(path)
    with pytest.raises(FormatError, match="replaced"):
        pickle.loads(data)


def rewrite(path, change_tensors=None, **metadata):
    tensors, old = container.read(path)
    tensors = {name: array.copy() for name, array in tensors.items()}
    (change_tensors or (lambda _: None))(tensors)
    container.write(path, tensors, {**old, **metadata})


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({"format_version": "2"}, "newer"),
        ({"format_version": "99999999999999999999"}, "newer"),
        ({"format_version": "x"}, "number"),
        ({"format_version": "²"}, "number"),
        ({"kind": "corpus"}, "'corpus', not word vectors"),
        ({"format": "other"}, "not of malvec"),
        ({"report": "{"}, "JSON"),
    ],
)
def test_other_metadata(path, metadata, message):
    rewrite(path, **metadata)
    with pytest.raises(FormatError, match=message):
        load(path)


@pytest.mark.parametrize("name", ["vectors", "words", "word_offsets"])
def test_missing_tensors(path, name):
    rewrite(path, lambda tensors: tensors.pop(name))
    with pytest.raises(FormatError, match="missing"):
        load(path)


def put(name, value):
    return lambda tensors: tensors.__setitem__(name, value)


@pytest.mark.parametrize(
    "change",
    [
        put("vectors", np.zeros((99, 20), np.float32)),
        put("vectors", np.zeros((100, 20))),
        put("vectors", np.zeros(100, np.float32)),
        put("counts", np.zeros(99, np.uint64)),
        put("word_index", np.zeros(100, np.uint32)),
        put("word_index", np.zeros(64, np.uint32)),
        put("word_index", np.zeros(0, np.uint32)),
        put("word_offsets", np.zeros(0, np.uint64)),
        put("word_offsets", np.full(101, 1 << 40, np.uint64)),
        put("inverse_norms", np.zeros(3, np.float32)),
        put("output", np.zeros((100, 3), np.float32)),
        lambda tensors: tensors["word_offsets"].__setitem__(50, 1 << 60),
    ],
)
def test_contradicting_tensors(path, change):
    rewrite(path, change)
    with pytest.raises(FormatError):
        load(path)


def test_a_damaged_index_cannot_crash(path):
    rewrite(path, lambda tensors: tensors["word_index"].fill(0xFFFFFFFF))
    opened = load(path)
    assert "왕" not in opened


def test_unknown_tensors_and_metadata_are_passed_over(path):
    rewrite(path, put("future", np.zeros(3)), future="1")
    assert load(path).most_similar("왕", topn=1)
    rewrite(path, lambda tensors: (tensors.pop("word_index"), tensors.pop("inverse_norms")))
    assert load(path).most_similar("왕", topn=1)


def test_damage_is_an_error_or_harmless(path):
    """Every byte flipped in turn: opening says so, or what is read is still safe to ask."""
    raw = path.read_bytes()
    for position in range(0, len(raw), 13):
        damaged = bytearray(raw)
        damaged[position] ^= 0x41
        path.write_bytes(damaged)
        try:
            opened = load(path)
        except FormatError:
            continue
        for word in ("왕", "도시", "none"):
            if word in opened and np.isfinite(opened[word]).all():
                opened.most_similar(word, topn=3)


def test_opening_a_large_file_is_quick_and_small(tmp_path):
    rows = 1_000_000
    offsets = np.arange(0, 8 * rows + 1, 8, dtype=np.uint64)
    data = np.frombuffer(b"".join(b"%08d" % i for i in range(rows)), np.uint8)
    WordVectors(Vocab(data, offsets), np.ones((rows, 16), np.float32)).save(tmp_path / "big")
    code = f"""
import time, malvec.vectors
began = time.perf_counter()
opened = malvec.vectors.load({str(tmp_path / "big")!r})
assert "00000777" in opened
print(time.perf_counter() - began)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 0.1


def test_opened_vectors_stay_shared(tmp_path):
    """Opening and asking writes next to nothing: all memory beyond a little is clean pages of the file."""
    rows = 200_000
    matrix = np.random.default_rng(0).standard_normal((rows, 64)).astype(np.float32)
    WordVectors(Vocab.from_words(map(str, range(rows))), matrix).save(tmp_path / "big")
    code = f"""
import malvec.vectors
def dirty():
    lines = open("/proc/self/smaps_rollup").read().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty"))
before = dirty()
opened = malvec.vectors.load({str(tmp_path / "big")!r})
for word in ("7", "77", "777"):
    opened.most_similar(word)
opened.most_similar_batch(["1"] * 20)
print(dirty() - before)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 5_000  # kilobytes, of 51 MB


def test_kill_while_saving_keeps_the_old_file(vectors, path):
    code = f"""
import numpy as np
from malvec.vectors import WordVectors, load
from malvec.vocab import Vocab
vectors = WordVectors(Vocab.from_words(map(str, range(20000))), np.ones((20000, 100), np.float32))
print("go", flush=True)
while True:
    vectors.save({str(path)!r})
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=dict(os.environ))
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.03)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert len(load(path, verify=True)) in (100, 20000)


def test_reports_of_all_kinds(tmp_path):
    class Own:
        def to_json(self):
            return json.dumps({"own": 1})

    for report, expected in ((Own(), {"own": 1}), (Report([2.0]), {"loss": [2.0]}), ({"a": 1}, {"a": 1}), (None, None)):
        WordVectors(Vocab.from_words(["a"]), np.ones((1, 2)), report=report).save(tmp_path / "x")
        assert load(tmp_path / "x").report == expected
