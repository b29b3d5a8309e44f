"""Links of a hyper-schema that a client does not offer."""

from collections.abc import Iterator, Mapping

from heroics_py.lint.finding import Finding
from heroics_py.model.api import Api
from heroics_py.model.pointers import escape_key
from heroics_py.readers.fields import rel_of
from heroics_py.readers.hyper_schema.link_copies import LinkKey, link_key
from heroics_py.readers.hyper_schema.resources import base_url, has_calls
from heroics_py.support.json_types import Json

__all__ = ["unread_links"]

# Their values are data and no schemas, unless they are names in a map.
_DATA = frozenset({"const", "default", "enum", "example", "examples", "response_example"})
_MAPS = frozenset(
    {"properties", "patternProperties", "definitions", "$defs", "dependencies", "dependentSchemas", "templatePointers"}
)


def unread_links(api: Api) -> Iterator[Finding]:
    """Yield a finding for every link that is lost: at a place where no schema is, or written as something else.

    A link of a folder that another document has, too, is offered once, and noted.
    """
    read = {link.pointer for link in api.links}
    copies = _Copies(api)
    for uri, root in api.documents.roots.items():
        for pointer, links, is_root in _link_lists(f"{uri}#", root):
            entries = _entries(pointer, links)
            if not entries and links not in ([], None):
                yield _no_link(pointer, links, "a list of links")
            elif isinstance(links, dict):
                effect = "it is one link" if isinstance(links.get("href"), str) else "each value with an href is a link"
                message = "links is an object: expected a list"
                yield Finding(pointer=pointer, severity="note", kind="links-object", message=message, effect=effect)
            unread = [(place, link) for place, link in entries if place not in read]
            for place, link in unread:
                if not isinstance(link, dict):
                    yield _no_link(place, link, "a link")
                elif not copies.has(place, link) and not (is_root and _names_url(link)):
                    yield _unread(place, link)
            yield from copies.notes(pointer, unread)


class _Copies:
    """The links that another document has, too."""

    def __init__(self, api: Api) -> None:
        self._documents: dict[LinkKey, set[str]] = {}
        # One document alone has no copies.
        for link in api.links if len(api.documents.roots) > 1 else ():
            raw = api.documents.schema_at(link.pointer).raw
            key = link_key(raw if isinstance(raw, dict) else {})
            self._documents.setdefault(key, set()).add(link.pointer.partition("#")[0])

    def has(self, place: str, link: Mapping[str, Json]) -> bool:
        return not self._documents.get(link_key(link), set()) <= {place.partition("#")[0]}

    def notes(self, pointer: str, links: list[tuple[str, Json]]) -> Iterator[Finding]:
        """Yield one note for the links of a schema that another document has, too."""
        repeated = [(place, link) for place, link in links if isinstance(link, dict) and self.has(place, link)]
        if repeated:
            uri = min(self._documents[link_key(repeated[0][1])] - {pointer.partition("#")[0]})
            count = "1 link" if len(repeated) == 1 else f"{len(repeated):,} links"
            message = f"{count} that {uri or 'the main document'} has, too"
            effect = "a client offers each of them once, as that document describes it"
            yield Finding(pointer=pointer, severity="note", kind="repeated-link", message=message, effect=effect)


def _entries(pointer: str, links: Json) -> list[tuple[str, Json]]:
    if isinstance(links, list):
        return [(f"{pointer}/{index}", link) for index, link in enumerate(links)]
    if not isinstance(links, dict):
        return []
    if isinstance(links.get("href"), str):
        return [(pointer, links)]
    return [
        (f"{pointer}/{escape_key(name)}", link)
        for name, link in links.items()
        if isinstance(link, dict) and "href" in link
    ]


def _names_url(link: Mapping[str, Json]) -> bool:
    """Return whether a link only names a base URL, if not that of the API."""
    return bool(base_url({"links": [dict(link)]})) and not has_calls({"links": [dict(link)]})


def _link_lists(pointer: str, root: Json) -> Iterator[tuple[str, Json, bool]]:
    """Yield the value of each ``links`` of a document, with its pointer, and whether it is the document's own."""
    pending: list[tuple[str, Json, bool]] = [(pointer, root, False)]
    while pending:
        place, node, is_map = pending.pop()
        if isinstance(node, list):
            pending += [(f"{place}/{index}", each, False) for index, each in enumerate(node)]
        elif isinstance(node, dict):
            if not is_map and "links" in node:
                yield f"{place}/links", node["links"], place == pointer
            pending += [
                (f"{place}/{escape_key(key)}", value, not is_map and key in _MAPS)
                for key, value in node.items()
                if isinstance(value, dict | list) and (is_map or key not in _DATA)
            ]


def _no_link(pointer: str, value: Json, expected: str) -> Finding:
    message = f"expected {expected}, got {type(value).__name__}"
    return Finding(pointer=pointer, severity="warning", kind="no-link", message=message, effect="it is left out")


def _unread(pointer: str, link: Mapping[str, Json]) -> Finding:
    words = str(link.get("title") or rel_of(link) or link.get("href"))[:80]
    message = f"the link {words!r} is in no schema: no keyword of JSON Schema holds it, and no reference leads to it"
    effect = "it is left out; move it into definitions, or refer to the schema that has it"
    return Finding(pointer=pointer, severity="warning", kind="unread-link", message=message, effect=effect)
