"""Wikipedia: dumps in XML, streamed, and what WikiExtractor makes of them."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Literal, get_args
from xml.parsers import expat

from malvec.errors import FormatError
from malvec.runtime.arguments import one_of
from malvec.text.blocks import blocks
from malvec.text.readers.reader import Reader, Record, numbered_lines
from malvec.text.readers.structured import Jsonl
from malvec.text.readers.wiki_markup import plain_text
from malvec.text.sources import Source

__all__ = ["WikiExtractor", "WikipediaDump"]

SplitBy = Literal["paragraph", "document"]
_DOCUMENT = re.compile(r"<doc\s+(.*)>\s*")
_ATTRIBUTE = re.compile(r'(\w+)="(.*?)"(?=\s+\w+="|\s*$)')  # a title may have quotes in it


def _parts(text: str, split_by: str, fields: dict[str, str]) -> Iterator[Record]:
    """A document, or its paragraphs: the lines that are not blank."""
    if split_by == "document":
        yield Record(text, None, fields)
    else:
        yield from (Record(line, None, fields) for line in text.split("\n") if line.strip())


@dataclass(frozen=True)
class WikiExtractor(Reader):
    """What WikiExtractor writes: ``<doc id=… url=… title=…>`` blocks, or with ``--json`` an object
    per line.

    The title, which it repeats as the first line of a block, is no text. ``fields`` has ``id``,
    ``url``, ``title`` and whatever else the block names.

    Args:
        split_by: ``"paragraph"``: every line that is not blank is a text; ``"document"``: every
            article is one, with its line ends.

    Example:
        >>> list(mv.text.readers.WikiExtractor("extracted"))
        ['말벡은 포도 품종이다.']
    """

    split_by: SplitBy = "paragraph"

    def __post_init__(self) -> None:
        one_of("split_by", self.split_by, get_args(SplitBy))

    def records(self) -> Iterator[Record]:
        """Paragraphs or articles."""
        for source in self.sources():
            lines = numbered_lines(source)
            first = next(lines, None)
            if first is None:
                continue
            if first[1].startswith("{"):
                for record in Jsonl(source.path).records_of(source, chain([first], lines)):
                    yield from _parts(record.text, self.split_by, dict(record.fields))
            else:
                yield from self._articles(source, chain([first], lines))

    def _articles(self, source: Source, lines: Iterable[tuple[int, str]]) -> Iterator[Record]:
        fields: dict[str, str] | None = None
        text: list[str] = []
        for number, line in lines:
            if fields is None:
                fields = _document_fields(line)
                if fields is None and line.strip():
                    raise FormatError(
                        f"{source.path}, line {number}: <doc id=… title=…> was expected, not"
                        f" {line!r:.60}"
                    )
            elif line.strip() == "</doc>":
                if text and text[0].strip() == fields["title"]:
                    del text[0]
                yield from _parts("\n".join(text).strip("\n"), self.split_by, fields)
                fields, text = None, []
            else:
                text.append(html.unescape(line))
        if fields is not None:
            raise FormatError(
                f"{source.path}: ends within the article {fields['title']!r}: there is no </doc>;"
                " is the file cut?"
            )


def _document_fields(line: str) -> dict[str, str] | None:
    """What the first line of an article says of it; None for any other line."""
    match = _DOCUMENT.fullmatch(line)
    if match is None:
        return None
    found = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(match[1])}
    return {"id": "", "url": "", "title": "", **found} if found else None


@dataclass(frozen=True)
class WikipediaDump(Reader):
    """The articles of a MediaWiki dump, ``…-pages-articles.xml.bz2``, streamed: no more than a page
    is in memory.

    Pages of other namespaces and redirects are left out and counted in ``skipped``. Mark-up is
    removed: templates, tables, references, files and comments vanish, links become their text. What
    a template would have shown is not there. ``fields`` has ``id`` and ``title``.

    Args:
        namespaces: those whose pages are read; 0 is that of articles.
        split_by: ``"paragraph"`` or ``"document"``, as in :class:`WikiExtractor`.

    Attributes:
        skipped: after a pass: pages left out, by why: ``"redirect"``, ``"namespace 1"``, ….

    Example:
        >>> reader = mv.text.readers.WikipediaDump("kowiki.xml.bz2")
        >>> next(iter(reader))[:11]
        '말벡은 포도 품종이다'
    """

    namespaces: tuple[int, ...] = (0,)
    split_by: SplitBy = "paragraph"
    skipped: Counter[str] = field(default_factory=Counter, compare=False, repr=False)

    def __post_init__(self) -> None:
        one_of("split_by", self.split_by, get_args(SplitBy))
        object.__setattr__(self, "namespaces", tuple(self.namespaces))

    def records(self) -> Iterator[Record]:
        """Paragraphs or articles."""
        self.skipped.clear()
        for source in self.sources():
            for page in _pages(source):
                why = self._skip(page)
                if why:
                    self.skipped[why] += 1
                else:
                    yield from _parts(
                        plain_text(page["text"]),
                        self.split_by,
                        {"id": page["id"], "title": page["title"]},
                    )

    def _skip(self, page: dict[str, str]) -> str | None:
        if "redirect" in page:
            return "redirect"
        return None if page["ns"] in map(str, self.namespaces) else f"namespace {page['ns']}"


class _PageParser:
    """Collects the elements of pages as expat meets them."""

    WANTED = frozenset({"title", "ns", "id", "redirect", "text"})

    def __init__(self, path: str, encoding: str | None) -> None:
        self.path = path
        self.pages: list[dict[str, str]] = []
        self.page: dict[str, str] | None = None
        self.inside: list[str] = []
        self.pieces: list[str] = []
        self.expat: Any = expat.ParserCreate(encoding)
        self.expat.buffer_text = True
        self.expat.StartElementHandler, self.expat.EndElementHandler = self.start, self.end
        self.expat.CharacterDataHandler = self.pieces.append
        # entities of its own could grow without bound
        self.expat.StartDoctypeDeclHandler = self.refuse

    def parse(self, block: bytes, last: bool = False) -> None:
        """Goes on with what follows."""
        try:
            self.expat.Parse(block, last)
        except (LookupError, ValueError) as error:
            if isinstance(error, FormatError):
                raise
            raise FormatError(
                f"{self.path}: is in an encoding that cannot be read: {error}"
            ) from None

    def refuse(self, *_: Any) -> None:
        """A document type declaration."""
        raise FormatError(
            f"{self.path}: has a document type declaration, which no MediaWiki dump has"
        )

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        """An element begins."""
        if not self.inside and name != "mediawiki":
            raise FormatError(
                f"{self.path}: is XML, but no MediaWiki dump: its first element is <{name}>"
            )
        self.inside.append(name)
        self.pieces.clear()
        if name == "page":
            self.page = {"ns": "0", "id": "", "title": "", "text": ""}

    def end(self, name: str) -> None:
        """An element ends; its text is complete."""
        self.inside.pop()
        if self.page is None:
            return
        if name == "page":
            self.pages.append(self.page)
            self.page = None
        elif name in self.WANTED and (self.inside[-1] == "page" or name == "text"):
            self.page[name] = "".join(self.pieces)


def _pages(source: Source) -> Iterator[dict[str, str]]:
    # an encoding that was given has been read already
    parser = _PageParser(source.path, "utf-8" if source.encoding else None)
    try:
        for block in blocks(source):
            parser.parse(block)
            yield from parser.pages
            parser.pages.clear()
        parser.parse(b"", last=True)
    except expat.ExpatError as error:
        raise FormatError(f"{source.path}: cut, damaged, or not XML: {error}") from None
