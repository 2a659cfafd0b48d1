"""What cannot be encoded or fitted is refused with a message that says what to do."""

from __future__ import annotations

import numpy as np
import pytest
from made.sentences import TEXTS, WORDS, vectors_of

import malvec as mv


@pytest.mark.parametrize(
    ("recipe", "texts", "message"),
    [
        (mv.Sif, [], "more than the 0 texts|none of the 0 texts"),
        (mv.Sif, ["", " "], "none of the 2 texts has a word"),
        (mv.Sif, ["x y", "z"], "none of the 2 texts has a word"),
        (mv.IdfMean, ["x y", "z"], "no word with a vector"),
        (mv.Sif, ["w1 w2"], "of one direction"),
        (mv.Sif, ["w1 w2"] * 50, "of one direction"),
        (mv.Usif, ["w1", "w2", "w3"], "more than the 3 texts"),
        (mv.Usif, ["w1", "w2", "w3"] * 50, "lie within 5 directions"),
    ],
)
def test_too_few_texts_or_all_alike(recipe, texts, message):
    with pytest.raises(ValueError, match=message):
        recipe().fit(vectors_of(), texts)


def test_few_texts_are_warned_of():
    with pytest.warns(UserWarning, match="fitted to 4 texts only: give 10 or more"):
        mv.Sif().fit(vectors_of(), ["w1 w2", "w3", "w5 w7", "w9", ""])


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        (None, "do not say how .* pass tokenizer="),
        ("null", "token lists"),
        (
            '{"name": "custom", "callable": "mine.split"}',
            "mine.split, a callable of yours: pass it again: tokenizer=",
        ),
        ("{", "not legible: pass tokenizer="),
    ],
)
def test_a_tokenizer_that_is_not_known(metadata, message, tmp_path):
    vectors = vectors_of(tokenizer=metadata)
    with pytest.raises(ValueError, match=message):
        mv.Mean().fit(vectors).encode(["w1"])
    expected = mv.Mean().fit(vectors_of()).encode(TEXTS)
    np.testing.assert_array_equal(
        mv.Mean().fit(vectors, tokenizer=str.split).encode(TEXTS), expected
    )
    encoder = mv.Sif().fit(vectors, TEXTS, tokenizer=str.split)
    encoder.save(tmp_path / "e.safetensors")
    with pytest.raises(ValueError, match="tokenizer="):
        mv.SentenceEncoder.load(tmp_path / "e.safetensors").encode(TEXTS)
    again = mv.SentenceEncoder.load(tmp_path / "e.safetensors", tokenizer=str.split)
    np.testing.assert_array_equal(again.encode(TEXTS), encoder.encode(TEXTS))


def test_a_vector_that_is_not_finite_is_named():
    matrix = np.array(vectors_of().matrix)
    matrix[7, 3] = np.nan
    vectors = mv.WordVectors(vectors_of().vocab, matrix, metadata=vectors_of().metadata)
    for call in (
        lambda: mv.Sif().fit(vectors, TEXTS),
        lambda: mv.Mean().fit(vectors).encode(TEXTS),
    ):
        with pytest.raises(mv.errors.NumericalError, match="the vector of 'w7' is not finite"):
            call()
    assert np.isfinite(mv.Mean().fit(vectors).encode(["w1 w2"])).all()


def test_vectors_without_counts():
    bare = mv.WordVectors(
        mv.Vocab.from_words(WORDS), vectors_of().matrix, metadata=vectors_of().metadata
    )
    with pytest.raises(ValueError, match="frequencies='texts'"):
        mv.Sif().fit(bare, TEXTS)
    assert mv.Sif(frequencies="texts").fit(bare, TEXTS).encode(TEXTS).any()
    assert mv.Mean().fit(bare).encode(TEXTS).any()


