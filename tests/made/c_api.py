"""The C interface as Python calls it by ctypes, without any malvec of Python in between."""

from __future__ import annotations

import ctypes as c
import os
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pytest
from made.native import ROOT, library

from malvec.vocab import encode_word

OK, INVALID, NOT_FOUND, IO, FORMAT, MEMORY, UNSUPPORTED, STOPPED, NUMERICAL = range(9)
COPY, VERIFY, PREFAULT = 1, 2, 4
COMPOSE, UNIT = 1, 2
DIM, WORDS, SUBWORDS, ENCODER, TOKENIZER, COUNTS, INDEX, BYTES, FINGERPRINT, ROWS = range(1, 11)


class Error(c.Structure):
    _fields_ = (("code", c.c_int32), ("text", c.c_char * 252))


class Text(c.Structure):
    _fields_ = (("data", c.POINTER(c.c_char)), ("size", c.c_size_t))


KEEP_GOING = c.CFUNCTYPE(c.c_int32, c.c_void_p)


class OpenOptions(c.Structure):
    _fields_ = (
        ("size", c.c_size_t),
        ("flags", c.c_uint32),
        ("threads", c.c_uint32),
        ("keep_going", KEEP_GOING),
        ("state", c.c_void_p),
        ("dictionary", c.c_char_p),
    )


class SearchOptions(c.Structure):
    _fields_ = (
        ("size", c.c_size_t),
        ("topn", c.c_size_t),
        ("restrict_rows", c.c_size_t),
        ("allowed", c.c_void_p),
        ("threads", c.c_uint32),
        ("flags", c.c_uint32),
        ("keep_going", KEEP_GOING),
        ("state", c.c_void_p),
    )


class EncodeOptions(c.Structure):
    _fields_ = (
        ("size", c.c_size_t),
        ("threads", c.c_uint32),
        ("flags", c.c_uint32),
        ("keep_going", KEEP_GOING),
        ("state", c.c_void_p),
    )


class TokenizerOptions(c.Structure):
    _fields_ = (("size", c.c_size_t), ("dictionary", c.c_char_p), ("flags", c.c_uint32))


class Token(c.Structure):
    _fields_ = (("form", Text), ("tag", Text), ("begin", c.c_size_t), ("end", c.c_size_t))


TAKE_SENTENCE = c.CFUNCTYPE(c.c_int32, c.c_void_p, c.c_size_t, c.c_size_t)
TAKE = c.CFUNCTYPE(c.c_int32, c.c_void_p, c.POINTER(Token))
EMIT = c.CFUNCTYPE(None, c.c_void_p, Text)
CUT = c.CFUNCTYPE(*(c.c_int32, c.c_void_p, Text, EMIT, c.c_void_p))


