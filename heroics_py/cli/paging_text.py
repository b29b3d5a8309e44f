"""How lists continue, as text: ``thing.list=pages(page, items=data)``."""

import re
from collections.abc import Iterable, Mapping

from heroics_py.display.terminal import shown
from heroics_py.model.paging import Paging

__all__ = ["parse_paging"]

_TEXT = re.compile(r"(?:([^=()]+)=\s*)?([a-z]+)\(([^()]*)\)")
_STYLES = ("headers", "header", "link", "cursor", "last", "pages", "offset", "none")
_EXPECTED = "expected a style of paging, such as 'pages(page, items=data)' or 'thing.list=cursor(next, cursor)'"


def parse_paging(texts: Iterable[str]) -> Paging | Mapping[str, Paging] | None:
    """Return how lists continue, as the argument ``paging`` of `heroics_py.connect` takes it; None for no texts.

    Args:
        texts: each a constructor of `Paging` with its arguments, and before it the name of a link or a resource. One
            without a name is for the whole API.

    Raises:
        ValueError: a text means nothing, or one without a name is not the only one.
    """
    parsed = [_parsed(text) for text in texts]
    if not parsed:
        return None
    if len(parsed) == 1 and not parsed[0][0]:
        return parsed[0][1]
    if not all(name for name, _ in parsed):
        raise ValueError(
            "one paging without a name is for the whole API: expected a name before each, 'thing.list=...'"
        )
    return dict(parsed)


def _parsed(text: str) -> tuple[str, Paging]:
    match = _TEXT.fullmatch(text.strip())
    if match is None or match[2] not in _STYLES:
        raise ValueError(f"{shown(text)}: {_EXPECTED}")
    words = [word.strip() for word in match[3].split(",") if word.strip()]
    pairs = [word.partition("=") for word in words]
    named = {name.strip(): _value(value.strip()) for name, mark, value in pairs if mark}
    try:
        paging: Paging = getattr(Paging, match[2])(*(name for name, mark, _ in pairs if not mark), **named)
    except TypeError as error:
        raise ValueError(f"{shown(text)}: {str(error).replace('Paging.', '')}") from None
    if paging.fault:
        raise ValueError(f"{shown(text)}: {paging.fault}")
    return (match[1] or "").strip(), paging


def _value(text: str) -> str | int:
    return int(text) if text.isdecimal() and text.isascii() else text
