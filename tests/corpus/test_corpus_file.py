"""Corpora in files: they come back as they were; what is no corpus is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from made.files import NEST, changed

import malvec as mv
from malvec.errors import FormatError


@pytest.mark.parametrize("name", ["tokenizer", "normalize"])
def test_a_corpus_whose_descriptions_are_no_objects(
    seasons: mv.Corpus, tmp_path: Path, name: str
) -> None:
    seasons.save(tmp_path / "c.safetensors")
    for text in (NEST, "[1]", "3.5", '"x"'):
        with pytest.raises(FormatError, match="damaged"):
            mv.Corpus.load(changed(tmp_path / "c.safetensors", **{name: text}))
