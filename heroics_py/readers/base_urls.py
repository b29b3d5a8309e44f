"""The bases that relative hrefs, themselves URI templates, are resolved against."""

import re
from collections.abc import Iterator, Mapping

from heroics_py.model.pointers import parse_pointer, value_at
from heroics_py.model.schema import Documents
from heroics_py.model.schemes import scheme_of
from heroics_py.readers.fields import list_at, text_at
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = [
    "SelfLinks",
    "constant_base",
    "enclosing_base",
    "is_absolute",
    "nearest_self_link",
    "needs_self",
    "relative_to",
    "resolve_href",
    "self_links_of",
]

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_AUTHORITY = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//(?:[^/?#{}]|\{[^{}/?#+.;&]*\})*")
_EXPRESSION = re.compile(r"\{[^{}]*\}")
# Relative references that need the URL of the resource (RFC 3986, 4.2). A bare "things" is absent from the list: real
# files write it for the root of the API.
_NEEDS_SELF = re.compile(r"$|[?#]|\.{1,2}(/|$)|\{[?&#]")


def is_absolute(template: str) -> bool:
    """Return whether a template begins with a scheme and an authority."""
    return _ABSOLUTE.match(template) is not None


def resolve_href(base: str, href: str) -> str:
    """Resolve one template against another (RFC 3986, 5.2).

    An expression counts as text within a segment.
    """
    if not base or is_absolute(href) or scheme_of(href):
        return href
    if href.startswith("//"):
        return f"{base.partition(':')[0]}:{href}" if is_absolute(base) else href
    match = _AUTHORITY.match(base)
    authority = match[0] if match else ""
    path, query = _split_query(base[len(authority) :])
    if href == "" or href.startswith(("#", "{#")):
        return f"{authority}{path}{query}{href}"
    if href.startswith(("?", "{?")):
        return f"{authority}{path}{href}"
    if href.startswith(("/", "{/")):
        return f"{authority}{href}"
    folder = path[: _mask_expressions(path).rfind("/") + 1] or ("/" if authority else "")
    return f"{authority}{_remove_dots(folder + href)}"


def needs_self(href: str) -> bool:
    """Return whether a reference means nothing without the URL of the thing it is found in: "", "?page=2", "../x"."""
    return _NEEDS_SELF.match(href) is not None


def relative_to(base: str, template: str) -> tuple[str, bool]:
    """Return ``template`` relative to an API's base URL, and False.

    If it is only on the same server, return it relative to the server, and True. A template on another server stays
    absolute.
    """
    root = base.rstrip("/")
    if root and (template == root or template.startswith((f"{root}/", f"{root}?", f"{root}{{"))):
        return template[len(root) :], False
    match = _AUTHORITY.match(root)
    server = match[0] if match else ""
    if server and (template == server or template.startswith((f"{server}/", f"{server}?", f"{server}{{"))):
        return template[len(server) :] or "/", True
    return template, False


def constant_base(root: Mapping[str, Json]) -> str:
    """Return the prefix that ``base`` adds to every relative href.

    Empty if ``base`` has variables.
    """
    base = text_at(root, "base").strip()
    if not base or "{" in base:
        return ""
    return base if _AUTHORITY.fullmatch(base) else resolve_href(base, ".")


def enclosing_base(documents: Documents, pointer: str) -> str:
    """Return the ``base`` of the schemas that enclose ``pointer``.

    Each is resolved against the outer one.
    """
    uri, _, fragment = pointer.partition("#")
    base = ""
    for node in _enclosing_nodes(documents.roots.get(uri), parse_pointer(fragment)):
        base = resolve_href(base, text_at(node, "base").strip()) if text_at(node, "base") else base
    return base


class SelfLinks(Value):
    """The self links of a resource that its other links may be relative to.

    Two of each kind are enough: one of them differs from the href that is resolved.

    Attributes:
        hrefs: the first two.
        constants: the first two that are absolute and have no variable.
    """

    hrefs: tuple[str, ...]
    constants: tuple[str, ...]


def self_links_of(node: Mapping[str, Json]) -> SelfLinks:
    """Return the self links of a schema, in its own order."""
    links = [link for link in list_at(node, "links") if isinstance(link, dict)]
    hrefs = [text_at(link, "href").strip() for link in links if text_at(link, "rel").strip().lower() == "self"]
    distinct = list(dict.fromkeys(hrefs))
    constants = [href for href in distinct if is_absolute(href) and "{" not in href]
    return SelfLinks(hrefs=tuple(distinct[:2]), constants=tuple(constants[:2]))


def nearest_self_link(links: SelfLinks, href: str) -> str:
    """Return the self link that ``href`` is relative to, if any.

    See draft-04, 5.2.1 and 6.1.
    """
    candidates = links.hrefs if needs_self(href) else links.constants
    return next((candidate for candidate in candidates if candidate != href), "")


def _enclosing_nodes(root: Json, tokens: list[str]) -> Iterator[dict[str, Json]]:
    node = root
    for token in [*tokens, ""]:
        if isinstance(node, dict):
            yield node
        try:
            node = value_at(node, [token])
        except LookupError:
            return


def _mask_expressions(template: str) -> str:
    """Return a template of equal length without "/", "?" and "#" in expressions."""
    return _EXPRESSION.sub(lambda match: "x" * len(match[0]), template)


def _split_query(rest: str) -> tuple[str, str]:
    end = next((match.start() for match in re.finditer(r"[?#]", _mask_expressions(rest))), len(rest))
    query = re.search(r"\{[?&#]", rest[:end])
    end = query.start() if query else end
    return rest[:end], rest[end:].partition("#")[0]


def _remove_dots(path: str) -> str:
    """Remove "." and ".." from a path (RFC 3986, 5.2.4).

    At the root, ".." stays at the root.
    """
    if "./" not in f"{path}/":
        return path
    output: list[str] = []
    segments = path.split("/")
    for index, segment in enumerate(segments):
        if segment == ".." and (len(output) > 1 or (output and output[0])):
            output.pop()
        elif segment not in {".", ".."}:
            output.append(segment)
        if index == len(segments) - 1 and segment in {".", ".."}:
            output.append("")
    return "/".join(output)
