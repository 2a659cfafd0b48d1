"""Wikitext to plain text: what a reader of the article would read, without what templates and
tables would show. Linear in its length."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from malvec import _core

__all__ = ["plain_text"]

_DROPPED_TAGS = (
    "ref|math|gallery|timeline|source|syntaxhighlight|code|chem|score|imagemap|templatestyles"
    "|graph|hiero|mapframe"
)
_TOKEN = re.compile(
    r"<!--|-->|\{\{|\}\}|\{\||\n["
    rf" \t]*\|\}}(?!\}})|\[\[|\]\]|<(?:{_DROPPED_TAGS})\b[^<>]*?/?>|</(?:{_DROPPED_TAGS})\s*>",
    re.IGNORECASE,
)
_TAG_NAME = re.compile(r"</?(\w+)")
_DEEPEST = 50  # blocks in blocks; what opens more than that is taken for text
_CELLS = ("{{", "{|")
_CLOSES = {"{{": "}}", "{|": "|}", "[[": "]]", "<!--": "-->"}
_NAMED = re.compile(r"[^|\[\]\n]{1,40}:")
_FILES = frozenset({"file", "image", "category", "파일", "그림", "분류", "media", "미디어"})
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z-]+)?:(?!\s)")
_EXTERNAL = re.compile(r"\[(?:https?:|ftp:)?//[^\s\[\]]*(?:[ \t]([^\[\]\n]*))?\]")
_ANY_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)[^<>]{0,400}>")
_BLOCK_TAGS = {*_core.html_block_tags(), "poem", "gallery"}  # those of MediaWiki too
_QUOTES = re.compile(r"'{2,5}")
_HEADING = re.compile(r"={1,6}\s*(.*?)\s*={1,6}")
_SWITCH = re.compile(r"__[A-Z]+__|__[가-힣]+(?:[ _][가-힣]+)*__")
_BLANKS = re.compile(r"[ \t\u00a0]+")


def plain_text(markup: str) -> str:
    """The text of an article: paragraphs and list items on lines of their own, headings left out.

    Templates, tables, references, formulas, files, categories and comments vanish with what is
    inside them; where one is not closed, it is dropped up to the end of its line. Links become
    their text, other tags vanish, entities become characters.

    Example:
        >>> plain_text("'''말벡'''은 [[포도|포도 품종]]이다.<ref>책</ref>")
        '말벡은 포도 품종이다.'
    """
    text, torn = _without_blocks(markup)
    text = _EXTERNAL.sub(lambda link: link[1] or "", text)
    text = html.unescape(_QUOTES.sub("", _SWITCH.sub("", _ANY_TAG.sub(_in_place_of, text))))
    of_tables = ("|", "!") if torn else ()
    lines = (_plain_line(line, of_tables) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _in_place_of(tag: re.Match[str]) -> str:
    """What a tag leaves: a line end where it ends a line or a paragraph, nothing within a line."""
    name = tag[1].lower()
    return " " if name == "br" else "\n" if name in _BLOCK_TAGS else ""


def _plain_line(line: str, of_tables: tuple[str, ...]) -> str:
    line = _BLANKS.sub(" ", line.lstrip("*#:; \t").rstrip())
    dropped = _HEADING.fullmatch(line) or line.startswith((*of_tables, "{|", "----"))
    return "" if dropped else line


def _without_blocks(markup: str) -> tuple[str, bool]:
    """Everything that opens and closes, resolved over a stack: what is inside a block is known when
    it closes. And whether a table or template did not close, or closed twice, so that cells are
    left."""
    torn = False
    stack: list[tuple[str, list[str]]] = [("", [])]
    for kind, token in _tokens(markup):
        if kind == "text":
            stack[-1][1].append(token)
        elif kind == "open" and len(stack) < _DEEPEST:
            stack.append((token, []))
        elif kind == "close" and token in (opener for opener, _ in stack[1:]):
            while stack[-1][0] != token:
                torn |= _give_up(stack)
            opener, inside = stack.pop()
            if opener == "[[":
                stack[-1][1].append(_link("".join(inside)))
        else:
            torn |= token in _CELLS
    while len(stack) > 1:
        torn |= _give_up(stack)
    return "".join(stack[0][1]), torn


def _tokens(markup: str) -> Iterator[tuple[str, str]]:
    """("text", …), ("open", opener) and ("close", opener it belongs to)."""
    position = 0
    comment = False
    for match in _TOKEN.finditer(markup):
        token, tag = match[0], _TAG_NAME.match(match[0])
        if comment and token != "-->":
            continue
        yield "text", markup[position : match.start()]
        position = match.end()
        if token.endswith("|}"):
            yield "close", "{|"
        elif tag:
            if not token.endswith("/>"):
                yield ("close" if token.startswith("</") else "open"), tag[1].lower()
        elif token in _CLOSES:
            comment = token == "<!--"
            yield "open", token
        else:
            comment = False
            yield "close", next(opener for opener, closer in _CLOSES.items() if closer == token)
    yield "text", markup[position:]


def _give_up(stack: list[tuple[str, list[str]]]) -> bool:
    """A block that nothing closes: what follows its line was text after all. Whether it was one
    with cells."""
    opener, inside = stack.pop()
    _, end, rest = "".join(inside).partition("\n")
    stack[-1][1].append(end + rest)
    return opener in _CELLS


def _link(inside: str) -> str:
    """What a link shows."""
    named = _NAMED.match(inside)
    if (named and named[0][:-1].strip().lower() in _FILES) or _LANGUAGE.match(inside):
        return ""
    return inside.rpartition("|")[2].lstrip(":")
