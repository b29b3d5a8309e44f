"""HTML in which every text and every value of an attribute is escaped."""

from collections.abc import Iterable
from html import escape
from typing import Literal

from heroics_py.display.terminal import escaped, printable
from heroics_py.writers.pages.prose import Span, blocks_of, spans_of

__all__ = ["Html", "element", "join", "prose", "text"]


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


_VOID = frozenset({"input", "link", "meta", "wbr"})


def text(words: str) -> Html:
    """Return text as HTML, with invisible characters made visible."""
    return Html(escape(printable(words), quote=True))


def join(parts: Iterable[str]) -> Html:
    """Return parts one after the other; those that are not HTML are text."""
    return Html("".join([each if isinstance(each, Html) else text(each) for each in parts]))


def element(tag: str, *children: str, **attributes: str | bool) -> Html:
    """Return an element.

    Args:
        tag: its name.
        *children: `Html`, or text.
        **attributes: with "_" for "-", and one at the end where Python has the word; False leaves one out.
    """
    head = "".join([_attribute(name, value) for name, value in attributes.items() if value is not False])
    return Html(f"<{tag}{head}>" if tag in _VOID else f"<{tag}{head}>{join(children)}</{tag}>")


def _attribute(keyword: str, value: str | Literal[True]) -> str:
    name = keyword.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(escaped(str(value)))}"'


def prose(words: str) -> Html:
    """Return a description as paragraphs, lists and blocks of code."""
    return join(_block(each.kind, each.lines) for each in blocks_of(words))


def _block(kind: str, lines: tuple[str, ...]) -> Html:
    if kind == "code":
        return element("pre", element("code", "\n".join(lines)), tabindex="0")
    if kind == "list":
        return element("ul", *(element("li", _line(each)) for each in lines))
    line = _line(lines[0])
    return element("p", element("strong", line) if kind == "heading" else line)


def _line(words: str) -> Html:
    return join(map(_span, spans_of(words)))


def _span(span: Span) -> Html:
    if span.kind == "link":
        return element("a", span.text, href=span.url, rel="noopener noreferrer nofollow")
    return text(span.text) if span.kind == "text" else element(span.kind, span.text)
