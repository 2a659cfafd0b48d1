"""Export for the projector: as many rows of words as of vectors, whatever the words are."""

from __future__ import annotations

import json

import numpy as np
import pytest

import malvec as mv
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

ODD = [
    "영화",
    "a\tb",
    "c\nd",
    "e\r",
    "\u2028",
    "x\u0085y",
    "\u3000",
    "🎬 $x$",
    '"q"',
    "\x00",
    "\udcff",
    "new york",
    "back\\slash",
    "각",
]


def vectors_of(words, counts=None):
    matrix = np.random.default_rng(0).standard_normal((len(words), 3)).astype(np.float32)
    data = [word.encode("utf-8", "surrogateescape") for word in words]
    offsets = np.cumsum([0, *map(len, data)]).astype(np.uint64)
    vocab = Vocab(np.frombuffer(b"".join(data), np.uint8), offsets, counts)
    return WordVectors(vocab, matrix)


@pytest.mark.parametrize("counted", [False, True])
def test_rows_fit_whatever_the_words(tmp_path, counted):
    vectors = vectors_of(ODD, np.arange(len(ODD), 0, -1, dtype=np.uint64) if counted else None)
    mv.io.save_projector(vectors, tmp_path / "p", name='영화 "x"')
    metadata = (tmp_path / "p" / "metadata.tsv").read_bytes().decode("utf-8")
    lines = metadata.split("\n")[:-1]
    if counted:
        assert lines.pop(0) == "word\tcount"
        assert [line.split("\t")[1] for line in lines] == [str(n) for n in range(len(ODD), 0, -1)]
    cells = [line.split("\t")[0] for line in lines]
    assert len(cells) == len(ODD) == len(metadata.splitlines()) - counted
    assert all(cell.strip() for cell in cells)
    expected = {
        0: "영화",
        1: "a\\tb",
        2: "c\\nd",
        3: "e\\r",
        4: "\\u2028",
        5: "x\\u0085y",
        6: "\\u3000",
        7: "🎬 $x$",
        10: "\\xff",
        11: "new york",
    }
    assert {i: cells[i] for i in expected} == expected
    rows = [line.split("\t") for line in (tmp_path / "p" / "tensors.tsv").read_text().splitlines()]
    np.testing.assert_array_equal(np.array(rows, np.float32), vectors.matrix)
    settings = json.loads((tmp_path / "p" / "projector_config.json").read_text("utf-8"))[
        "embeddings"
    ][0]
    assert settings["tensorShape"] == [len(ODD), 3]
    assert all(
        (tmp_path / "p" / settings[name]).is_file() for name in ("tensorPath", "metadataPath")
    )
    assert 'tensor_name: "영화 \\"x\\""' in (tmp_path / "p" / "projector_config.pbtxt").read_text(
        "utf-8"
    )


def test_fewer_rows_and_what_is_refused(tmp_path):
    vectors = vectors_of(ODD)
    mv.io.save_projector(vectors, tmp_path / "p", restrict=1, odd_words="error")
    assert (tmp_path / "p" / "metadata.tsv").read_text("utf-8") == "영화\n"
    with pytest.raises(ValueError, match=r"words would break a table.*a\\tb"):
        mv.io.save_projector(vectors, tmp_path / "q", odd_words="error")
    assert not (tmp_path / "q").exists()
    bad = WordVectors(Vocab.from_words(["a", "나"]), np.array([[1, 2], [np.inf, 0]], np.float32))
    with pytest.raises(ValueError, match="'나' is not finite"):
        mv.io.save_projector(bad, tmp_path / "r")
    with pytest.raises(ValueError, match="odd_words"):
        mv.io.save_projector(bad, tmp_path / "r", odd_words="x")
