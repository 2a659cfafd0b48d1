"""Sub-words in training: unseen words, jamo, going on, files, checkpoints."""

import dataclasses
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from command_line import attempt
from reference.word2vec import Word2Vec

import malvec as mv
from malvec.vectors.subwords import SubwordTable

STEMS = ["가고", "먹고", "자고", "보고"]
ENDINGS = ["싶다", "싶은", "싶어", "싶네", "싶지"]


def stem_corpus(sentences=3000):
    """Sentences about one stem each, in all its forms; the last form of each stem never occurs."""
    rng = np.random.default_rng(5)
    forms = [[stem + ending for ending in ENDINGS[:-1]] for stem in STEMS]
    return mv.Corpus.from_tokens(
        [rng.choice(forms[k % 4], 8).tolist() for k in range(sentences)], min_count=1
    )


@pytest.mark.parametrize("recipe", [mv.Skipgram, mv.Cbow])
@pytest.mark.parametrize("units", ["char", "jamo", "jamo+char"])
def test_unseen_forms_find_their_relatives(recipe, units):
    vectors = recipe(
        dim=16, epochs=4, sample=0, subwords=units, min_n=2, max_n=4, buckets=5000
    ).fit(stem_corpus())
    for stem in STEMS:
        unseen = stem + ENDINGS[-1]
        assert unseen not in vectors
        assert {word[:2] for word, _ in vectors.most_similar(unseen, topn=3)} == {stem}


def test_equals_its_slow_twin():
    recipe = mv.Skipgram(
        dim=12, epochs=1, threads=1, sample=0, lr=0.01, min_n=2, max_n=3, buckets=40
    )
    corpus = stem_corpus(400)
    words = len(corpus.vocab)
    table = SubwordTable.from_options(np.zeros((40, 12), np.float32), recipe._subword_options())
    lists = [
        [i, *(words + bucket for _, bucket in table.ngrams(word))]
        for i, word in enumerate(corpus.vocab)
    ]
    sentences = [corpus.ids[a:b].tolist() for a, b in pairwise(corpus.offsets.tolist())]
    twin = Word2Vec(sentences, corpus.vocab.counts.tolist(), recipe.describe(), lists)
    twin.train_epoch(0)
    vectors = recipe.fit(corpus)
    for i, word in enumerate(corpus.vocab):
        assert vectors[word] == pytest.approx(
            twin.input[lists[i]].mean(0), abs=2e-3 * np.abs(twin.input).max()
        )
    assert vectors.report.losses[0] == pytest.approx(twin.loss / twin.pairs, rel=1e-4)


def test_files_keep_sub_words(tmp_path):
    corpus = stem_corpus(500)
    vectors = mv.Skipgram(dim=8, epochs=1, subwords="char", buckets=1000).fit(corpus)
    vectors.save(tmp_path / "v.safetensors")
    mv.io.save_fasttext(vectors, tmp_path / "v.bin")
    own, other = mv.load(tmp_path / "v.safetensors"), mv.io.load_fasttext(tmp_path / "v.bin")
    assert np.array_equal(own["가고싶지"], vectors["가고싶지"])
    assert other["가고싶다"] == pytest.approx(vectors["가고싶다"], abs=1e-6)
    # fastText counts n-grams that were never trained in its mean, as zeros
    assert other.similarity("가고싶지", vectors["가고싶지"]) == pytest.approx(1)
    jamo = mv.Skipgram(dim=8, epochs=1, subwords="jamo", buckets=1000).fit(corpus)
    with pytest.raises(ValueError, match="jamo"):
        mv.io.save_fasttext(jamo, tmp_path / "jamo.bin")


@pytest.mark.parametrize("units", ["char", "jamo", "jamo+char"])
def test_only_n_grams_that_words_have_keep_rows(units, tmp_path):
    corpus = stem_corpus(500)
    recipe = mv.Skipgram(dim=8, epochs=1, threads=1, subwords=units, buckets=100_000)
    vectors = recipe.fit(corpus)
    table = vectors.subword_table
    of_words = {bucket for word in vectors for _, bucket in table.ngrams(word)}
    assert table.kept.tolist() == sorted(of_words)
    vectors.save(tmp_path / "v.safetensors")
    assert (tmp_path / "v.safetensors").stat().st_size < 100_000 * 8
    opened = mv.load(tmp_path / "v.safetensors")
    for word in ("가고싶다", "가고싶지", "뷁"):
        cut = [(text, bucket) for text, bucket in table.ngrams(word) if bucket in of_words]
        assert [part.bucket for part in opened.subwords(word) if part.bucket is not None] == [
            bucket for _, bucket in cut
        ]
        if word not in vectors:
            rows = [table.matrix[table.kept.searchsorted(bucket)] for _, bucket in cut]
            mean = np.mean(rows, axis=0) if rows else np.zeros(8)
            np.testing.assert_allclose(opened[word], mean, atol=1e-6)
    assert not opened["뷁"].any()
    on = recipe.fit(corpus, initial=opened)
    assert on.subword_table.kept.tolist() == table.kept.tolist()
    assert np.array_equal(on.matrix, recipe.fit(corpus, initial=vectors).matrix)


