"""Analysers with threads of their own: the same tokens, failures kept apart, bounded memory."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from made import messy

import malvec as mv
from malvec.tokenizers import Kiwi, Tokenizer, UserDictionary, WithoutStopWords, WithPhrases, batch
from malvec.tokenizers.analysers.analyser import Analyser, Engine
from malvec.tokenizers.analysers.lexicon import Morpheme
from malvec.tokenizers.running.processes import choose_processes

_AHEAD = 8
_cut_by = set[str]()
_pool = ThreadPoolExecutor(2, thread_name_prefix="cutter")


def morphemes(text: str) -> list[Morpheme]:
    _cut_by.add(threading.current_thread().name.partition("_")[0])
    if "🙈" in text:
        raise RuntimeError("cannot look")
    found, at = list[Morpheme](), 0
    for eojeol in text.split():
        at = text.index(eojeol, at)
        for begin in range(at, at + len(eojeol), 2):
            end = min(begin + 2, at + len(eojeol))
            found.append((text[begin:end], "NNG" if end - begin == 2 else "JX", begin, end))
        at += len(eojeol)
    return found


def ahead(texts: Iterable[str]) -> Engine:
    def stream() -> Iterator[Future[list[Morpheme]]]:
        waiting = deque[Future[list[Morpheme]]]()
        for text in texts:
            waiting.append(_pool.submit(morphemes, text))
            if len(waiting) == _AHEAD:
                yield waiting.popleft()
        yield from waiting

    coming = stream()
    return Engine(lambda text: next(coming).result())


@dataclass(frozen=True)
class Threaded(Analyser):
    user_dictionary: UserDictionary | None = None

    def check(self) -> None:
        pass

    def threaded(self) -> bool:
        return True

    def _start(self) -> Engine:
        return Engine(morphemes, ahead=ahead)


TEXTS = [*messy.ODD, *messy.JAMO, "가나다 라마 바사", "", " ", "가" * 30_000, "가 나\0다" * 5_000]
MADE: list[Tokenizer] = [
    Threaded(),
    Threaded(keep=("NN",)),
    Threaded(UserDictionary(["가나다"])),
    WithPhrases(Threaded(), [("라마", "바사")]),
    WithoutStopWords(Threaded(), ["라마"]),
    WithoutStopWords(Threaded(), tags=("JX",)),
    WithoutStopWords(WithPhrases(Threaded(), [("라마", "바사")]), ["가나"]),
]


@pytest.mark.parametrize("tokenizer", MADE, ids=repr)
def test_threads_change_no_token(tokenizer: Tokenizer) -> None:
    assert list(tokenizer.each(TEXTS)) == [tokenizer(text) for text in TEXTS]


@pytest.mark.parametrize("on_error", ["skip", "passthrough"])
@pytest.mark.parametrize("tokenizer", [Threaded(), WithPhrases(Threaded(), [("안", "돼")])])
def test_a_text_that_fails_is_the_only_one(tokenizer: Tokenizer, on_error: str) -> None:
    texts = [f"가나 다라{i}" for i in range(50)]
    texts[7] = texts[31] = "원숭이 🙈 안 봄"
    found = batch(tokenizer, texts, on_error=on_error)  # type: ignore[arg-type]
    assert found == batch(tokenizer, texts, 0, on_error=on_error)  # type: ignore[arg-type]
    assert (found.failed, [i for i, _ in found.failures]) == (2, [7, 31])
    with pytest.raises(RuntimeError, match="failed on text 7: RuntimeError: cannot look"):
        batch(tokenizer, texts)


def test_who_cuts() -> None:
    """Threads unless processes, a time limit, or one text after another are asked for."""
    texts = ["가나 다라"] * 20
    for processes, expected in ((None, {"cutter"}), (0, {"MainThread"}), (2, set[str]())):
        _cut_by.clear()
        assert batch(Threaded(), texts, processes) == [["가나", "다라"]] * 20
        assert _cut_by == expected
    _cut_by.clear()
    batch(Threaded(), texts, time_limit=60)
    assert not _cut_by
    tagged = WithoutStopWords(Threaded(), tags=("JX",))
    assert choose_processes(Threaded(), None) == 0
    assert not tagged.threaded()
    assert WithoutStopWords(Threaded()).threaded()


def test_corpus_and_chunks_go_through_the_threads() -> None:
    texts = ["가나 다라마 바"] * 30_000
    _cut_by.clear()
    corpus = mv.Corpus.from_texts(texts, tokenizer=Threaded(), min_count=1)
    assert _cut_by == {"cutter"}
    assert corpus.report.processes == 0
    assert tuple(sorted(corpus.vocab)) == ("가나", "다라", "마", "바")
    taken = []

    def slowly() -> Iterator[str]:
        for number, text in enumerate(texts):
            taken.append(number)
            yield text

    chunks = mv.tokenizers.Pipeline(None, Threaded()).token_chunks(slowly())
    first = next(chunks)
    assert len(taken) <= 3 * first.lines
    assert first.lines + sum(chunk.lines for chunk in chunks) == len(texts)


def test_kiwi_by_its_threads() -> None:
    pytest.importorskip("kiwipiepy")
    texts = [*messy.ODD, *messy.JAMO[::7], "영화가 정말 좋았다"] * 3 + [messy.long_text(1 << 14)]
    kiwi = Kiwi(num_workers=2, user_words=("말벡",))
    assert list(kiwi.each(texts)) == [kiwi(text) for text in texts]
    assert kiwi.threaded() == Kiwi().threaded() == (not Kiwi(num_workers=1).threaded())
    assert batch(Kiwi(keep=("N",)), ["방에 간다", "", "😀"]) == [["방"], [], []]
