"""Typical mistakes of the first days, each as a user types it: one sentence says what to do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse

import malvec as mv

TEXTS = ["영화 정말 좋다", "배우 정말 나쁘다", "감독 정말 좋다"] * 30

FILES = {
    "texts.txt": "\n".join(TEXTS).encode() + b"\n",
    "empty.txt": b"",
    "cp949.txt": ("영화가 재미있다\n" * 50).encode("cp949"),
    "utf16.txt": ("영화가 재미있다\n" * 50).encode("utf-16"),
    "pretty.json": b'[\n {\n  "text": "a"\n }\n]\n',
    "lines.jsonl": '{"text": "영화 좋다"}\n'.encode() * 10,
    "pickle.pkl": b"\x80\x04\x95" + bytes(40),
    "pairs.tsv": "영화\t배우\t7.5\n감독\t배우\t3.0\n".encode(),
}

MISTAKES: list[tuple[str, type[Exception], str]] = [
    # Texts and files.
    ("mv.Corpus.from_texts('영화 좋다')", TypeError, "an iterable of str, not one str"),
    ("mv.Corpus.from_texts([1, 2])", TypeError, "texts must be str, but"),
    ("mv.Corpus.from_texts(['a', None])", TypeError, "leave such rows out"),
    ("mv.Corpus.from_texts([['영화', '좋다']])", TypeError, "from_tokens"),
    ("mv.Corpus.from_tokens(['영화 좋다'])", TypeError, "for texts: from_texts"),
    ("mv.Corpus.from_texts(['a b'], min_count=5)", ValueError, "lower min_count"),
    ("mv.Corpus.from_texts([])", ValueError, "no "),
    ("mv.Corpus.from_files('nofile.txt')", FileNotFoundError, "nofile.txt"),
    ("mv.Corpus.from_files('empty.txt')", ValueError, "no tokens in empty.txt"),
    ("mv.Corpus.from_files(open('texts.txt'))", TypeError, "path"),
    ("mv.Corpus.from_files(b'texts.txt')", TypeError, "path"),
    ("mv.Corpus.from_files(3)", TypeError, "path"),
    ("mv.Corpus.from_files('cp949.txt')", mv.FormatError, "CP949"),
    ("mv.Corpus.from_files('utf16.txt')", mv.FormatError, "UTF-16"),
    ("mv.Corpus.from_files('vectors.safetensors')", mv.FormatError, "malvec.load"),
    ("mv.Corpus.from_texts(TEXTS, tokenizer='mecab')", TypeError, "malvec.tokenizers.by_name"),
    ("mv.Corpus.from_texts(TEXTS, tokenizer=mv.tokenizers.Eojeols)", TypeError, "Eojeols()"),
    ("mv.Corpus.from_texts(TEXTS, normalizer='NFC')", TypeError, "must be a malvec.Normalizer"),
    ("mv.Corpus.from_texts(TEXTS, min_count=0.5)", TypeError, "must be a whole number"),
    ("mv.Corpus.from_texts(TEXTS, threads=0)", ValueError, "threads=0: must be between 1"),
    ("mv.Spacing().fit(TEXTS).correct(TEXTS)", TypeError, "for several there is correct_batch"),
    ("mv.corpus.merge_phrases(TEXTS)", TypeError, "make one with Corpus.from_files"),
    ("mv.tokenizers.by_name('mecb')", ValueError, "mecab"),
    # Recipes and data.
    ("mv.Skipgram(epoch=3)", TypeError, "epochs"),
    ("mv.Skipgram(vector_size=100)", TypeError, "dim"),
    ("mv.Skipgram(min_count=5)", TypeError, "Corpus"),
    ("mv.Skipgram(corpus)", TypeError, "fit"),
    ("mv.Skipgram(dim='100')", TypeError, "dim='100': must be a whole number"),
    ("mv.Skipgram(dim=0)", ValueError, "dim=0: must be between 1 and"),
    ("mv.Skipgram(lr=-1)", ValueError, "lr=-1: must be above 0"),
    ("mv.Skipgram(loss='softmax')", ValueError, "must be 'ns' (negative sampling) or 'hs'"),
    ("mv.Skipgram().fit(TEXTS)", TypeError, "make one with Corpus.from_files, from_texts"),
    ("mv.Skipgram().fit('texts.txt')", TypeError, "make one with Corpus.from_files, from_texts"),
    ("mv.Skipgram().fit(corpus, every='10 minutes')", ValueError, "'30s', '10min', '2h'"),
    ("mv.Skipgram().fit(corpus, callback=3)", TypeError, "callback"),
    ("mv.Skipgram().fit(corpus, progress='auto')", TypeError, "must be True, False or None"),
    ("mv.Glove().fit(corpus)", TypeError, "malvec.count(corpus) makes them of a corpus"),
    ("mv.Als(dim=2).fit(sparse.csr_array(-np.eye(3)))", ValueError, "must not be negative"),
    ("mv.Doc2Vec(dim=4).fit(corpus, tags=['a'])", ValueError, "1 tags were given for 90 documents"),
    ("mv.count(corpus, memory='lots')", ValueError, "such as '4GiB' or '500MB'"),
    ("mv.count(corpus, window=0)", ValueError, "window=0: must be 1 or more"),
    ("mv.Sif(vectors)", TypeError, "fit"),
    ("mv.Corpus.from_tokens(None)", TypeError, "an iterable of token lists, not NoneType"),
    ("mv.Vocab.from_words('영화')", TypeError, "not one str"),
    ("mv.Vocab.from_words({'영화', '배우'})", TypeError, "no order: sort it"),
    ("mv.tokenizers.UserDictionary(None)", TypeError, "words or (word, tag) pairs"),
    ("mv.tokenizers.UserDictionary([3])", TypeError, "entry 1: 3 is no word or (word, tag)"),
    ("mv.tokenizers.LTokenizer({'영화', '배우'})", TypeError, "pairs of a word and a number"),
    ("mv.tokenizers.LTokenizer(3)", TypeError, "a mapping or a table of words, not 3"),
    ("mv.sentences.classifiers.train(encoder, TEXTS, None)", TypeError, "a label for each text"),
    ("mv.Sif().fit(vectors)", ValueError, "give fit() a corpus, a path, or an iterable of str"),
    # Questions.
    ("vectors['영하']", KeyError, "not among 6 words"),
    ("vectors['영화가']", KeyError, "similar: 영화"),
    ("vectors.most_similar('영화', topn='3')", TypeError, "topn='3': must be a whole number"),
    ("vectors.most_similar('영화', topn=-1)", ValueError, "topn=-1: must be 0 or more"),
    ("vectors.most_similar([])", ValueError, "an empty query"),
    ("vectors.most_similar(3.5)", TypeError, "made of names and vectors"),
    ("vectors.most_similar(np.zeros(5))", ValueError, "a vector has shape (8,), not (5,)"),
    (
        "vectors.analogy('영화', '배우', '감독', method='mul')",
        ValueError,
        "one of 3cosadd, 3cosmul",
    ),
    ("encoder.encode('영화 좋다')", TypeError, "an iterable of str, not one str"),
    ("encoder.encode(None)", TypeError, "texts must be"),
    ("encoder.encode([1, 2])", TypeError, "texts must be str"),
    ("documents.infer(None)", TypeError, "an iterable of str, not NoneType"),
    ("documents.infer({'영화 좋다'})", TypeError, "which has no order: sort it"),
    ("documents.infer({'text': '영화 좋다'})", TypeError, "not a dict: give its values"),
    ("mv.evaluate.heldout_loss(vectors, TEXTS)", TypeError, "make it with vocab=vectors.vocab"),
    ("mv.evaluate.classification(encoder, TEXTS, [0, 1] * 45, model=3)", TypeError, "fit and"),
    ("mv.evaluate.overlap(vectors, TEXTS)", TypeError, "of two malvec.WordVectors"),
    ("mv.evaluate.similarity(vectors, None)", TypeError, "a list of (word, word, score)"),
    ("factors.recommend('nobody')", KeyError, "3 rows (users)"),
    ("documents.most_similar('nobody')", KeyError, "none of 90 tags is 'nobody'"),
    ("mv.Normalizer(htlm=True)", TypeError, "html may be meant"),
    ("mv.evaluate.similarity('pairs.tsv', vectors)", TypeError, "they come first, then the set"),
    ("mv.evaluate.similarity(vectors, 'nofile.csv')", FileNotFoundError, "nofile.csv"),
    ("mv.plot.scatter(['영화'])", TypeError, "cannot be drawn"),
    # Files of vectors.
    ("mv.load('nofile.safetensors')", FileNotFoundError, "nofile.safetensors"),
    ("mv.load('texts.txt')", mv.FormatError, "text"),
    ("mv.load('pickle.pkl')", mv.FormatError, "pickle"),
    ("mv.WordVectors.load('corpus.safetensors')", mv.FormatError, "malvec.load or Corpus.load"),
    ("mv.io.load_glove('vectors.safetensors')", mv.FormatError, "malvec.load"),
    ("mv.io.load_fasttext('texts.txt')", mv.FormatError, "text"),
    ("vectors.save('vectors.txt')", ValueError, "malvec.io"),
    ("vectors.save('no/where/v.safetensors')", FileNotFoundError, "no/where"),
    ("mv.vectors.compress(vectors, 'pca')", ValueError, "must be one of pq, int8"),
    ("mv.vectors.compress(vectors, parts=3)", ValueError, "one of 1, 2, 4, 8"),
    ("mv.WordVectors(mv.Vocab.from_words(['a']), np.eye(2))", ValueError, "for 1 words"),
    ("mv.Vocab.from_words(['a', 'a'])", ValueError, "the word 'a' comes twice"),
    ("mv.nouns", AttributeError, "malvec.word_discovery.find_nouns"),
]

PYTHON_S_OWN = (
    "object has no attribute",
    "unpack",
    "unexpected keyword",
    "not iterable",
    "not callable",
)
"""How Python puts what malvec should have said."""


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the mistakes are made with, in a folder of its own."""
    folder, before = tmp_path_factory.mktemp("mistakes"), Path.cwd()
    os.chdir(folder)
    for name, content in FILES.items():
        Path(name).write_bytes(content)
    corpus = mv.Corpus.from_texts(TEXTS, min_count=1)
    vectors = mv.Skipgram(dim=8, epochs=1, sample=0, threads=1).fit(corpus)
    corpus.save("corpus.safetensors")
    vectors.save("vectors.safetensors")
    tagged = mv.Corpus.from_texts(TEXTS, min_count=1, keep_empty=True)
    users, items = ["u1", "u2", "u3"], ["a", "b", "c"]
    ratings = sparse.csr_array(np.eye(3))
    yield {
        "mv": mv,
        "np": np,
        "sparse": sparse,
        "TEXTS": TEXTS,
        "corpus": corpus,
        "vectors": vectors,
        "encoder": mv.Mean().fit(vectors),
        "documents": mv.Doc2Vec(dim=4, epochs=1, sample=0).fit(tagged),
        "factors": mv.Als(dim=2, epochs=1).fit(ratings, row_names=users, column_names=items),
    }
    os.chdir(before)


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.parametrize(("code", "kind", "says"), MISTAKES, ids=[code for code, *_ in MISTAKES])
def test_a_mistake_gets_a_sentence(
    code: str, kind: type[Exception], says: str, names: dict[str, Any]
) -> None:
    with pytest.raises(kind) as caught:
        eval(code, names)
    told = str(caught.value)
    assert says in told
    assert "\n" not in told
    assert len(told) < 300
    if kind is not AttributeError:
        assert not [words for words in PYTHON_S_OWN if words in told]


def test_there_are_sixty() -> None:
    assert len({code for code, *_ in MISTAKES}) >= 60