def test_all_rows_are_kept_when_asked(tmp_path):
    corpus = stem_corpus(500)
    recipe = mv.Skipgram(dim=8, epochs=1, threads=1, subwords="char", buckets=1000)
    asked = mv.Skipgram(dim=8, epochs=1, threads=1, subwords="char", buckets=1000, pruned=False)
    some = recipe.fit(corpus)
    every = asked.fit(corpus, checkpoint=tmp_path)
    assert every.subword_table.kept is None
    assert np.array_equal(every.matrix, some.matrix)
    kept = some.subword_table.kept
    assert np.array_equal(every.subword_table.matrix[kept], some.subword_table.matrix)
    assert every["뷁"].any()
    assert not some["뷁"].any()
    pruned = mv.vectors.prune(every).subword_table
    assert np.array_equal(pruned.kept, kept)
    assert np.array_equal(pruned.matrix, some.subword_table.matrix)
    for path, again in ("v.safetensors", mv.load), ("v.bin", mv.io.load_fasttext):
        (every.save if again is mv.load else partial(mv.io.save_fasttext, every))(tmp_path / path)
        assert again(tmp_path / path)["뷁"] == pytest.approx(every["뷁"], abs=1e-6)
    assert len(mv.load(tmp_path).subword_table.matrix) == 1000
    assert asked.fit(corpus, initial=some).subword_table.kept is None


def test_a_finished_checkpoint_composes_again(tmp_path):
    recipe = mv.Skipgram(dim=8, epochs=2, threads=1, subwords="jamo", buckets=500)
    first, again = (recipe.fit(stem_corpus(500), checkpoint=tmp_path) for _ in range(2))
    assert np.array_equal(first.matrix, again.matrix)
    assert np.array_equal(first["가고싶지"], again["가고싶지"])


def test_going_on_needs_the_same_sub_words():
    recipe = mv.Skipgram(
        dim=16, epochs=3, sample=0, subwords="char", min_n=2, max_n=4, buckets=3000
    )
    first = recipe.fit(stem_corpus(1500))
    new = mv.Corpus.from_tokens([["가고싶다", "가고파"], ["먹고싶다", "먹고파"]] * 300, min_count=1)
    second = recipe.fit(new, initial=first)
    assert set(second.vocab) == set(first.vocab) | {"가고파", "먹고파"}
    assert second.most_similar("자고싶다", topn=1)[0][0][:2] == "자고"
    assert second.similarity("자고싶은", "자고싶다") > 0.8
    for other in (dataclasses.replace(recipe, max_n=5), mv.Skipgram(dim=16)):
        with pytest.raises(ValueError, match="other sub-words"):
            other.fit(new, initial=first)


def test_sub_words_are_on_as_soon_as_one_knob_is_given():
    assert mv.Skipgram()._subword_options() is None
    assert mv.Skipgram(max_n=5)._subword_options() == {
        "units": "char",
        "min_n": 3,
        "max_n": 5,
        "buckets": 2_000_000,
    }
    assert mv.Cbow(subwords="jamo").max_n == 6


@pytest.mark.parametrize(
    "knobs",
    [
        {"min_n": 5, "max_n": 3},
        {"subwords": "jamo", "buckets": 0},
        {"subwords": "syllable"},
        {"min_n": 0},
    ],
)
def test_bad_knobs_are_named(knobs):
    with pytest.raises((ValueError, TypeError), match=r"min_n|buckets|subwords"):
        mv.Skipgram(**knobs)


def test_memory_is_said_before_it_is_taken():
    assert mv.Skipgram(dim=100, subwords="char").memory(1000) == pytest.approx(
        448 * 2_002_000, rel=1e-3
    )
    with pytest.raises(MemoryError, match="buckets"):
        mv.Skipgram(dim=65000, subwords="char").fit(stem_corpus(4))


def test_buckets_without_sub_words_are_refused():
    with pytest.raises(ValueError, match=r"buckets=500 .* subwords"):
        mv.Skipgram(buckets=500)
    with pytest.raises(ValueError, match=r"pruned=False .* subwords"):
        mv.Skipgram(pruned=False)
    with pytest.raises(TypeError, match="pruned='no': must be True or False"):
        mv.Skipgram(subwords="char", pruned="no")
    refused = attempt(
        ["train", "skipgram", "-i", "x.txt", "-o", "v.safetensors", "--buckets", "500"]
    )
    assert refused.exit_code == 2
    assert mv.Skipgram(subwords="char", buckets=500).buckets == 500
