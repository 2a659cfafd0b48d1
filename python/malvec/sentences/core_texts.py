"""Texts that the core cleans, cuts, looks up and pools by itself, without Python for each token."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sized

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.runtime.machine import available_threads
from malvec.runtime.progress import progress_bar
from malvec.sentences.pooling import Pooling, room_for
from malvec.sentences.report import EncodingTally
from malvec.text.texts import text_chunks
from malvec.tokenizers import Pipeline
from malvec.tokenizers.description import core_tokenizer

__all__ = ["core_encoder", "encode_texts"]

_CHARACTERS = 1 << 18  # for one call of the core
Floats = npt.NDArray[np.float32]


def core_encoder(pooling: Pooling, pipeline: Pipeline) -> _core.TextsEncoder | None:
    """What takes texts to vectors; None where only Python has the tokenizer."""
    tokenizer = core_tokenizer(pipeline.tokenizer)
    if tokenizer is None:
        return None
    vectors = pooling.vectors
    how = {
        "weights": pooling.weights,
        "unseen_weight": pooling.unseen_weight,
        "unit_length": pooling.unit_length,
        "by_weights": pooling.by_weights,
        "components": pooling.components,
        "shares": pooling.shares,
    }
    return _core.TextsEncoder(
        vectors.native(vectors.searchable),
        how,
        json.dumps(None if pipeline.normalizer is None else pipeline.normalizer.describe()),
        tokenizer.capsule,
    )


def encode_texts(
    encoder: _core.TextsEncoder,
    texts: Iterable[str],
    dim: int,
    *,
    tally: EncodingTally | None,
    threads: int | None,
    progress: bool | None,
) -> Iterator[Floats]:
    """The vectors of texts, some at a time, in their order."""
    done, total = 0, len(texts) if isinstance(texts, Sized) else None
    with progress_bar(total, "encoding", " texts", progress) as advance:
        for chunk in text_chunks(texts, _CHARACTERS):
            out = room_for(len(chunk), dim)
            counted = encoder.encode(chunk, out, available_threads(threads), done)
            if tally is not None:
                tally.add(counted)
            done += len(chunk)
            advance(done)
            yield out
