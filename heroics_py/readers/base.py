"""What a relative href is relative to: the bases of a document stacked, all of them URI templates."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from heroics_py.model.pointers import parse_pointer
from heroics_py.model.schema import Documents
from heroics_py.readers.parts import list_of, text_of
from heroics_py.support.json_types import Json

__all__ = ["SelfLinks", "absolute", "against", "below", "nearest_self", "root_base", "self_links", "stacked"]

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_AUTHORITY = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//(?:[^/?#{}]|\{[^{}/?#+.;&]*\})*")
_BRACES = re.compile(r"\{[^{}]*\}")
# Relative references that mean nothing without the thing itself (RFC 3986, 4.2); "things" alone is not one of them:
# real files mean the root of the API by it.
_NEEDS_A_THING = re.compile(r"$|[?#]|\.{1,2}(/|$)|\{[?&#]")


def absolute(template: str) -> bool:
    """Tell whether a template begins with a scheme and an authority."""
    return _ABSOLUTE.match(template) is not None


def against(base: str, href: str) -> str:
    """Resolve one template against another (RFC 3986, 5.2), expressions taken for text within a segment."""
    if not base or absolute(href):
        return href
    if href.startswith("//"):
        return f"{base.partition(':')[0]}:{href}" if absolute(base) else href
    found = _AUTHORITY.match(base)
    authority = found[0] if found else ""
    path, query = _divided(base[len(authority) :])
    if href == "" or href.startswith(("#", "{#")):
        return f"{authority}{path}{query}{href}"
    if href.startswith(("?", "{?")):
        return f"{authority}{path}{href}"
    if href.startswith(("/", "{/")):
        return f"{authority}{href}"
    kept = path[: _hidden(path).rfind("/") + 1] or ("/" if authority else "")
    return f"{authority}{_without_dots(kept + href)}"


def below(base: str, template: str) -> tuple[str, bool]:
    """Return ``template`` relative to the base URL of an API, and whether that is relative to its server instead.

    What lies elsewhere stays absolute.
    """
    home = base.rstrip("/")
    if home and (template == home or template.startswith((f"{home}/", f"{home}?", f"{home}{{"))):
        return template[len(home) :] or "/", False
    found = _AUTHORITY.match(home)
    server = found[0] if found else ""
    if server and (template == server or template.startswith((f"{server}/", f"{server}?", f"{server}{{"))):
        return template[len(server) :] or "/", True
    return template, False


def root_base(root: Mapping[str, Json]) -> str:
    """Return the part of a document's own base that all relative hrefs begin with; empty where it is no constant."""
    base = text_of(root, "base").strip()
    if not base or "{" in base:
        return ""
    return base if _AUTHORITY.fullmatch(base) else against(base, ".")


def stacked(documents: Documents, pointer: str) -> str:
    """Return the bases of the schemas around ``pointer``, the outer ones first, resolved one against the other."""
    uri, _, fragment = pointer.partition("#")
    base = ""
    for node in _around(documents.roots.get(uri), parse_pointer(fragment)):
        base = against(base, text_of(node, "base").strip()) if text_of(node, "base") else base
    return base


class SelfLinks(NamedTuple):
    """The self links of one thing that others may be relative to: no more than the first two, of which one is another.

    Attributes:
        every: of all of them.
        fixed: of those that are absolute, without a variable.
    """

    every: tuple[str, ...]
    fixed: tuple[str, ...]


def self_links(node: Mapping[str, Json]) -> SelfLinks:
    """Return the hrefs of the self links of a schema, in its own order."""
    links = [link for link in list_of(node, "links") if isinstance(link, dict)]
    found = [text_of(link, "href").strip() for link in links if text_of(link, "rel").strip().lower() == "self"]
    every = list(dict.fromkeys(found))
    return SelfLinks(tuple(every[:2]), tuple([own for own in every if absolute(own) and "{" not in own][:2]))


def nearest_self(links: SelfLinks, href: str) -> str:
    """Return the self link that ``href`` is relative to; empty where it stands for itself (draft-04, 5.2.1 and 6.1)."""
    known = links.every if _NEEDS_A_THING.match(href) else links.fixed
    return next((own for own in known if own != href), "")


def _around(root: Json, tokens: list[str]) -> Iterator[dict[str, Json]]:
    node = root
    for token in [*tokens, ""]:
        if not isinstance(node, dict):
            return
        yield node
        node = node.get(token)


def _hidden(template: str) -> str:
    """Return a template of the same length in which no expression holds a slash or a mark."""
    return _BRACES.sub(lambda found: "x" * len(found[0]), template)


def _divided(rest: str) -> tuple[str, str]:
    end = next((found.start() for found in re.finditer(r"[?#]", _hidden(rest))), len(rest))
    query = re.search(r"\{[?&#]", rest[:end])
    end = query.start() if query else end
    return rest[:end], rest[end:].partition("#")[0]


def _without_dots(path: str) -> str:
    """Remove "." and ".." from a path (RFC 3986, 5.2.4); more ".." than there are segments lead to the root."""
    if "./" not in f"{path}/":
        return path
    kept: list[str] = []
    parts = path.split("/")
    for index, part in enumerate(parts):
        if part == ".." and (len(kept) > 1 or (kept and kept[0])):
            kept.pop()
        elif part not in {".", ".."}:
            kept.append(part)
        if index == len(parts) - 1 and part in {".", ".."}:
            kept.append("")
    return "/".join(kept)
