from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

class IoError(OSError): ...
class NumericalError(ArithmeticError): ...

def matrix(rows: int, dim: int) -> npt.NDArray[np.float32]: ...
def word_index(
    bytes: npt.NDArray[np.uint8], offsets: npt.NDArray[np.uint64]
) -> npt.NDArray[np.uint32]: ...
def find_word(
    bytes: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.uint64],
    index: npt.NDArray[np.uint32],
    word: bytes,
) -> int: ...
def find_words(
    bytes: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.uint64],
    index: npt.NDArray[np.uint32],
    words: bytes | npt.NDArray[np.uint8],
    word_offsets: npt.NDArray[np.uint64],
) -> npt.NDArray[np.int64]: ...
def check_corpus(
    ids: npt.NDArray[np.uint32], offsets: npt.NDArray[np.uint64], words: int, threads: int
) -> None: ...

_Tick = Callable[[int, float, int], bool | None]

class CellTrainer:
    def run_epoch(self, epoch: int, tick: _Tick | None) -> tuple[bool, int, float]: ...

class AlsTrainer(CellTrainer):
    def solve_rows(self) -> None: ...

class TokenTrainer:
    def run_epoch(
        self, epoch: int, first_chunk: int, tick: _Tick | None
    ) -> tuple[int, int, int, float]: ...

class CorpusBuilder:
    def __init__(
        self,
        threads: int,
        split: str,
        keep_empty: bool,
        directory: str,
        compose: Callable[[bytes], bytes] | None = None,
    ) -> None: ...
    def feed(self, text: bytes, tick: _Tick | None) -> None: ...
    def feed_file(self, path: bytes, start: int, tick: _Tick | None) -> None: ...
    def feed_lines(
        self,
        bytes: npt.NDArray[np.uint8],
        token_ends: npt.NDArray[np.uint64],
        line_ends: npt.NDArray[np.uint64],
    ) -> None: ...
    def end_source(self) -> None: ...
    def finish(
        self,
        min_count: int,
        max_vocab: int,
        vocab: tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint64], npt.NDArray[np.uint32]] | None,
        tick: _Tick | None,
    ) -> dict[str, Any]: ...
    @property
    def bytes_done(self) -> int: ...

class SearchOptions:
    def __init__(
        self, *, topn: int, restrict: int, threads: int, signs: list[float] = ...
    ) -> None: ...

def inverse_norms(matrix: _StoredRows, threads: int) -> npt.NDArray[np.float32]: ...
def find_nearest(
    matrix: _StoredRows,
    inverse_norms: npt.NDArray[np.float32],
    queries: npt.NDArray[np.float32],
    excluded_offsets: npt.NDArray[np.uint64],
    excluded_ids: npt.NDArray[np.int64],
    options: SearchOptions,
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]: ...

_Encoded = tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32], npt.NDArray[np.float32] | None]
_StoredRows = npt.NDArray[np.float32] | _Encoded

def encode_8bit(
    rows: npt.NDArray[np.float32], threads: int
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]: ...
def encode_product(
    rows: npt.NDArray[np.float32], knobs: dict[str, Any], threads: int, tick: _Tick | None
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32], npt.NDArray[np.float32]]: ...
def decode_rows(parts: _Encoded, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]: ...

_Words = tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint64]]
_Table = tuple[_StoredRows, npt.NDArray[np.uint32] | None, dict[str, Any]]
_Entries = tuple[bytes, npt.NDArray[np.uint64], npt.NDArray[np.int64], npt.NDArray[np.uint8], int]

def subword_knobs(knobs: dict[str, Any]) -> dict[str, Any]: ...
def ngrams(word: bytes, knobs: dict[str, Any]) -> list[tuple[bytes, int]]: ...
def vocabulary_buckets(
    words: _Words, knobs: dict[str, Any], threads: int
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32]]: ...
def compose_rows(
    words: _Words, table: _Table, mix: str, rows: npt.NDArray[np.float32], threads: int
) -> None: ...
def rows_are_finite(rows: npt.NDArray[np.float32]) -> bool: ...
def take_apart(text: bytes) -> bytes: ...
def put_together(text: bytes) -> bytes: ...
def parse_dictionary(bytes: bytes | memoryview, most: int, first: int) -> _Entries: ...

