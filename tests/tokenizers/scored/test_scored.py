"""Tokenizers by word scores against soynlp's tokens and the slow twin; how they travel, and texts
of all kinds."""

from __future__ import annotations

import itertools
import json
import math
import pickle
import random
import time
from pathlib import Path
from typing import Any

import pytest
from made import files
from reference.words import l_tokens, max_score_tokens

import malvec as mv
from malvec import FormatError
from malvec.runtime.machine import ProcessorBudget
from malvec.tokenizers import LTokenizer, MaxScore, by_name, describe, from_description

GOLDEN = files.DATA / "words"
HANGUL = "".join(chr(c) for c in range(0xAC00, 0xD7A4))
TEXTS = [
    "",
    " \t\n\u3000 ",
    "👩\u200d👩\u200d👧 👍🏽👍🏽",
    "ㅋㅋㅋㅠㅠ ㅏㅏ ㄱ",
    "한국 한국",
    "\ud800 a\udc80b \udfff\udfff",
    "a\0b \0\0 \0",
    "즤즤 즤 뷁",
    "a가1\u00a0-b\x1cnext\x85line\u2028sep",
    HANGUL,
    "".join(c + c for c in HANGUL),
    " ".join(HANGUL),
]

pytestmark = pytest.mark.filterwarnings("ignore:only .* of the eojeols")


@pytest.fixture(scope="module")
def scores() -> dict[str, float]:
    header, *rows = [
        line.split("\t") for line in (GOLDEN / "soynlp-3-10-6.tsv").read_text("utf-8").splitlines()
    ]
    forward, entropy = header.index("cohesion_forward"), header.index("right_branching_entropy")
    return {
        row[0]: float(f"{float(row[forward]) * math.exp(float(row[entropy])):.10g}") for row in rows
    }


def examples(name: str) -> list[list[Any]]:
    return [json.loads(line) for line in (GOLDEN / name).read_text("utf-8").splitlines()]


def test_tokens_are_those_of_soynlp(scores: dict[str, float]) -> None:
    systems = (
        LTokenizer(scores),
        LTokenizer(scores, tolerance=0.3),
        LTokenizer(scores, remove_r=True),
        MaxScore(scores),
    )
    read = examples("soynlp-tokens.jsonl")
    assert len(read) == 307
    for text, *expected in read:
        assert [system(text) for system in systems] == expected
    lower = {word: score - 0.5 for word, score in scores.items()}
    systems = (
        LTokenizer(lower),
        LTokenizer(lower, tolerance=0.3),
        MaxScore(lower),
        MaxScore(scores, max_length=4),
    )
    for text, *expected in examples("soynlp-tokens-negative.jsonl"):
        assert [system(text) for system in systems] == expected


def test_tokens_are_those_of_the_twin() -> None:
    choose = random.Random(1)
    for _ in range(400):
        words = (
            "".join(choose.choices("가나다라", k=choose.randint(1, 6)))
            for _ in range(choose.randint(0, 40))
        )
        scores = {word: choose.choice([-1, -0.5, 0, 0.25, 0.5, 0.5, 1]) for word in words}
        text = " ".join(
            "".join(choose.choices("가나다라", k=choose.randint(1, 30))) for _ in range(3)
        )
        length = choose.choice([2, 3, 4, 5, 6, 7, 8, 1 << 30])
        default = choose.choice([0, 0.25, -0.5, 2])
        tolerance = choose.choice([0, 0.3, 0.6])
        assert MaxScore(scores, length, default)(text) == max_score_tokens(
            text, scores, length, default
        )
        assert LTokenizer(scores, tolerance)(text) == [
            part for pair in l_tokens(text, scores, tolerance) for part in pair if part
        ]


@pytest.mark.parametrize("kind", [LTokenizer, MaxScore])
def test_tokens_cover_every_text(scores: dict[str, float], kind: type[Any]) -> None:
    tokenizer = kind({**scores, "\ud800": 1.0, "👩\u200d": 2.0, "a\0": 3.0})
    for text in TEXTS:
        tokens, spans = tokenizer(text), tokenizer.offsets(text)
        assert [text[begin:end] for begin, end in spans] == tokens
        assert "".join(tokens) == "".join(text.split())
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    assert (
        tokenizer.batch(TEXTS)
        == tokenizer.batch(iter(TEXTS), processes=1)
        == [tokenizer(text) for text in TEXTS]
    )
    assert tokenizer.batch([]) == []


@pytest.mark.parametrize(("processes", "threads"), [(0, 1), (1, 1), (3, 3), (None, 7)])
def test_processes_are_threads(
    monkeypatch: pytest.MonkeyPatch, processes: int | None, threads: int
) -> None:
    """0 is this process, as of other tokenizers, so one thread; not all of them."""
    asked: list[int] = []

    class Native:
        def batch(self, texts: list[str], threads: int) -> list[list[str]]:
            asked.append(threads)
            return [[text] for text in texts]

    budget = ProcessorBudget(threads=7, affinity=7, quota=math.inf)
    monkeypatch.setattr("malvec.runtime.machine.processor_budget", lambda: budget)
    tokenizer = LTokenizer({"a": 1.0})
    object.__setattr__(tokenizer, "_native", Native())
    assert tokenizer.batch(["a"], processes=processes) == [["a"]]
    assert asked == [threads]


