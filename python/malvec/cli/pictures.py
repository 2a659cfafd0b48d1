"""``malvec explore`` and ``malvec plot``: a page and pictures of a model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import malvec as mv
from malvec.cli.command import Command, Group
from malvec.cli.files import check_apart, check_place, load_vectors
from malvec.cli.outcome import say
from malvec.plot.fonts import figure_of
from malvec.plot.places import METHODS

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
Method = Annotated[str, typer.Option(help=f"Map by {' or '.join(METHODS)}.")]

plot = typer.Typer(
    cls=Group,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Draw words or trainings as a picture.",
)


def explore(
    vectors: Model,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="Page to write, .html.")],
    words: Annotated[int, typer.Option(min=2, help="So many of the most frequent words.")] = 50_000,
    method: Method = "tsne",
    title: Title = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Write a page to search words and to see a map of them. One file, no server, no network."""
    check_method(method)
    check_apart([output], [vectors])
    loaded = load_vectors(vectors)
    mv.save_explorer(
        loaded, output, words=words, method=method, title=title or vectors.stem, progress=not quiet
    )
    if not quiet:
        say(f"saved {output}")


def check_method(method: str) -> None:
    """Refuses a method that is not there."""
    if method not in METHODS:
        raise typer.BadParameter(f"--method is {' or '.join(METHODS)}, not {method}")


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
    vectors: Model,
    words: Annotated[
        list[str] | None, typer.Argument(help="Words; without any, the most frequent --top.")
    ] = None,
    *,
    output: Output,
    method: Method = "pca",
    top: Annotated[int, typer.Option(min=2, help="So many of the most frequent words.")] = 200,
    title: Title = None,
    font: Font = None,
) -> None:
    """Words as points of a map."""
    check_method(method)
    check_picture(output)
    save(
        mv.plot.scatter(load_vectors(vectors), words or top, method=method, title=title, font=font),
        output,
    )


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
