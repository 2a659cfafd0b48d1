"""The table of the README: a task per row, malvec beside its best peers, speed beside quality.

What stands there is chosen in `HEADLINES`, which names results and their rows; every figure comes
from ``results/``.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.markdown import grid, text_of
from benchmarks.result_form import Result, Row, pick

TITLES = ["task", "malvec", "best peer, as shipped", "best peer, at its best"]
TITLES += ["malvec is faster by", "quality: malvec · peer · peer at its best"]


@dataclass(frozen=True, kw_only=True)
class Quality:
    """A figure of the same rows, or of the systems of a case of another result."""

    figure: str
    title: str
    scale: float = 1
    result: str | None = None
    case: str | None = None
    systems: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Headline:
    """A row of the table: systems of one case of a result. ``shipped`` is the best peer as it is
    installed, ``best`` the best build or mode of any peer; both map names in results to names that
    people know. Seconds (a unit that begins with s) are better where they are less."""

    task: str
    result: str
    figure: str
    unit: str
    own: str = "malvec"
    shipped: tuple[str, str]
    best: tuple[str, str] | None = None
    case: str | None = None
    quality: Quality | str


SPEARMAN = "MEN, Spearman × 100"
HEADLINES = (
    Headline(
        task="skip-gram",
        result="skipgram-whole",
        figure="words/s",
        unit="words/s",
        shipped=("gensim", "gensim"),
        best=("pword2vec", "pWord2Vec"),
        quality=Quality(figure="men-en", title=SPEARMAN, scale=100),
    ),
    Headline(
        task="CBOW",
        result="cbow-small",
        figure="words/s",
        unit="words/s",
        shipped=("gensim", "gensim"),
        quality=Quality(
            figure="men-en",
            title=SPEARMAN,
            result="quality",
            case="cbow, lr 0.05",
            systems=("malvec", "gensim 4.4 (corpus_file)"),
        ),
    ),
    Headline(
        task="skip-gram with sub-words",
        result="skipgram-subwords",
        figure="words/s",
        unit="words/s",
        shipped=("gensim", "gensim"),
        quality=Quality(
            figure="men-en",
            title=f"{SPEARMAN}, peer fastText",
            result="quality-subwords",
            case="skipgram, sub-words 3-6, lr 0.05",
            systems=("malvec", "fastText"),
        ),
    ),
    Headline(
        task="co-occurrences",
        result="counting",
        figure="s",
        unit="s",
        own="malvec, 2 threads",
        shipped=("cooccur", "GloVe's cooccur"),
        quality="the same cells",
    ),
    Headline(
        task="GloVe",
        result="glove",
        figure="s per epoch",
        unit="s per epoch",
        shipped=("GloVe, as shipped", "Stanford's"),
        best=("GloVe, -Ofast", "-Ofast"),
        quality=Quality(figure="cost of each epoch", title="cost"),
    ),
    Headline(
        task="SVD of PPMI",
        result="svd",
        figure="s",
        unit="s",
        own="malvec, 2 threads",
        shipped=("scikit-learn, n_iter=5", "scikit-learn"),
        best=("scikit-learn, n_iter=12, n_oversamples=50", "n_iter=12"),
        quality=Quality(figure="values off by 1e-3", title="values off by 1e-3"),
    ),
    Headline(
        task="ALS, 128 dimensions",
        result="als",
        case="dim 128",
        figure="s per iteration",
        unit="s per iteration",
        shipped=("implicit cg", "implicit"),
        best=("implicit cg, best", "its BLAS tuned"),
        quality=Quality(figure="loss after each iteration", title="loss"),
    ),
    Headline(
        task="Doc2Vec, PV-DBOW",
        result="doc2vec",
        case="dbow",
        figure="training, s",
        unit="s",
        shipped=("gensim, from memory", "gensim"),
        best=("gensim, from file", "corpus_file"),
        quality=Quality(figure="rating, AUC", title="ratings, AUC × 100", scale=100),
    ),
    Headline(
        task="Doc2Vec, PV-DM",
        result="doc2vec",
        case="dm mean",
        figure="training, s",
        unit="s",
        shipped=("gensim, from memory", "gensim"),
        best=("gensim, from file", "corpus_file"),
        quality=Quality(figure="rating, AUC", title="ratings, AUC × 100", scale=100),
    ),
    Headline(
        task="sentence vectors, SIF",
        result="sentences",
        figure="sentences/s",
        unit="sentences/s",
        own="malvec, sif, 2 threads",
        shipped=("NumPy loop, average", "np.average in a loop"),
        best=("NumPy loop, sif", "a product in a loop"),
        quality="the same vectors",
    ),
    Headline(
        task="words without a dictionary",
        result="words",
        figure="word scores, s",
        unit="s",
        own="malvec, 2 threads",
        shipped=("soynlp", "soynlp"),
        quality="the same scores",
    ),
    Headline(
        task="spacing, learning",
        result="spacing",
        case="a sample of reviews",
        figure="learning, characters/s",
        unit="characters/s",
        own="malvec, soyspacing's knobs, 2 threads",
        shipped=("soyspacing", "soyspacing"),
        quality=Quality(figure="F1", title="F1"),
    ),
    Headline(
        task="sentences of reviews",
        result="sentence-ends",
        case="reviews with marks",
        figure="MB/s",
        unit="MB/s",
        own="malvec",
        shipped=("kss, mecab", "kss"),
        best=("Kiwi", "Kiwi"),
        quality=Quality(figure="F1", title="F1"),
    ),
    Headline(
        task="Mecab, text to ids, one processor",
        result="mecab",
        figure="MB/s",
        unit="MB/s",
        shipped=("python-mecab-ko", "python-mecab-ko"),
        best=("mecab -O wakati", "MeCab's program, no ids"),
        quality="the same morphemes",
    ),
    *(
        Headline(
            task=f"{kind}, text to ids, one processor",
            result="units",
            case=f"{kind}: reviews",
            figure="MB/s",
            unit="MB/s",
            shipped=("tokenizers, text by text", "tokenizers"),
            best=("tokenizers, encode_batch_fast", "tokenizers, encode_batch_fast"),
            quality="the same ids",
        )
        for kind in ("WordPiece, BERT cased", "BPE, Llama 2", "Unigram, XLM-R")
    ),
    Headline(
        task="Kiwi, 2 threads",
        result="analysers",
        case="kiwi",
        figure="texts/s",
        unit="texts/s",
        own="malvec, batch, 2 threads",
        shipped=("bare", "the bare analyser"),
        quality="the same tokens",
    ),
)


def short(value: float) -> str:
    """A figure in three digits."""
    return f"{value / 1e6:.3g} M" if value >= 1e6 else text_of(value)


def last(figure: float | list[float]) -> float:
    """The figure itself; of a figure per epoch that of the last one."""
    return figure[-1] if isinstance(figure, list) else figure


def qualities(line: Headline, rows: list[Row], results: dict[str, Result]) -> str:
    """The title and the figures of malvec and its peers."""
    told = line.quality
    if isinstance(told, str):
        return told
    if told.result:
        rows = [pick(results[told.result], system, told.case) for system in told.systems]
    values = [last(row["quality"][told.figure]) * told.scale for row in rows]
    shown = [
        f"{value:.{1 if value >= 10 else 4}f}" if value % 1 else str(value) for value in values
    ]
    return f"{told.title}: {' · '.join(shown)}"


def cells(line: Headline, results: dict[str, Result]) -> list[str]:
    """A row of the table."""
    peers = [peer for peer in (line.shipped, line.best) if peer]
    systems = [line.own, *(system for system, _ in peers)]
    rows = [pick(results[line.result], system, line.case) for system in systems]
    own, *theirs = [row["speed"][line.figure] for row in rows]
    ratios = [
        value / own if line.unit.partition(" ")[0] == "s" else own / value for value in theirs
    ]
    speeds = [f"{name} {short(value)}" for (_, name), value in zip(peers, theirs, strict=True)]
    speeds += [""] * (2 - len(speeds))
    faster = " / ".join(f"{ratio:.1f} ×" for ratio in ratios)
    return [
        line.task,
        f"{short(own)} {line.unit}",
        *speeds,
        faster,
        qualities(line, rows, results),
    ]


def front_table(results: dict[str, Result]) -> str:
    """All headlines as Markdown."""
    return grid(TITLES, [cells(line, results) for line in HEADLINES])