@pytest.mark.parametrize("kind", [LTokenizer, MaxScore])
@pytest.mark.parametrize("stretch", ["영화", "가나다라마바사아자차카타파하", "a"])
def test_a_megabyte_without_a_blank(
    scores: dict[str, float], kind: type[Any], stretch: str
) -> None:
    tokenizer = kind(scores)

    def seconds(size: int) -> float:
        text = stretch * (size // len(stretch.encode()))
        begin = time.process_time()
        assert "".join(tokenizer(text)) == text
        return time.process_time() - begin

    assert seconds(1 << 20) < 2
    assert seconds(1 << 20) < 20 * min(seconds(1 << 17) for _ in range(3)) + 0.05


def test_parts_as_long_as_the_text() -> None:
    left, right = "가" * 1_000_000, "나" * 1_000_000
    for score, parts in ((1.0, [left, "영화", right]), (-1.0, [f"{left}영화{right}"])):
        assert MaxScore({"영화": score}, max_length=1 << 30)(f"{left}영화{right}") == parts


def test_scores_come_from_a_table_and_a_file(tmp_path: Path) -> None:
    texts = mv.datasets.review_texts()[:2000]
    table = mv.word_discovery.count_words(texts).table(min_frequency=20, min_cohesion_forward=0)
    by_table, by_dict = LTokenizer(table), LTokenizer(table.scores())
    assert by_table == by_dict
    assert hash(by_table) == hash(by_dict)
    table.save_tsv(tmp_path / "words.tsv")
    by_file = LTokenizer(tmp_path / "words.tsv")
    (tmp_path / "scores.tsv").write_text(
        "word\tscore\n" + "".join(f"{w}\t{s!r}\n" for w, s in table.scores().items()), "utf-8"
    )
    assert (
        by_table.batch(texts)
        == by_file.batch(texts)
        == LTokenizer(str(tmp_path / "scores.tsv")).batch(texts)
    )
    assert by_table != LTokenizer(table.scores("cohesion_forward"))
    with pytest.raises(ValueError, match="frequency"):
        table.scores("nothing")


@pytest.mark.parametrize("kind", ["l-tokenizer", "max-score"])
def test_tokenizers_travel(kind: str, scores: dict[str, float], tmp_path: Path) -> None:
    path = tmp_path / "scores.tsv"
    path.write_text("word\tscore\n영화\t0.5\n", "utf-8")
    for tokenizer in (by_name(kind, scores=scores), by_name(kind, scores=str(path))):
        described = json.loads(json.dumps(describe(tokenizer), ensure_ascii=False))
        again = from_description(described)
        assert again == tokenizer == pickle.loads(pickle.dumps(tokenizer))
        assert (
            again("영화는 영화다")
            == tokenizer("영화는 영화다")
            == pickle.loads(pickle.dumps(tokenizer))("영화는 영화다")
        )
    path.unlink()
    assert from_description(described) == tokenizer
    assert "영화" not in repr(tokenizer)
    with pytest.raises(FormatError, match="the scores are damaged"):
        from_description({"name": kind, "zlib": "AAAA"})


def test_a_corpus_by_a_scored_tokenizer(tmp_path: Path) -> None:
    corpus = mv.Corpus.from_texts(
        ["영화는 재미있다", "영화가"] * 3,
        tokenizer=LTokenizer({"영화": 1.0}),
        min_count=1,
        processes=2,
    )
    assert corpus.sentence(0) == ["영화", "는", "재미있다"]
    corpus.save(tmp_path / "c.safetensors")
    opened = mv.Corpus.load(tmp_path / "c.safetensors")
    assert opened.pipeline is not None
    assert opened.pipeline.tokens("영화의") == ["영화", "의"]


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: LTokenizer(), ValueError, "scores are missing"),
        (lambda: LTokenizer({"a": math.nan}), ValueError, "must be finite"),
        (lambda: LTokenizer({"a": "b"}), TypeError, "must be a number"),  # type: ignore[dict-item]
        (lambda: LTokenizer({1: 0.5}), TypeError, "by words"),
        (lambda: LTokenizer({"a": 1}, tolerance=-1), ValueError, "tolerance=-1"),
        (lambda: LTokenizer({"a": 1}, tolerance="x"), TypeError, "tolerance"),
        (lambda: LTokenizer({"a": 1}, remove_r=1), TypeError, "remove_r"),  # type: ignore[arg-type]
        (lambda: LTokenizer("/nowhere/words.tsv"), FileNotFoundError, "nowhere"),
        (lambda: MaxScore({"a": 1}, max_length=1), ValueError, "max_length=1"),
        (lambda: MaxScore({"a": 1}, default_score=math.inf), ValueError, "default_score"),
        (lambda: LTokenizer({"a": 1})(1), TypeError, "must be str, "),  # type: ignore[arg-type]
        (lambda: LTokenizer({"a": 1}).batch(["a", None]), TypeError, "NoneType"),
        (lambda: LTokenizer({"a": 1}).batch("a"), TypeError, "not one str"),
    ],
)
def test_what_is_refused(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()


def test_a_table_without_scores(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text("word\tfrequency\nx\t1\n")
    with pytest.raises(FormatError, match="neither a column 'score' nor 'cohesion_forward' and"):
        LTokenizer(tmp_path / "t.tsv")


def test_a_table_with_a_score_that_is_too_large(tmp_path: Path) -> None:
    header = "word\tcohesion_forward\tright_branching_entropy\n"
    (tmp_path / "t.tsv").write_text(f"{header}x\t0.5\t2\ny\t1\t1000\n")
    with pytest.raises(FormatError, match="the score of 'y' is too large"):
        LTokenizer(tmp_path / "t.tsv")
