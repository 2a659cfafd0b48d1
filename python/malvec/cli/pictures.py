"""``malvec explore`` and ``malvec plot``: a page and pictures of a model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import malvec as mv
from malvec.cli.command import Command, Group
from malvec.cli.drawables import drawable, label_groups, named, read_texts
from malvec.cli.files import check_apart, check_place, load_vectors
from malvec.cli.outcome import say
from malvec.plot import items, places
from malvec.plot.fonts import figure_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["explore", "plot"]

Model = Annotated[Path, typer.Argument(help="File of vectors.")]
Output = Annotated[
    Path, typer.Option("--output", "-o", help="Picture to write: .png, .svg or .pdf.")
]
Font = Annotated[
    str | None, typer.Option(help="Name or path of a font; one with Hangul is found where needed.")
]
Title = Annotated[str | None, typer.Option(help="Title.")]
Drawn = Annotated[
    Path, typer.Argument(help="Vectors, documents, topics, factors, an encoder, or rows in .npy.")
]
Texts = Annotated[
    Path | None, typer.Option(help="Texts, one per line: for an encoder, or of the rows in .npy.")
]
Groups = Annotated[
    int | None, typer.Option(min=1, max=255, help="So many groups; by default those that suit.")
]
GroupLabels = Annotated[
    Path | None, typer.Option("--labels", help="The group of each document or text, one per line.")
]
Side = Annotated[items.Side, typer.Option(help="Of factors, what is shown.")]
Method = Annotated[places.Method, typer.Option(help="How the map is made.")]

plot = typer.Typer(
    cls=Group,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Draw words, documents, texts, topics, factors or trainings as a picture.",
)


def explore(
    model: Drawn,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="Page to write, .html.")],
    texts: Texts = None,
    groups: Groups = None,
    labels: GroupLabels = None,
    side: Side = "columns",
    words: Annotated[
        int, typer.Option(min=2, help="So many of the most frequent words, or of anything else.")
    ] = 50_000,
    method: Method = "tsne",
    title: Title = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Write a page to search words, documents, texts or factors, and to see a map of them. One
    file, no server, no network."""
    check_apart([output], [model, texts, labels])
    mv.save_explorer(
        drawable(model),
        output,
        words=words,
        texts=read_texts(texts),
        groups=label_groups(labels, groups),
        side=side,
        method=method,
        title=title or model.stem,
        progress=not quiet,
    )
    if not quiet:
        say(f"saved {output}")


def check_picture(path: Path) -> None:
    """Fails before any work if no such picture can be written."""
    kinds = figure_of((1, 1)).canvas.get_supported_filetypes()
    if path.suffix.removeprefix(".").lower() not in kinds:
        raise typer.BadParameter(
            f"{path}: the name must end in one of {', '.join(f'.{kind}' for kind in sorted(kinds))}"
        )
    check_place(path)


def save(figure: Figure, path: Path) -> None:
    """Writes a picture of the kind that its name says."""
    figure.savefig(path, dpi=150)


@plot.command(
    cls=Command,
    epilog="Example: malvec plot scatter reviews.safetensors 영화 드라마 배우 감독 -o words.png",
)
def scatter(
    model: Drawn,
    words: Annotated[
        list[str] | None, typer.Argument(help="Words, tags or names; without any, the first --top.")
    ] = None,
    *,
    output: Output,
    texts: Texts = None,
    groups: Groups = None,
    labels: GroupLabels = None,
    side: Side = "columns",
    method: Method = "pca",
    top: Annotated[
        int | None,
        typer.Option(min=2, help="So many; by default 200 words, or 2,000 of anything else."),
    ] = None,
    title: Title = None,
    font: Font = None,
) -> None:
    """Words, documents, texts or factors as points of a map, in colours by group. Words are the
    most frequent without particles and endings."""
    check_picture(output)
    check_apart([output], [model, texts, labels])
    shown = drawable(model)
    figure = mv.plot.scatter(
        shown,
        named(shown, words, side) if words else top,
        texts=read_texts(texts),
        groups=label_groups(labels, groups),
        side=side,
        method=method,
        title=title,
        font=font,
    )
    save(figure, output)


@plot.command(cls=Command, epilog="Example: malvec plot topics topics.safetensors -o topics.png")
def topics(
    model: Annotated[Path, typer.Argument(help="File of topics, of train lda.")],
    *,
    output: Output,
    topn: Annotated[
        int, typer.Option("--topn", "-n", min=1, max=6, help="Words beside each topic.")
    ] = 3,
    title: Title = None,
    font: Font = None,
) -> None:
    """Topics as circles: near where their words are alike, large where they have much text."""
    check_picture(output)
    save(mv.plot.topics(drawable(model), topn=topn, title=title, font=font), output)


@plot.command(
    cls=Command,
    epilog="Example: malvec plot heatmap reviews.safetensors 봄 여름 가을 겨울 -o seasons.png",
)
def heatmap(
    vectors: Model,
    words: Annotated[list[str], typer.Argument(help="Words.")],
    *,
    output: Output,
    title: Title = None,
    font: Font = None,
) -> None:
    """Similarities of words as a table of colours."""
    check_picture(output)
    save(mv.plot.heatmap(load_vectors(vectors), words, title=title, font=font), output)


@plot.command(
    cls=Command, epilog="Example: malvec plot graph reviews.safetensors 희망 -o hope.png --topn 8"
)
def graph(
    vectors: Model,
    words: Annotated[list[str], typer.Argument(help="Words to begin with.")],
    *,
    output: Output,
    topn: Annotated[int, typer.Option("--topn", "-n", min=1, help="Neighbours of each word.")] = 8,
    depth: Annotated[int, typer.Option(min=1, help="2: the neighbours' neighbours too.")] = 2,
    title: Title = None,
    font: Font = None,
) -> None:
    """Words with their neighbours."""
    check_picture(output)
    save(
        mv.plot.graph(load_vectors(vectors), words, topn=topn, depth=depth, title=title, font=font),
        output,
    )


@plot.command(
    cls=Command,
    epilog="Example: malvec plot curve skipgram.safetensors cbow.safetensors -o losses.png",
)
def curve(
    models: Annotated[list[Path], typer.Argument(help="Files of vectors with a report.")],
    *,
    output: Output,
    title: Title = None,
    font: Font = None,
) -> None:
    """The loss of every epoch, from the reports of trainings."""
    check_picture(output)
    reports = {path.name: load_vectors(path).report for path in models}
    lacking = [name for name, report in reports.items() if report is None]
    if lacking:
        raise ValueError(
            f"{', '.join(lacking)}: no report of a training in it; malvec's own files have one"
        )
    save(mv.plot.curves(reports, title=title, font=font), output)
