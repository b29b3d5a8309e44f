"""What a person would see of a page: the title of HTML, and the text of HTML and XML."""

from collections.abc import Iterator
from html import unescape

__all__ = ["is_page", "text_of", "title_of"]

_LARGEST = 1 << 20
_LONGEST = 2000
_NOT_SHOWN = ("script", "style", "head", "template")


def is_page(text: str) -> bool:
    """Return whether a text is a page of HTML: it begins with a doctype, a comment, or one of the first elements."""
    start = text[:_LONGEST].lstrip("\ufeff \t\r\n").lower()
    return start.startswith(("<!doctype html", "<html", "<head", "<body", "<title")) or (
        start.startswith(("<!--", "<?xml")) and "<html" in start
    )


def title_of(page: str) -> str:
    """Return the title of a page of HTML, "" if it has none."""
    page = page[:_LARGEST]
    for tag, text in _parts(page):
        if _name(tag) == "title":
            return _in_words(text)
    return ""


def text_of(page: str) -> str:
    """Return the text of HTML or XML, without what no browser shows; in one pass, however broken the page is."""
    shown: list[str] = []
    size, hidden = 0, ""
    for tag, text in _parts(page[:_LARGEST]):
        name = _name(tag)
        if hidden:
            hidden = "" if name == f"/{hidden}" else hidden
        elif name in _NOT_SHOWN:
            hidden = name
        if not hidden and size < _LONGEST and (words := text.strip()):
            shown.append(words[:_LONGEST])
            size += len(words)
    return _in_words(" ".join(shown))


def _parts(page: str) -> Iterator[tuple[str, str]]:
    """Yield each tag with the text behind it; no part is read twice, and comments are left out."""
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


def _in_words(text: str) -> str:
    return " ".join(unescape(text[:_LONGEST]).split())
