"""Saving, opening and pickling of vectors; damage, other versions, memory."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from made.files import NEST, changed
from made.planted import WORDS, Report, planted_vectors

import malvec as mv
from malvec.errors import FormatError
from malvec.storage import container
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab


@pytest.fixture
def vectors():
    return planted_vectors()


@pytest.fixture
def path(vectors, tmp_path):
    vectors.save(tmp_path / "v.safetensors")
    return tmp_path / "v.safetensors"


def test_save_and_load(vectors, path):
    opened = WordVectors.load(path, verify=True)
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
    opened = WordVectors.load(path)
    opened.save(path)
    assert path.read_bytes() == before
    assert opened["왕"].shape == (20,)


def test_without_counts_report_or_rows(tmp_path):
    WordVectors(Vocab.from_words([]), np.zeros((0, 4), np.float32)).save(tmp_path / "x")
    opened = WordVectors.load(tmp_path / "x", verify=True)
    assert len(opened) == 0
    assert opened.counts is None
    assert opened.report is None
    assert opened.most_similar(np.ones(4)) == []


def test_readable_by_safetensors(vectors, path):
    reader = pytest.importorskip("safetensors.numpy")
    np.testing.assert_array_equal(reader.load_file(path)["vectors"], vectors.matrix)


def test_a_pickle_holds_the_vectors_not_their_path(vectors, path):
    opened = WordVectors.load(path)
    data = pickle.dumps(opened)
    assert str(path).encode() not in data
    path.unlink()
    assert pickle.loads(data).most_similar("왕") == opened.most_similar("왕")
    copied = pickle.loads(pickle.dumps(vectors, protocol=5))
    np.testing.assert_array_equal(copied.matrix, vectors.matrix)
    assert list(copied) == WORDS
    assert copied.report == vectors.report


def rewrite(path, change_tensors=None, **metadata):
    tensors, old = container.read(path)
    tensors = {name: array.copy() for name, array in tensors.items()}
    (change_tensors or (lambda _: None))(tensors)
    container.write(path, tensors, {**old, **metadata})


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({"format_version": "3"}, "newer"),
        ({"format_version": "99999999999999999999"}, "newer"),
        ({"format_version": "x"}, "number"),
        ({"format_version": "²"}, "number"),
        ({"kind": "corpus"}, r"a corpus, not word vectors: .*Corpus\.load opens it"),
        ({"format": "other"}, "not of malvec"),
        ({"report": "{"}, "JSON"),
    ],
)
def test_other_metadata(path, metadata, message):
    rewrite(path, **metadata)
    with pytest.raises(FormatError, match=message):
        WordVectors.load(path)


@pytest.mark.parametrize("name", ["vectors", "words", "word_offsets"])
def test_missing_tensors(path, name):
    rewrite(path, lambda tensors: tensors.pop(name))
    with pytest.raises(FormatError, match="missing"):
        WordVectors.load(path)


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
        put("inverse_norms", np.zeros(3, np.float32)),
        put("output", np.zeros((100, 3), np.float32)),
    ],
)
def test_contradicting_tensors(path, change):
    rewrite(path, change)
    with pytest.raises(FormatError):
        WordVectors.load(path)


def test_a_damaged_index_cannot_crash(path):
    rewrite(path, lambda tensors: tensors["word_index"].fill(0xFFFFFFFF))
    opened = WordVectors.load(path)
    assert "왕" not in opened


def test_unknown_tensors_and_metadata_are_passed_over(path):
    rewrite(path, put("future", np.zeros(3)), future="1")
    assert WordVectors.load(path).most_similar("왕", topn=1)
    rewrite(path, lambda tensors: (tensors.pop("word_index"), tensors.pop("inverse_norms")))
    assert WordVectors.load(path).most_similar("왕", topn=1)


def test_damage_is_an_error_or_harmless(path):
    """Every byte flipped in turn: opening says so, or what is read is still safe to ask."""
    raw = path.read_bytes()
    for position in range(0, len(raw), 13):
        damaged = bytearray(raw)
        damaged[position] ^= 0x41
        path.write_bytes(damaged)
        try:
            opened = WordVectors.load(path)
        except FormatError:
            continue
        for word in ("왕", "도시", "none"):
            if word in opened and np.isfinite(opened[word]).all():
                with suppress(FormatError):  # a name that is found cannot be read
                    opened.most_similar(word, topn=3)


def test_opening_a_large_file_is_quick_and_small(tmp_path):
    rows = 1_000_000
    offsets = np.arange(0, 8 * rows + 1, 8, dtype=np.uint64)
    data = np.frombuffer(b"".join(b"%08d" % i for i in range(rows)), np.uint8)
    WordVectors(Vocab(data, offsets), np.ones((rows, 16), np.float32)).save(tmp_path / "big")
    code = f"""
import time
from malvec import WordVectors, load  # their modules are no part of opening
began = time.perf_counter()
opened = load({str(tmp_path / "big")!r})
assert "00000777" in opened
print(time.perf_counter() - began)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 0.1


def test_opened_vectors_stay_shared(tmp_path):
    """Opening and asking writes next to nothing: all memory beyond a little is clean pages of the
    file."""
    rows = 200_000
    matrix = np.random.default_rng(0).standard_normal((rows, 64)).astype(np.float32)
    WordVectors(Vocab.from_words(map(str, range(rows))), matrix).save(tmp_path / "big")
    code = f"""
from malvec import WordVectors, load  # their modules are no part of opening
def dirty():
    lines = open("/proc/self/smaps_rollup").read().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty"))
before = dirty()
opened = load({str(tmp_path / "big")!r})
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
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab
vectors = WordVectors(Vocab.from_words(map(str, range(20000))), np.ones((20000, 100), np.float32))
print("go", flush=True)
while True:
    vectors.save({str(path)!r})
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, env=dict(os.environ)
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.03)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert len(WordVectors.load(path, verify=True)) in (100, 20000)


def test_reports_of_all_kinds(tmp_path):
    class Own:
        def to_json(self):
            return json.dumps({"own": 1})

    for report, expected in (
        (Own(), {"own": 1}),
        (Report([2.0]), {"loss": [2.0]}),
        ({"a": 1}, {"a": 1}),
        (None, None),
    ):
        WordVectors(Vocab.from_words(["a"]), np.ones((1, 2)), report=report).save(tmp_path / "x")
        assert WordVectors.load(tmp_path / "x").report == expected


def test_vectors_whose_normalizer_is_nested_too_deep(seasons: mv.Corpus, tmp_path: Path) -> None:
    mv.Skipgram(dim=4, epochs=1, threads=1, sample=0).fit(seasons).save(tmp_path / "v.safetensors")
    for text in (NEST, "[[1]]", "3"):
        with pytest.raises(FormatError, match="normalize"):
            mv.load(changed(tmp_path / "v.safetensors", normalize=text))