def test_knobs_and_arguments():
    vectors, encoder = vectors_of(), mv.Mean().fit(vectors_of())
    refused = [
        (TypeError, "must be malvec.WordVectors", lambda: mv.Sif().fit("vectors.bin")),
        (ValueError, "a=0", lambda: mv.Sif(a=0)),
        (ValueError, "a=nan", lambda: mv.Sif(a=float("nan"))),
        (ValueError, "components=21", lambda: mv.Sif(components=21).fit(vectors, TEXTS)),
        (TypeError, "components=1.5", lambda: mv.Usif(components=1.5)),
        (
            ValueError,
            "frequencies='corpus': must be one of vectors, texts",
            lambda: mv.Sif(frequencies="corpus"),
        ),
        (ValueError, "learns common components", lambda: mv.Sif().fit(vectors)),
        (ValueError, "learns frequencies", lambda: mv.IdfMean().fit(vectors)),
        (ValueError, "use a smaller length", lambda: mv.Usif(length=1000).fit(vectors, TEXTS)),
        (TypeError, "not one str", lambda: encoder.encode("w1 w2")),
        (TypeError, "from 0, is list", lambda: encoder.encode([["w1", "w2"]])),
        (TypeError, "not one str", lambda: encoder.encode_tokens("w1")),
        (TypeError, "not from int", lambda: mv.Sif().fit(vectors, 7)),
        (ValueError, "60", lambda: encoder.encode_ids([[60]])),
        (ValueError, "offsets", lambda: encoder.encode_ids([1, 2], [0, 3])),
        (FileNotFoundError, "nowhere", lambda: mv.Sif().fit(vectors, "nowhere.txt")),
    ]
    for kind, message, call in refused:
        with pytest.raises(kind, match=message):
            call()


def failing(text: str) -> list[str]:
    raise LookupError(f"cannot read {text}")


def test_a_tokenizer_that_fails_says_where():
    with pytest.raises(RuntimeError, match="failed on text 1: LookupError: cannot read w1"):
        mv.Mean().fit(vectors_of(), tokenizer=failing).encode(["w1"])


def test_files_that_hold_no_encoder(tmp_path):
    vectors_of().save(tmp_path / "v.safetensors")
    with pytest.raises(mv.FormatError, match="word vectors, not a sentence encoder"):
        mv.SentenceEncoder.load(tmp_path / "v.safetensors")
    mv.Sif().fit(vectors_of(), TEXTS).save(tmp_path / "e.safetensors")
    mv.WordVectors.load(tmp_path / "e.safetensors").save(tmp_path / "again.safetensors")
    with pytest.raises(mv.FormatError, match="word vectors, not a sentence encoder"):
        mv.SentenceEncoder.load(tmp_path / "again.safetensors")


def test_nothing_to_encode():
    encoder = mv.Mean().fit(vectors_of())
    assert (
        encoder.encode([]).shape
        == encoder.encode(iter([])).shape
        == encoder.encode_tokens([]).shape
        == (0, 20)
    )
    assert encoder.encode_ids([], [0]).shape == (0, 20)
    assert not encoder.encode(["", "x"]).any()


@pytest.mark.parametrize("share", [np.nan, np.inf, -0.5, 2.0])
def test_shares_are_from_0_to_1(share):
    vectors = vectors_of()
    with pytest.raises(ValueError, match="shares must be from 0 to 1"):
        mv.SentenceEncoder(
            vectors, np.ones(len(vectors)), components=np.eye(1, 20), shares=np.array([share])
        )
    with pytest.raises(ValueError, match=r"unseen_weight=.*finite"):
        mv.SentenceEncoder(vectors, np.ones(len(vectors)), unseen_weight=-share * share)


@pytest.mark.parametrize("given", [None, 5, [5], [None], "w1", ["w1"], [["w1", 3]]])
def test_what_is_no_list_of_tokens(given):
    with pytest.raises(TypeError, match=r"sentences must be|tokens must be str"):
        mv.Mean().fit(vectors_of()).encode_tokens(given)


def test_what_is_no_question():
    encoder = mv.Mean().fit(vectors_of())
    for text in (None, 5, ["w1"]):
        with pytest.raises(TypeError, match="a question is made of"):
            encoder.most_similar(text, ["w1"])
        with pytest.raises(TypeError, match="texts must be str"):
            encoder.similarity(text, "w1")
    with pytest.raises(ValueError, match="a vector has shape"):
        encoder.most_similar(np.ones(3), ["w1"])
    for topn, error in ((-1, ValueError), (1.5, TypeError), (None, TypeError)):
        with pytest.raises(error, match="topn="):
            encoder.most_similar("w1", ["w1"], topn=topn)
    assert encoder.most_similar("w1", ["w1"], topn=0) == []
