"""The visible text of HTML and XML."""

from collections.abc import Iterator
from html import unescape

__all__ = ["is_page", "text_of", "title_of"]

_MAX_INPUT = 1 << 20
_MAX_TEXT = 2000
_INVISIBLE = ("script", "style", "head", "template")


def is_page(text: str) -> bool:
    """Return whether a text is an HTML page, from its doctype or its first element."""
    start = text[:_MAX_TEXT].lstrip("\ufeff \t\r\n").lower()
    return start.startswith(("<!doctype html", "<html", "<head", "<body", "<title")) or (
        start.startswith(("<!--", "<?xml")) and "<html" in start
    )


def title_of(page: str) -> str:
    """Return the title of an HTML page; empty if it has none."""
    page = page[:_MAX_INPUT]
    for tag, text in _parts(page):
        if _name(tag) == "title":
            return _normalize(text)
    return ""


def text_of(page: str) -> str:
    """Return the visible text of HTML or XML; broken markup is read like any other, in one pass."""
    shown: list[str] = []
    size, hidden = 0, ""
    for tag, text in _parts(page[:_MAX_INPUT]):
        name = _name(tag)
        if hidden:
            hidden = "" if name == f"/{hidden}" else hidden
        elif name in _INVISIBLE:
            hidden = name
        if not hidden and size < _MAX_TEXT and (words := text.strip()):
            shown.append(words[:_MAX_TEXT])
            size += len(words)
    return _normalize(" ".join(shown))


def _parts(page: str) -> Iterator[tuple[str, str]]:
    """Yield each tag with the text after it, without comments, in linear time."""
    at = 0
    tag = ""
    while at <= len(page):
        start = page.find("<", at)
        yield tag, page[at:] if start < 0 else page[at:start]
        if start < 0:
            return
        is_comment = page.startswith("<!--", start)
        mark = "-->" if is_comment else ">"
        end = page.find(mark, start + 4 if is_comment else start)
        if end < 0:
            return
        tag = "" if is_comment else page[start + 1 : end]
        at = end + len(mark)


def _name(tag: str) -> str:
    return (tag[:40].split(maxsplit=1) or [""])[0].lower().rstrip("/") if tag else ""


def _normalize(text: str) -> str:
    return " ".join(unescape(text[:_MAX_TEXT]).split())