class CError(Exception):
    """What a function of C told of an error."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


@cache
def loaded() -> Any:
    """The library, or that of the level MALVEC_ISA alone; its functions know what they give
    back."""
    path, level = library(), os.environ.get("MALVEC_ISA")
    if level is not None:
        path = ROOT / "build" / "venv" / "lib" / f"libmalvec_{level}.so"
        if not path.exists():
            pytest.skip(f"there is no {path}: make test builds it")
    found = c.CDLL(str(path))
    found.malvec_isa.restype = found.malvec_version.restype = c.c_char_p
    found.malvec_find.restype = c.c_int64
    found.malvec_release.argtypes = found.malvec_retain.argtypes = [c.c_void_p]
    found.malvec_tokenizer_release.argtypes = [c.c_void_p]
    found.malvec_retain.restype = c.c_void_p
    return found


def text(word: str | bytes) -> Text:
    data = word if isinstance(word, bytes) else encode_word(word)
    return Text(c.cast(c.c_char_p(data), c.POINTER(c.c_char)), len(data))


def texts(words: Iterable[str | bytes]) -> Any:
    listed = [text(word) for word in words]
    return (Text * len(listed))(*listed)


def pointer(array: np.ndarray[Any, Any] | None) -> Any:
    return None if array is None else array.ctypes.data_as(c.c_void_p)


def call(name: str, *arguments: Any) -> None:
    """A function of malvec.h, whose last argument is the error."""
    error = Error()
    code = getattr(loaded(), f"malvec_{name}")(*arguments, c.byref(error))
    assert code == error.code
    if code:
        raise CError(code, error.text.decode("utf-8"))


class CTokenizer:
    """A tokenizer that C opened, by its description or that of a model."""

    def __init__(self, given: str | CModel, dictionary: str | None = None) -> None:
        self.pointer = c.c_void_p()
        if isinstance(given, CModel):
            given.ask("model_tokenizer", c.byref(self.pointer))
            return
        folder = None if dictionary is None else os.fsencode(dictionary)
        options = TokenizerOptions(c.sizeof(TokenizerOptions), folder, 0)
        call("tokenizer_open", text(given), c.byref(options), c.byref(self.pointer))

    def __del__(self) -> None:
        loaded().malvec_tokenizer_release(self.pointer)

    def analyse(self, given: str | bytes) -> list[tuple[bytes, bytes, int, int]]:
        """Form, tag, begin, end of each token."""
        found = []

        def take(sink: Any, token: Any) -> int:
            one = token.contents
            parts = (c.string_at(part.data, part.size) for part in (one.form, one.tag))
            found.append((*parts, one.begin, one.end))
            return 1

        call("tokenize", self.pointer, text(given), TAKE(take), None)
        return found


class CModel:
    """A model that C opened."""

    def __init__(self, path: Path | str | bytes, flags: int = 0, **how: Any) -> None:
        self.c = loaded()
        self.pointer = c.c_void_p()
        options = OpenOptions(c.sizeof(OpenOptions), flags, **how)
        self.call("open", os.fsencode(path), c.byref(options), c.byref(self.pointer))
        self.dim = self.fact(DIM)

    def __enter__(self) -> CModel:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: object, trace: TracebackType | None
    ) -> None:
        self.c.malvec_release(self.pointer)
        self.pointer = c.c_void_p()

    def call(self, name: str, *arguments: Any) -> None:
        call(name, *arguments)

    def ask(self, name: str, *arguments: Any) -> None:
        self.call(name, self.pointer, *arguments)

    def fact(self, number: int) -> int:
        value = c.c_uint64()
        self.ask("fact", c.c_int32(number), c.byref(value))
        return value.value

    def metadata(self, key: str) -> str:
        value = Text()
        self.ask("metadata", text(key), c.byref(value))
        return c.string_at(value.data, value.size).decode("utf-8")

    def find(self, word: str | bytes) -> int:
        return int(self.c.malvec_find(self.pointer, text(word)))

    def word(self, number: int) -> tuple[str, int]:
        word, count = Text(), c.c_uint64()
        self.ask("word", c.c_uint64(number), c.byref(word), c.byref(count))
        return c.string_at(word.data, word.size).decode("utf-8", "surrogateescape"), count.value

    def vectors(self, words: Sequence[str], flags: int = COMPOSE) -> tuple[Any, Any]:
        out = np.full((len(words), self.dim), np.nan, np.float32)
        ids = np.zeros(len(words), np.int64)
        size = c.c_size_t(len(words))
        self.ask("vectors", texts(words), size, c.c_uint32(flags), pointer(out), pointer(ids))
        return out, ids

    def searched(
        self, name: str, *arguments: Any, topn: int = 10, rows: int = 1, **how: Any
    ) -> tuple[Any, Any]:
        ids, scores = np.zeros((rows, topn), np.int64), np.zeros((rows, topn), np.float32)
        options = SearchOptions(c.sizeof(SearchOptions), topn, **how)
        self.ask(name, *arguments, c.byref(options), pointer(ids), pointer(scores))
        return ids, scores

    def similar(self, plus: Sequence[str], minus: Sequence[str] = (), **how: Any) -> Any:
        given = (texts(plus), c.c_size_t(len(plus)), texts(minus), c.c_size_t(len(minus)))
        return self.named(*self.searched("similar", *given, **how))

    def analogy(self, words: Sequence[str], method: int = 0, **how: Any) -> Any:
        given = (*(text(word) for word in words), c.c_int32(method))
        return self.named(*self.searched("analogy", *given, **how))

    def nearest(self, queries: Any, excluded: Any = None, offsets: Any = None, **how: Any) -> Any:
        rows = len(queries)
        given = (pointer(queries), c.c_size_t(rows), pointer(excluded), pointer(offsets))
        return self.searched("nearest", *given, rows=rows, **how)

    def named(self, ids: Any, scores: Any) -> list[tuple[str, float]]:
        pairs = zip(ids[0].tolist(), scores[0].tolist(), strict=True)
        return [(self.word(i)[0], score) for i, score in pairs if i >= 0]

    def similarity(self, a: str, b: str) -> float:
        cosine = c.c_double()
        self.ask("similarity", text(a), text(b), c.byref(cosine))
        return cosine.value

    def encode(self, given: Sequence[str], threads: int = 0) -> tuple[Any, int]:
        return self._encoded("encode", len(given), texts(given), threads=threads)

    def encode_tokens(self, given: Sequence[Sequence[str]], threads: int = 0) -> tuple[Any, int]:
        ends = np.cumsum([0, *map(len, given)]).astype(np.uint64)
        tokens = texts(token for each in given for token in each)
        return self._encoded("encode_tokens", len(given), tokens, pointer(ends), threads=threads)

    def encode_cut(self, given: Sequence[str], cut: Any, threads: int = 0) -> tuple[Any, int]:
        def call(state: Any, one: Text, emit: Any, sink: Any) -> int:
            tokens = cut(c.string_at(one.data, one.size).decode("utf-8", "surrogateescape"))
            for token in tokens or []:
                emit(sink, text(token))
            return tokens is not None

        after = (CUT(call), None)
        return self._encoded("encode_cut", len(given), texts(given), after=after, threads=threads)

    def _encoded(
        self, name: str, count: int, *first: Any, threads: int, after: tuple[Any, ...] = ()
    ) -> tuple[Any, int]:
        out, empty = np.full((count, self.dim), np.nan, np.float32), c.c_uint64()
        options = EncodeOptions(c.sizeof(EncodeOptions), threads)
        given = (*first, c.c_size_t(count), *after, c.byref(options))
        self.ask(name, *given, pointer(out), c.byref(empty))
        return out, empty.value