class ReadOptions:
    def __init__(
        self,
        *,
        dim: int,
        first_row: int = ...,
        most_rows: int = ...,
        finite: bool = ...,
        aligned: bool = ...,
        threads: int = ...,
    ) -> None: ...

class WriteOptions:
    def __init__(
        self,
        *,
        decimals: int = ...,
        blank_at_end: bool = ...,
        newline: bool = ...,
        threads: int = ...,
    ) -> None: ...

_Rows = tuple[bytes, npt.NDArray[np.uint64], npt.NDArray[np.float32], int]

def parse_text_rows(text: bytes | memoryview, options: ReadOptions) -> _Rows: ...
def parse_binary_rows(bytes: bytes | memoryview, options: ReadOptions) -> _Rows: ...
def format_text_rows(
    words: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.uint64],
    matrix: npt.NDArray[np.float32],
    options: WriteOptions,
) -> bytes: ...
def format_binary_rows(
    words: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.uint64],
    matrix: npt.NDArray[np.float32],
    options: WriteOptions,
) -> bytes: ...
def first_occurrences(
    words: npt.NDArray[np.uint8], offsets: npt.NDArray[np.uint64]
) -> npt.NDArray[np.int64]: ...
def check_cells(
    offsets: npt.NDArray[np.uint64], columns: npt.NDArray[np.uint32], width: int, threads: int
) -> None: ...
def first_not_finite(
    values: npt.NDArray[np.float32] | npt.NDArray[np.float64], threads: int
) -> int: ...
def glove(
    knobs: dict[str, Any], cells: tuple[Any, ...], state: dict[str, npt.NDArray[Any]]
) -> CellTrainer: ...
def glove_knobs(knobs: dict[str, Any]) -> dict[str, Any]: ...
def glove_width(dim: int) -> int: ...
def initialize_glove(
    knobs: dict[str, Any], rows: npt.NDArray[np.float32], columns: npt.NDArray[np.float32]
) -> None: ...

_Cells = tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32], npt.NDArray[Any], int]

def pmi(
    cells: _Cells, *, shift: float, smoothing: float, threshold: float, positive: bool, threads: int
) -> _Cells: ...
def tfidf(
    cells: _Cells, *, sublinear: bool, smooth: bool, normalize: bool, threads: int
) -> _Cells: ...
def svd(
    knobs: dict[str, Any],
    cells: _Cells,
    left: npt.NDArray[np.float32] | None,
    right: npt.NDArray[np.float32] | None,
    tick: Callable[[int, float, int], bool | None] | None,
) -> dict[str, Any]: ...
def svd_knobs(knobs: dict[str, Any]) -> dict[str, Any]: ...
def second_moments(
    rows: npt.NDArray[np.float32], mean: npt.NDArray[np.float64], threads: int
) -> npt.NDArray[np.float64]: ...
def symmetric_eigen(
    matrix: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]: ...

_TokenArrays = tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint64], int]

def count_cooccurrences(
    corpus: _TokenArrays, knobs: dict[str, Any], tick: _Tick | None
) -> dict[str, Any]: ...
def count_documents(
    corpus: _TokenArrays, knobs: dict[str, Any], tick: _Tick | None
) -> dict[str, Any]: ...
def add_counts(
    parts: list[Any], width: int, scale: int, knobs: dict[str, Any], tick: _Tick | None
) -> dict[str, Any]: ...
def window_scale(window: int, weight: str) -> int: ...

ISA: str
CHUNK_TOKENS: int

_Matrices = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]
_CorpusArrays = tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint64], npt.NDArray[np.uint64] | None]
_Examples = tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32], npt.NDArray[np.uint64], bool]

