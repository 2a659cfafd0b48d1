"""Words that training never saw: plain skip-gram against sub-words: ``python -m
benchmarks.own.rare_words --help``.

    pairs      similarity judgements as they are; a pair with an unknown word has similarity 0
    misspelt   the same judgements, one jamo of every word replaced by its neighbour on the keyboard
    typos      forms in reviews, seen at most five times and left out of training, one jamo from a
               frequent form
    rare       other such forms that begin as a frequent form does: inflections

For typos and rare forms the question is which of 100 sentences a form comes from: its vector is
compared with the mean of the unit vectors of the other words, and the score is the mean reciprocal
rank of the right sentence (0.05 by chance).
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import malvec as mv
from benchmarks.arguments import new_parser, report
from benchmarks.result_form import row
from malvec import _core
from malvec.evaluate.set_files import read_pairs

MODELS: dict[str, dict[str, Any]] = {
    "plain": {},
    "char 3-6": {"subwords": "char", "min_n": 3, "max_n": 6},
    "jamo 3-6": {"subwords": "jamo", "min_n": 3, "max_n": 6},
    "jamo+char 3-5": {"subwords": "jamo+char", "min_n": 3, "max_n": 5},
}
KEYBOARD = ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ")
INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
NEIGHBOURS = {
    c: row[max(0, i - 1) : i] + row[i + 1 : i + 2] for row in KEYBOARD for i, c in enumerate(row)
}
SEEN, FREQUENT, CANDIDATES = 5, 200, 100


def misspelt(word: str, chance: random.Random) -> str:
    """The word with one initial or vowel replaced by a neighbour on the keyboard; as it is where
    nothing can be replaced."""
    places = [i for i, c in enumerate(word) if "가" <= c <= "힣"]
    chance.shuffle(places)
    for i in places:
        initial, rest = divmod(ord(word[i]) - 0xAC00, 588)
        vowel, final = divmod(rest, 28)
        for letters, now in chance.sample([(VOWELS, vowel), (INITIALS, initial)], 2):
            near = [c for c in NEIGHBOURS.get(letters[now], "") if c in letters]
            if near:
                other = letters.index(chance.choice(near))
                first, second = (other, vowel) if letters is INITIALS else (initial, other)
                return word[:i] + chr(0xAC00 + first * 588 + second * 28 + final) + word[i + 1 :]
    return word


def similarity(vectors: mv.WordVectors, pairs: list[tuple[str, str, float]]) -> float:
    """Spearman's coefficient times 100 on all pairs."""
    return 100 * mv.evaluate.similarity(vectors, pairs, missing="zero", bootstrap=0).score


def one_less(word: str) -> Iterator[bytes]:
    """The jamo of a word with one of them taken out; two words that share one of these differ by
    one jamo."""
    jamo = _core.take_apart(word.encode()).decode()
    return ((jamo[:i] + "?" + jamo[i + 1 :]).encode() for i in range(len(jamo)))


def rare_forms(sentences: list[list[str]]) -> dict[str, list[tuple[str, list[str]]]]:
    """Typos and inflections seen at most five times, each with the other words of one sentence it
    came in."""
    counts = Counter(word for sentence in sentences for word in sentence)
    frequent = [word for word, count in counts.items() if count >= FREQUENT and len(word) >= 2]
    near = {key for word in frequent for key in one_less(word)}
    stems = {word[:2] for word in frequent}
    found: dict[str, list[tuple[str, list[str]]]] = {"typos": [], "rare": []}
    done = set()
    for sentence in sentences:
        context = [word for word in sentence if counts[word] > SEEN]
        for word in sentence:
            plain = len(word) >= 3 and all("가" <= c <= "힣" for c in word)
            if counts[word] > SEEN or word in done or not plain or len(context) < 4:
                continue
            done.add(word)
            if any(key in near for key in one_less(word)):
                found["typos"].append((word, context))
            elif word[:2] in stems:
                found["rare"].append((word, context))
    return found


