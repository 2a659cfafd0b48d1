"""`malvec evaluate MODEL --bundled`."""

import json

import numpy as np
from command_line import malvec

from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab


def test_the_bundled_sets(tmp_path):
    words = ["엄마", "어머니", "남자", "여자", "아빠", "학교"]
    random = np.random.default_rng(0)
    model = WordVectors(Vocab.from_words(words), random.normal(size=(6, 4)).astype(np.float32))
    model.save(tmp_path / "v.safetensors")
    done = malvec("evaluate", tmp_path / "v.safetensors", "--bundled", "--json", "-q", check=1)
    assert "pairs-ko.tsv" in done.stderr  # one pair of known words is too few
    (found,) = json.loads(done.stdout)
    assert (found["set"], found["known"], found["total"]) == ("analogies-ko.txt", 1, 40)