def skipgram(knobs: dict[str, Any], corpus: _CorpusArrays, matrices: _Matrices) -> TokenTrainer: ...
def skipgram_knobs(knobs: dict[str, Any]) -> dict[str, Any]: ...
def cbow(knobs: dict[str, Any], corpus: _CorpusArrays, matrices: _Matrices) -> TokenTrainer: ...
def cbow_knobs(knobs: dict[str, Any]) -> dict[str, Any]: ...
def doc2vec(
    knobs: dict[str, Any],
    corpus: _CorpusArrays,
    matrices: tuple[npt.NDArray[np.float32], ...],
    tags: tuple[npt.NDArray[Any], ...],
) -> TokenTrainer: ...
def doc2vec_knobs(knobs: dict[str, Any]) -> dict[str, Any]: ...
def hidden_slots(knobs: dict[str, Any], tags: int) -> int: ...
def initialize_documents(rows: npt.NDArray[np.float32], seed: int) -> None: ...

class Doc2vecInference:
    def __init__(
        self, knobs: dict[str, Any], counts: npt.NDArray[np.uint64], matrices: _Matrices
    ) -> None: ...
    def infer(
        self,
        texts: tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint64]],
        vectors: npt.NDArray[np.float32],
        how: dict[str, Any],
        tick: _Tick | None,
    ) -> bool: ...

def initialize_rows(matrix: npt.NDArray[np.float32], seed: int) -> None: ...
def heldout_loss(
    matrices: _Matrices, examples: _Examples, noise: npt.NDArray[np.float64], threads: int
) -> float: ...
def heldout_tree_loss(
    matrices: _Matrices, examples: _Examples, counts: npt.NDArray[np.uint64]
) -> float: ...
def als(knobs: dict[str, Any], cells: _Cells, state: dict[str, npt.NDArray[Any]]) -> AlsTrainer: ...
def als_knobs(knobs: dict[str, Any]) -> dict[str, Any]: ...
def mf(knobs: dict[str, Any], cells: _Cells, state: dict[str, npt.NDArray[Any]]) -> CellTrainer: ...
def mf_knobs(knobs: dict[str, Any]) -> dict[str, Any]: ...
def nplm(
    knobs: dict[str, Any], corpus: _CorpusArrays, state: dict[str, npt.NDArray[np.float32]]
) -> TokenTrainer: ...
def nplm_knobs(knobs: dict[str, Any]) -> dict[str, Any]: ...
def initialize_nplm(
    knobs: dict[str, Any], counts: npt.NDArray[np.uint64], state: dict[str, npt.NDArray[np.float32]]
) -> None: ...
def nplm_log_probabilities(
    knobs: dict[str, Any],
    ids: npt.NDArray[np.uint32],
    offsets: npt.NDArray[np.uint64],
    state: dict[str, npt.NDArray[np.float32]],
    tick: _Tick | None,
) -> npt.NDArray[np.float32]: ...
def swivel(
    knobs: dict[str, Any], cells: _Cells, state: dict[str, npt.NDArray[Any]]
) -> CellTrainer: ...
def swivel_knobs(knobs: dict[str, Any]) -> dict[str, Any]: ...
def initialize_swivel(
    rows: npt.NDArray[np.float32], columns: npt.NDArray[np.float32], seed: int
) -> None: ...

class SpacingCounter:
    def __init__(self) -> None: ...
    def feed(self, lines: bytes) -> None: ...
    def finish(self, knobs: dict[str, Any], tick: _Tick | None) -> dict[str, npt.NDArray[Any]]: ...
    @property
    def statistics(self) -> dict[str, int]: ...

class SpacingCorrector:
    def __init__(
        self, trie: tuple[npt.NDArray[Any], ...], knobs: dict[str, Any], exceptions: list[bytes]
    ) -> None: ...
    def correct_text(self, text: bytes, threads: int, tick: _Tick | None) -> bytes: ...
    def correct_all(
        self, bytes: bytes, ends: npt.NDArray[np.uint64], threads: int, tick: _Tick | None
    ) -> tuple[bytes, npt.NDArray[np.uint64]]: ...

