"""Vectors that cannot be made an encoder."""

from __future__ import annotations

import pytest
from made.corpora import SEASONS

import malvec as mv
from malvec import evaluate


def test_vectors_of_token_lists_evaluate_no_texts() -> None:
    vectors = mv.Skipgram(dim=4, epochs=1, threads=1, sample=0).fit(
        mv.Corpus.from_tokens([text.split() for text in SEASONS], min_count=1)
    )
    with pytest.raises(ValueError, match="token lists"):
        evaluate.encoding.encode(vectors, SEASONS)
