"""The ``Link`` header field (RFC 8288)."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from heroics_py.support.values import Value

__all__ = ["HeaderLink", "parse_link_header"]

# Every quantifier is possessive, so that no header takes quadratic time.
_LINK = re.compile(r'<([^<>]*+)>((?:\s*+;\s*+[^\s;,="<>]++(?:\s*+=\s*+(?:"(?:[^"\\]|\\.)*+"|[^\s;,"<>]*+))?+)*+)')
_PARAMETER = re.compile(r';\s*+([^\s;,="<>]++)(?:\s*+=\s*+(?:"((?:[^"\\]|\\.)*+)"|([^\s;,"<>]*+)))?+')
_EXTENDED = re.compile(r"(utf-8|iso-8859-1)'[^']*'(.*)", re.IGNORECASE | re.DOTALL)


class HeaderLink(Value, kw_only=True):
    """One link of a ``Link`` header.

    Attributes:
        href: its target, as the server spells it.
        rels: its relations, in lower case unless they are URIs.
        parameters: its target attributes, by name in lower case; of repeated ones, the first counts (RFC 8288, 3).
    """

    href: str
    rels: tuple[str, ...]
    parameters: Mapping[str, str]

    @property
    def title(self) -> str:
        """The title; ``title*``, which may hold any letter, comes first (RFC 8288, 3.4.1)."""
        return self.parameters.get("title*") or self.parameters.get("title", "")


def parse_link_header(text: str | None) -> Iterator[HeaderLink]:
    """Yield the links of a ``Link`` header, whose lines are joined by commas.

    A comma, semicolon or escaped quote inside of ``<...>`` or of a quoted text separates nothing (RFC 8288, 3).
    """
    for match in _LINK.finditer(text or ""):
        parameters: dict[str, str] = {}
        for name, quoted, plain in _PARAMETER.findall(match[2]):
            parameters.setdefault(name.lower(), re.sub(r"\\(.)", r"\1", quoted) or plain)
        if "title*" in parameters:
            parameters["title*"] = _decoded(parameters["title*"])
        rels = tuple(dict.fromkeys(map(_normalized, parameters.get("rel", "").split())))
        yield HeaderLink(href=match[1].strip(), rels=rels, parameters=parameters)


def _normalized(rel: str) -> str:
    """Return a relation for comparison: registered ones have no case (RFC 8288, 2.1.1)."""
    return rel if ":" in rel else rel.lower()


def _decoded(value: str) -> str:
    """Return the text of an extended value such as ``UTF-8'de'n%C3%A4chstes`` (RFC 8187, 3.2); empty if invalid."""
    match = _EXTENDED.fullmatch(value)
    return unquote(match[2], encoding=match[1].lower(), errors="replace") if match else ""