def spacing_knobs(knobs: dict[str, Any]) -> dict[str, Any]: ...
def count_phrases(
    corpus: tuple[Any, ...], min_count: int, threads: int, tick: _Tick | None
) -> dict[str, npt.NDArray[Any]]: ...
def merge_phrases(
    corpus: tuple[Any, ...], phrases: tuple[Any, ...], threads: int, tick: _Tick | None
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint64]]: ...

class TextNormalizer:
    def __init__(
        self, knobs: dict[str, Any], entities: dict[str, str], tags: dict[str, bool]
    ) -> None: ...
    def text(self, text: str) -> str | None: ...
    def bytes(self, text: bytes) -> bytes: ...

def text_is_nfc(text: str) -> bool: ...
def find_not_nfc(text: bytes | memoryview | npt.NDArray[np.uint8]) -> int: ...
def edit_distance(a: bytes, b: bytes, jamo: bool) -> float: ...
def edit_distances(
    word: bytes,
    bytes: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.uint64],
    jamo: bool,
    threads: int,
) -> npt.NDArray[np.float64]: ...
def minhash(
    bytes: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.uint64],
    knobs: dict[str, Any],
    permutations: int,
    seed: int,
) -> npt.NDArray[np.uint32]: ...
def near_duplicates(
    bytes: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.uint64],
    knobs: dict[str, Any],
    threads: int,
    tick: _Tick | None,
) -> tuple[npt.NDArray[np.uint64], int]: ...

_WordCounts = tuple[npt.NDArray[Any], ...]

def count_words(
    corpus: tuple[
        npt.NDArray[np.uint32],
        npt.NDArray[np.uint64],
        npt.NDArray[np.uint8],
        npt.NDArray[np.uint64],
    ],
    threads: int,
    memory: int,
    tick: _Tick | None,
) -> _WordCounts: ...
def count_words_read(
    builder: CorpusBuilder, threads: int, memory: int, tick: _Tick | None
) -> tuple[_WordCounts, dict[str, Any]]: ...
def add_word_counts(a: _WordCounts, b: _WordCounts) -> _WordCounts: ...
def check_word_counts(counts: _WordCounts) -> None: ...
def word_coverage(
    counts: _WordCounts, bytes: npt.NDArray[np.uint8], offsets: npt.NDArray[np.uint64]
) -> float: ...
def score_words(
    counts: _WordCounts, knobs: dict[str, Any], tick: _Tick | None
) -> dict[str, npt.NDArray[Any]]: ...
def word_score_knobs(knobs: dict[str, Any]) -> None: ...
def noun_votes(
    counts: _WordCounts,
    right_parts: dict[str, str],
    min_frequency: int,
    max_length: int,
    threads: int,
) -> dict[str, npt.NDArray[Any]]: ...

class LTokens:
    def __init__(
        self, pairs: Iterable[tuple[str, float]], tolerance: float, remove_right: bool
    ) -> None: ...
    def __call__(self, text: str) -> list[str]: ...
    def offsets(self, text: str) -> list[tuple[int, int]]: ...
    def batch(self, texts: list[str], threads: int) -> list[list[str]]: ...

class MaxScoreTokens:
    def __init__(
        self, pairs: Iterable[tuple[str, float]], max_length: int, default_score: float
    ) -> None: ...
    def __call__(self, text: str) -> list[str]: ...
    def offsets(self, text: str) -> list[tuple[int, int]]: ...
    def batch(self, texts: list[str], threads: int) -> list[list[str]]: ...

_WeightedRows = tuple[Any, npt.NDArray[np.float32]]

def pool_sentences(
    sentences: tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint64]],
    rows: tuple[_WeightedRows, _WeightedRows],
    how: dict[str, Any],
    out: npt.NDArray[np.float32],
) -> tuple[int, int, int | None]: ...
