"""``malvec explore`` and ``malvec plot``: a page and pictures of a model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import malvec as mv
from malvec.cli.command import command, group
from malvec.cli.drawables import label_groups, named, read_texts
from malvec.cli.files import check_apart, check_place, load_any
from malvec.cli.grammar import Run
from malvec.cli.models import SIDE_HELP, Side, load_named
from malvec.cli.options import argument, option, renamed
from malvec.cli.outcome import say
from malvec.plot import places
from malvec.plot.figures import figure_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["explore", "plot"]

plot = group("Draw words, documents, texts, topics, factors or trainings as a picture.")


@dataclass(frozen=True, kw_only=True)
class Drawn(Run):
    """What is drawn as a map, and in which groups."""

    model: Path = argument("vectors, documents, topics, factors, an encoder, or what encode wrote")
    texts: Path | None = option(
        "texts, one per line: for an encoder, or those that were encoded", default=None
    )
    groups: int | None = option("so many groups; by default those that suit", default=None, min=1)
    labels: Path | None = option("the group of each document or text, one per line", default=None)
    side: Side = option(SIDE_HELP, default="columns")

    def shown_groups(self) -> dict[str, Any]:
        """The texts, the groups and the side as Python's functions take them."""
        return {
            "texts": read_texts(self.texts),
            "groups": label_groups(self.labels, self.groups),
            "side": self.side,
        }


@dataclass(frozen=True, kw_only=True)
class ExploreJob(Drawn):
    """The options of ``malvec explore``."""

    output: Path = option("page to write, .html", "--output", "-o")
    restrict: int = renamed(
        option("only the so many most frequent words, or of anything else", default=50_000, min=2),
        "--words",
        "--top",
    )
    method: places.Method = option("how the map is made", default="tsne")
    title: str | None = option("title of the page", default=None)


def explore(job: ExploreJob) -> None:
    """Write a page to search words and to see a map of them. Documents, texts and factors, too: one
    file, no server, no network."""
    check_apart([job.output], [job.model, job.texts, job.labels])
    mv.save_explorer(
        load_any(job.model),
        job.output,
        words=job.restrict,
        method=job.method,
        title=job.title or job.model.stem,
        progress=job.shown,
        **job.shown_groups(),
    )
    if not job.quiet:
        say(f"saved {job.output}")


@dataclass(frozen=True, kw_only=True)
class PictureJob(Run):
    """The options of every picture."""

    output: Path = option("picture to write: .png, .svg or .pdf", "--output", "-o")
    title: str | None = option("title of the picture", default=None)
    font: str | None = option(
        "name or path of a font; one with Hangul is found where needed", default=None
    )


@dataclass(frozen=True, kw_only=True)
class WordsJob(PictureJob):
    """The options of pictures of words."""

    model: Path = argument("file of vectors, of documents, topics or factors")
    words: tuple[str, ...] = argument("words, tags or items", default=())
    side: Side = option(SIDE_HELP, default="columns")


def check_picture(path: Path) -> None:
    """Fails before any work if no such picture can be written."""
    kinds = figure_of((1, 1)).canvas.get_supported_filetypes()
    if path.suffix.removeprefix(".").lower() not in kinds:
        raise click.BadParameter(
            f"{path}: the name must end in one of {', '.join(f'.{kind}' for kind in sorted(kinds))}"
        )
    check_place(path)


def save(figure: Figure, path: Path) -> None:
    """Writes a picture of the kind that its name says."""
    figure.savefig(path, dpi=150)


@dataclass(frozen=True, kw_only=True)
class ScatterJob(PictureJob, Drawn):
    """The options of ``malvec plot scatter``."""

    words: tuple[str, ...] = argument(
        "words, tags or names; without any, the first that --restrict says", default=()
    )
    method: places.Method = option("how the map is made", default="pca")
    restrict: int | None = renamed(
        option(
            "only the so many first; by default 200 words, or 2,000 of anything else",
            default=None,
            min=2,
        ),
        "--top",
        "--words",
    )


def scatter(job: ScatterJob) -> None:
    """Words, documents, texts or factors as points of a map, in colours by group. Words are the
    most frequent without particles and endings."""
    check_picture(job.output)
    check_apart([job.output], [job.model, job.texts, job.labels])
    shown = load_any(job.model)
    figure = mv.plot.scatter(
        shown,
        named(shown, list(job.words), job.side) if job.words else job.restrict,
        method=job.method,
        title=job.title,
        font=job.font,
        **job.shown_groups(),
    )
    save(figure, job.output)


@dataclass(frozen=True, kw_only=True)
class TopicsJob(PictureJob):
    """The options of ``malvec plot topics``."""

    model: Path = argument("file of topics, of train lda")
    topn: int = option("words beside each topic, 6 at most", "--topn", "-n", default=3, min=1)


def topics(job: TopicsJob) -> None:
    """Topics as circles: near where their words are alike, large where they have much text."""
    check_picture(job.output)
    save(
        mv.plot.topics(load_any(job.model), topn=job.topn, title=job.title, font=job.font),
        job.output,
    )


def heatmap(job: WordsJob) -> None:
    """Similarities of words as a table of colours."""
    check_picture(job.output)
    words = needed_words(job)
    loaded = load_named(job.model, job.side)
    save(mv.plot.heatmap(loaded, words, title=job.title, font=job.font), job.output)


@dataclass(frozen=True, kw_only=True)
class GraphJob(WordsJob):
    """The options of ``malvec plot graph``."""

    topn: int = option("neighbours of each word", "--topn", "-n", default=8, min=1)
    depth: int = option("2: the neighbours' neighbours too", default=2, min=1)


def graph(job: GraphJob) -> None:
    """Words with their neighbours."""
    check_picture(job.output)
    words = needed_words(job)
    loaded = load_named(job.model, job.side)
    save(
        mv.plot.graph(
            loaded, words, topn=job.topn, depth=job.depth, title=job.title, font=job.font
        ),
        job.output,
    )


def needed_words(job: WordsJob) -> list[str]:
    """The words; wrong usage where there are none."""
    if not job.words:
        raise click.BadParameter("name the words that are to be drawn")
    return list(job.words)


@dataclass(frozen=True, kw_only=True)
class CurveJob(PictureJob):
    """The options of ``malvec plot curve``."""

    models: tuple[Path, ...] = argument("files of models with a report")


def curve(job: CurveJob) -> None:
    """The loss of every epoch, from the reports of trainings."""
    check_picture(job.output)
    reports = {path.name: getattr(load_any(path), "report", None) for path in job.models}
    lacking = [name for name, report in reports.items() if report is None]
    if lacking:
        raise ValueError(
            f"{', '.join(lacking)}: no report of a training in it; malvec's own files have one"
        )
    save(mv.plot.curves(reports, title=job.title, font=job.font), job.output)


MODEL = "reviews.safetensors"
for made, what in (
    (scatter, f"{MODEL} 영화 드라마 배우 감독 -o words.png"),
    (topics, "topics.safetensors -o topics.png"),
    (heatmap, f"{MODEL} 봄 여름 가을 겨울 -o seasons.png"),
    (graph, f"{MODEL} 희망 -o hope.png --topn 8"),
    (curve, "skipgram.safetensors cbow.safetensors -o losses.png"),
):
    plot.add_command(command(made.__name__, made, f"malvec plot {made.__name__} {what}"))
