"""The Markdown of descriptions, parsed as far as it is safe; everything else is text.

Paragraphs, lists, blocks of code, headings (as bold paragraphs), code, emphasis, and links to http, https and mailto.
HTML in a description is text.
"""

import re
from collections.abc import Iterator
from typing import Literal

from heroics_py.display.terminal import printable
from heroics_py.support.values import Value

__all__ = ["Block", "Span", "blocks_of", "spans_of", "summary_of"]

_LONGEST = 20_000
_ITEM = re.compile(r"\s{0,6}(?:[-*+]|\d{1,3}[.)])\s+(.*)")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*)")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_SPAN = re.compile(
    r"(?P<tick>`{1,2})(?P<code>[^`\n]{1,500}|[^`]{1,500}?)(?P=tick)"
    r"|\[(?P<text>[^\[\]\n]{1,300})\]\((?P<url>[^()\s<>\"]{1,500})\)"
    r"|<(?P<auto>https?://[^<>\s\"]{1,500})>"
    r"|\*\*(?P<strong>[^*\n]{1,300})\*\*"
    r"|(?<![\w*])\*(?P<em>[^*\s][^*\n]{0,300})\*(?![\w*])"
)
_SAFE_URL = re.compile(r"(?i)(?:https?://|mailto:)[^\s]+")


class Span(Value):
    """A part of a line.

    Attributes:
        kind: "text", "code", "strong", "em" or "link".
        text: what it shows.
        url: of a link, with a scheme that is safe.
    """

    kind: Literal["text", "code", "strong", "em", "link"]
    text: str
    url: str = ""


class Block(Value):
    """A part of a text.

    Attributes:
        kind: "paragraph", "heading", "list" or "code".
        lines: the text of a paragraph or heading, the items of a list, the lines of code.
    """

    kind: Literal["paragraph", "heading", "list", "code"]
    lines: tuple[str, ...]


def blocks_of(text: str) -> list[Block]:
    """Return the blocks of a description; of a very long one, those of its beginning."""
    text = printable(text.replace("\r\n", "\n").replace("\t", "    "))
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    return list(_blocks(cut.split("\n")))


class _Parser:
    """Collects the lines of each block until something else follows."""

    def __init__(self) -> None:
        self._kind: Literal["paragraph", "list", "code"] = "paragraph"
        self._lines: list[str] = []

    def read(self, line: str) -> Iterator[Block]:
        """Read a line, and yield the blocks that it ends, or is."""
        is_fence = _FENCE.match(line) is not None
        if self._kind == "code":
            if is_fence:
                yield from self.end()
            else:
                self._lines.append(line)
        elif is_fence:
            yield from self.end("code")
        elif heading := _HEADING.fullmatch(line):
            yield from self.end()
            yield Block("heading", (heading[1].rstrip(" #"),))
        elif item := _ITEM.fullmatch(line):
            if self._kind != "list":
                yield from self.end("list")
            self._lines.append(item[1].strip())
        elif not line.strip():
            yield from self.end()
        elif self._lines:
            self._lines[-1] += f" {line.strip()}"
        else:
            self._lines.append(line.strip())

    def end(self, following: Literal["paragraph", "list", "code"] = "paragraph") -> Iterator[Block]:
        """Yield the block so far, if any, and begin one of another kind."""
        if self._lines:
            yield Block(self._kind, tuple(self._lines))
        self._kind, self._lines = following, []


def _blocks(lines: list[str]) -> Iterator[Block]:
    parser = _Parser()
    for line in lines:
        yield from parser.read(line)
    yield from parser.end()


def spans_of(text: str) -> list[Span]:
    """Return the parts of a line; a link whose URL is not safe is text."""
    spans: list[Span] = []
    at = 0
    for match in _SPAN.finditer(text):
        if (span := _span(match)) is not None:
            if match.start() > at:
                spans.append(Span("text", text[at : match.start()]))
            spans.append(span)
            at = match.end()
    return [*spans, Span("text", text[at:])] if at < len(text) else spans


def _span(match: re.Match[str]) -> Span | None:
    if match["code"] is not None:
        return Span("code", match["code"].strip() or match["code"])
    if match["strong"] is not None:
        return Span("strong", match["strong"])
    if match["em"] is not None:
        return Span("em", match["em"])
    url = match["url"] or match["auto"]
    return Span("link", match["text"] or url, url) if _SAFE_URL.fullmatch(url) else None


def summary_of(text: str, most: int = 140) -> str:
    """Return the first sentence of a description as plain text."""
    plain = next((" ".join(each.lines) for each in blocks_of(text) if each.kind == "paragraph"), "")
    words = "".join(each.text for each in spans_of(plain))
    first = words.partition(". ")[0].removesuffix(".")
    return first if len(first) <= most else f"{first[: most - 1].rstrip()}…"