def rank_of_sentences(vectors: mv.WordVectors, forms: list[tuple[str, list[str]]]) -> float:
    """Mean reciprocal rank, times 100, of a form's own sentence among 100; a form without a vector
    is placed in the middle by chance."""
    unit = vectors.normalized()
    contexts = np.stack(
        [unit[[word for word in context if word in unit]].mean(axis=0) for _, context in forms]
    )
    contexts /= np.linalg.norm(contexts, axis=1, keepdims=True)
    chance, ranks = np.random.default_rng(0), []
    for i, (word, _) in enumerate(forms):
        others = chance.choice(len(forms) - 1, CANDIDATES - 1, replace=False)
        others += others >= i
        if unit.subword_table is None and word not in unit:
            ranks.append(1 + int(chance.integers(CANDIDATES)))
            continue
        scores = contexts[[i, *others]] @ unit[word]
        ranks.append(1 + int((scores[1:] >= scores[0]).sum()))
    return float(100 * np.mean(1 / np.array(ranks)))


def tests_of_pairs(path: Path) -> dict[str, Callable[[mv.WordVectors], float]]:
    """Scores of vectors on pairs, as they are and misspelt."""
    pairs = read_pairs(path).pairs
    chance = random.Random(0)
    wrong = [(misspelt(a, chance), misspelt(b, chance), score) for a, b, score in pairs]
    sets = {"pairs": pairs, "misspelt": wrong, "both": [*pairs, *wrong]}
    return {name: partial(similarity, pairs=some) for name, some in sets.items()}


def arguments() -> argparse.Namespace:
    """What the user wants to measure."""
    parser = new_parser("own.rare_words", __doc__, rounds=1)
    parser.add_argument(
        "--corpus",
        required=True,
        type=Path,
        help="encoded corpus (.safetensors) that the pairs are judged on",
    )
    parser.add_argument("--pairs", required=True, type=Path, help="word pairs with scores")
    parser.add_argument(
        "--reviews",
        required=True,
        type=Path,
        help="reviews, tab-separated, the text in the last column",
    )
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--lr", type=float, default=0.05)
    parser.add_argument("--forms", type=int, default=3000, help="rare forms of each kind")
    parser.add_argument("--seeds", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    """The command line."""
    wanted = arguments()
    lines = wanted.reviews.read_text("utf-8").split("\n")
    sentences = [line.rpartition("\t")[2].split() for line in lines]
    forms = {
        kind: random.Random(0).sample(all, min(wanted.forms, len(all)))
        for kind, all in rare_forms(sentences).items()
    }
    corpus = mv.Corpus.load(wanted.corpus)
    reviews = mv.Corpus.from_tokens(sentences, min_count=SEEN + 1)
    on_pairs = tests_of_pairs(wanted.pairs)
    rows = []
    for name, knobs in MODELS.items():
        for seed in range(1, wanted.seeds + 1):
            recipe = mv.Skipgram(epochs=wanted.epochs, lr=wanted.lr, seed=seed, **knobs)
            vectors, others = recipe.fit(corpus), recipe.fit(reviews)
            scores = {name: test(vectors) for name, test in on_pairs.items()}
            scores |= {kind: rank_of_sentences(others, some) for kind, some in forms.items()}
            case = f"seed {seed}" if wanted.seeds > 1 else ""
            rows.append(row(f"malvec, {name}", case=case, settings={"seed": seed}, quality=scores))
    settings = {"corpus": wanted.corpus.name, "epochs": wanted.epochs, "lr": wanted.lr}
    settings |= {"pairs": len(read_pairs(wanted.pairs).pairs)}
    settings["forms"] = {kind: len(some) for kind, some in forms.items()}
    note = "skip-gram; `benchmarks/own/rare_words.py` says what the columns are"
    report(wanted, "Words that training never saw", rows, settings=settings, note=note)


if __name__ == "__main__":
    main()
